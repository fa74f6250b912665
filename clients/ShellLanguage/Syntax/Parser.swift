/// Turns tokens into statements and expressions.
struct Parser {
  let tokens: [Token]
  let scalars: [Unicode.Scalar]
  var index = 0
  /// How many loops stand around the statement that is read.
  var loops = 0
  /// How deep the parser's own stack is.
  var depth = 0

  /// As deep as constructs without brackets (`not not …`, `- - …`, `lambda: lambda: …`) may go.
  static let depthMax = 100
  static let sourceScalarsMax = 1 << 20

  /// Parses a whole program.
  ///
  /// - Throws: `ShellError` (SyntaxError, IndentationError, OverflowError) with its spot.
  static func parse(_ source: String, firstLine: Int = 1) throws(ShellError) -> [Statement] {
    let scalars = Array(source.unicodeScalars.prefix(sourceScalarsMax + 1))
    guard scalars.count <= sourceScalarsMax else {
      throw ShellError("MemoryError", "the program is longer than \(sourceScalarsMax) characters")
    }
    var lexer = Lexer(scalars, firstLine: firstLine)
    var parser = Parser(tokens: try lexer.run(), scalars: scalars)
    return try parser.program()
  }

  init(tokens: [Token], scalars: [Unicode.Scalar]) {
    self.tokens = tokens
    self.scalars = scalars
  }

  private mutating func program() throws(ShellError) -> [Statement] {
    var statements: [Statement] = []
    while current.kind != .end {
      if current.kind == .indent {
        throw ShellError(
          "IndentationError", "this line is indented, but opens no block", at: spot, hint: "remove the blanks before it"
        )
      }
      statements += try statementLine()
    }
    return statements
  }

  // MARK: - Tokens

  var current: Token { tokens[index] }
  var previous: Token { tokens[max(0, index - 1)] }
  var following: Token { tokens[min(index + 1, tokens.count - 1)] }

  mutating func advance() {
    if index < tokens.count - 1 { index += 1 }
  }

  func isSymbol(_ text: String) -> Bool { current.kind == .symbol(text) }

  func isKeyword(_ text: String) -> Bool { current.kind == .keyword(text) }

  mutating func takeSymbol(_ text: String) -> Bool {
    guard isSymbol(text) else { return false }
    advance()
    return true
  }

  mutating func takeKeyword(_ text: String) -> Bool {
    guard isKeyword(text) else { return false }
    advance()
    return true
  }

  mutating func expectSymbol(_ text: String, _ place: String) throws(ShellError) {
    guard takeSymbol(text) else { throw unexpected("expected '\(text)' \(place)") }
  }

  mutating func expectName(_ what: String) throws(ShellError) -> String {
    guard case .name(let name) = current.kind else { throw unexpected("expected \(what)") }
    advance()
    return name
  }

  /// Where the current token is; the end of a line is shown just after its last word.
  var spot: SourcePosition {
    switch current.kind {
    case .newline, .end, .dedent:
      guard index > 0, previous.kind != .newline, previous.kind != .dedent, previous.position.length > 0 else {
        return current.position
      }
      let last = previous.position
      return SourcePosition(line: last.line, column: last.column + last.length, length: 1)
    default: return current.position
    }
  }

  /// An error about the current token.
  func unexpected(_ expectation: String) -> ShellError {
    if case .keyword(let word) = current.kind, let hint = Keywords.notOffered[word] {
      return .syntax("'\(word)' is not supported in this shell", at: current.position, hint: hint)
    }
    var error = ShellError.syntax("\(expectation), found \(current.description)", at: spot)
    if case .symbol(let symbol) = current.kind { error.hint = Self.symbolHints[symbol] }
    error.endedEarly = current.kind == .end
    return error
  }

  static let symbolHints: [String: String] = [
    "&&": "use 'and'", "||": "use 'or'", "!": "use 'not'", "&": "use 'and'", "|": "use 'or'", "^": "use '!='",
    "~": "use 'not'", "<<": "use '* 2 ** n'", ">>": "use '// 2 ** n'", "@": "use '*'", "<>": "use '!='",
    ":=": "assign in a statement of its own", "->": "leave it out", "?": "'name?' alone on a line shows help",
    "=": "to compare use '=='", "...": "write 'pass' for an empty block",
  ]

  /// Runs `body` one level deeper, within the bound.
  mutating func nested<T>(_ body: (inout Parser) throws(ShellError) -> T) throws(ShellError) -> T {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthMax else {
      throw .syntax("the program is nested too deeply", at: spot, hint: "use variables for the inner parts")
    }
    return try body(&self)
  }
}
