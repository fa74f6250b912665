/// A word of the language.
struct Token {
  enum Kind: Equatable {
    case name(String)
    case keyword(String)
    /// The magnitude; 2^63 is only good after a minus.
    case integer(UInt64)
    case float(Double)
    case text(String)
    case formatted(FormattedRange)
    /// A string without its closing quote; only where the lexer was told to bear it.
    case partialText(String)
    case symbol(String)
    case newline, indent, dedent, end
  }

  let kind: Kind
  let position: SourcePosition
  /// The first scalar and the one after the last, in the whole program.
  let range: Range<Int>

  /// How the word is named in an error.
  var description: String {
    switch kind {
    case .name(let text), .keyword(let text), .symbol(let text): "'\(text)'"
    case .integer, .float: "a number"
    case .text, .formatted, .partialText: "a string"
    case .newline: "the end of the line"
    case .indent: "an indented line"
    case .dedent, .end: "the end"
    }
  }
}

/// The inside of an f-string, still to be parsed.
struct FormattedRange: Equatable {
  var range: Range<Int>
  var isRaw: Bool
  var line: Int
  var lineStart: Int
}

enum Keywords {
  static let offered: Set<String> = [
    "None", "True", "False", "and", "or", "not", "in", "is", "if", "elif", "else", "for", "while", "break", "continue",
    "pass", "del", "assert", "import", "from", "as", "with", "lambda",
  ]

  /// Words of Python that this language leaves out, with the nearest thing that works.
  static let notOffered: [String: String] = [
    "def": "write the statements where they are needed, in a 'for' loop or a comprehension",
    "class": "use the entities of 'db', or a dict",
    "try": "a statement that fails changes nothing: run the next one, or test first with 'if'",
    "except": "a statement that fails changes nothing: run the next one, or test first with 'if'",
    "finally": "use 'with' for what must end together",
    "raise": "use 'assert condition, \"message\"'",
    "return": "write the expression itself: its value is printed",
    "global": "all variables are global already: leave it out",
    "nonlocal": "all variables are global already: leave it out",
    "yield": "use a comprehension: '[x for x in items]'",
    "async": "calls wait for their answer already: leave it out",
    "await": "calls wait for their answer already: leave it out",
  ]
}
