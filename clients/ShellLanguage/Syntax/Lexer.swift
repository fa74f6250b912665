/// Cuts a program into tokens; indentation becomes `indent` and `dedent`, as in Python.
struct Lexer {
  let scalars: [Unicode.Scalar]
  let end: Int
  var index: Int
  var line: Int
  var lineStart: Int
  var tokens: [Token] = []
  /// The brackets that are open, innermost last.
  var brackets: [(symbol: Unicode.Scalar, position: SourcePosition)] = []
  var indents = [0]
  /// Makes an unfinished string a token (the last one): for completion.
  let allowsPartialText: Bool
  /// The expression of an f-string is in parentheses that are not written.
  let isInsideString: Bool

  /// As deep as brackets may go; the parser's stack must hold them.
  static let bracketsMax = 60
  static let indentsMax = 20

  init(_ scalars: [Unicode.Scalar], firstLine: Int = 1, allowsPartialText: Bool = false) {
    self.scalars = scalars
    (index, end, line, lineStart) = (0, scalars.count, firstLine, 0)
    self.allowsPartialText = allowsPartialText
    isInsideString = false
  }

  init(inside range: Range<Int>, of scalars: [Unicode.Scalar], line: Int, lineStart: Int) {
    self.scalars = scalars
    (index, end, self.line, self.lineStart) = (range.lowerBound, range.upperBound, line, lineStart)
    allowsPartialText = false
    isInsideString = true
  }

  mutating func run() throws(ShellError) -> [Token] {
    var isLineStart = !isInsideString
    while true {
      if isLineStart {
        try readIndentation()
        isLineStart = false
      }
      skipBlanks()
      guard let scalar = peek() else { break }
      let wasPartial = allowsPartialText && index > end
      if wasPartial { break }
      if isNewline(scalar) {
        let start = index
        endLine()
        if brackets.isEmpty, !isInsideString {
          if let last = tokens.last, last.kind != .newline, last.kind != .indent, last.kind != .dedent {
            tokens.append(Token(kind: .newline, position: position(from: start, line: line - 1), range: start..<index))
          }
          isLineStart = true
        }
        continue
      }
      try readToken(scalar)
    }
    try finish()
    return tokens
  }

  // MARK: - Lines

  private mutating func readIndentation() throws(ShellError) {
    while true {
      var width = 0
      let start = index
      while let scalar = peek(), scalar == " " || scalar == "\t" || scalar == "\u{0C}" || scalar == "\u{A0}" {
        width = scalar == "\t" ? (width / 8 + 1) * 8 : width + 1
        index += 1
      }
      guard let scalar = peek() else { return }
      if scalar == "#" { skipComment() }
      guard let next = peek() else { return }
      if isNewline(next) {
        endLine()
        continue
      }
      return try indent(to: width, from: start)
    }
  }

  private mutating func indent(to width: Int, from start: Int) throws(ShellError) {
    let here = SourcePosition(line: line, column: start - lineStart, length: max(1, index - start))
    if width > indents[indents.count - 1] {
      guard indents.count < Self.indentsMax else {
        throw ShellError("IndentationError", "blocks are nested too deeply", at: here)
      }
      indents.append(width)
      tokens.append(Token(kind: .indent, position: here, range: start..<index))
      return
    }
    while width < indents[indents.count - 1] {
      indents.removeLast()
      tokens.append(Token(kind: .dedent, position: here, range: index..<index))
    }
    if width != indents[indents.count - 1] {
      throw ShellError(
        "IndentationError", "the indentation of this line fits no block above it", at: here,
        hint: "indent it like a line above, all with spaces")
    }
  }

  private mutating func finish() throws(ShellError) {
    if let open = brackets.last, !allowsPartialText {
      var error = ShellError.syntax("'\(open.symbol)' was never closed", at: open.position)
      error.endedEarly = true
      throw error
    }
    let here = SourcePosition(line: line, column: index - lineStart, length: 1)
    if let last = tokens.last, last.kind != .newline, !isInsideString {
      tokens.append(Token(kind: .newline, position: here, range: index..<index))
    }
    while indents.count > 1 {
      indents.removeLast()
      tokens.append(Token(kind: .dedent, position: here, range: index..<index))
    }
    tokens.append(Token(kind: .end, position: here, range: index..<index))
  }

  mutating func endLine() {
    if scalars[index] == "\r", index + 1 < end, scalars[index + 1] == "\n" { index += 1 }
    index += 1
    line += 1
    lineStart = index
  }

  private mutating func skipComment() {
    while let scalar = peek(), !isNewline(scalar) { index += 1 }
  }

  private mutating func skipBlanks() {
    while let scalar = peek() {
      switch scalar {
      case " ", "\t", "\u{0C}", "\u{A0}": index += 1
      case "#": skipComment()
      case "\\" where index + 1 < end && isNewline(scalars[index + 1]):
        index += 1
        endLine()
      default: return
      }
    }
  }

  // MARK: - Words

  private mutating func readToken(_ scalar: Unicode.Scalar) throws(ShellError) {
    if scalar == "\"" || scalar == "'" { return try readString(prefix: index) }
    if isNameStart(scalar) { return try readName() }
    if isDigit(scalar) || (scalar == "." && index + 1 < end && isDigit(scalars[index + 1])) {
      return try readNumber()
    }
    try readSymbol(scalar)
  }

  private mutating func readName() throws(ShellError) {
    let start = index
    while let scalar = peek(), isNameStart(scalar) || scalar.properties.isXIDContinue { index += 1 }
    if let quote = peek(), quote == "\"" || quote == "'", index - start <= 2 {
      let prefix = scalars[start..<index]
      if prefix.allSatisfy({ "rRbBfFuU".unicodeScalars.contains($0) }) { return try readString(prefix: start) }
    }
    let text = string(start..<index)
    let isKeyword = Keywords.offered.contains(text) || Keywords.notOffered[text] != nil
    append(isKeyword ? .keyword(text) : .name(text), from: start)
  }

  private static let symbols: [[String]] = [
    ["**=", "//=", "<<=", ">>=", "..."],
    [
      "**", "//", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", ":=", "->", "<>",
      "&&", "||", "++",
    ],
  ]

  private mutating func readSymbol(_ scalar: Unicode.Scalar) throws(ShellError) {
    let start = index
    switch scalar {
    case "(", "[", "{":
      index += 1
      let position = position(from: start)
      guard brackets.count < Self.bracketsMax else {
        throw .syntax("brackets are nested too deeply", at: position, hint: "use variables for the inner parts")
      }
      brackets.append((scalar, position))
      return append(.symbol(String(scalar)), from: start)
    case ")", "]", "}":
      index += 1
      try closeBracket(scalar, at: position(from: start))
      return append(.symbol(String(scalar)), from: start)
    default: break
    }
    for (list, length) in zip(Self.symbols, [3, 2]) where index + length <= end {
      let text = string(index..<index + length)
      // "++" is only taken apart here to say so; "a++b" is rare enough in Python.
      if list.contains(text), text != "++" {
        index += length
        return append(.symbol(text), from: start)
      }
    }
    guard "+-*/%<>=.,:;?!&|^~@".unicodeScalars.contains(scalar) else { throw strange(scalar) }
    index += 1
    append(.symbol(String(scalar)), from: start)
  }

  private mutating func closeBracket(_ scalar: Unicode.Scalar, at position: SourcePosition) throws(ShellError) {
    let partner: [Unicode.Scalar: Unicode.Scalar] = [")": "(", "]": "[", "}": "{"]
    guard let open = brackets.popLast() else { throw .syntax("'\(scalar)' closes nothing", at: position) }
    guard open.symbol == partner[scalar] else {
      throw .syntax("'\(scalar)' does not close '\(open.symbol)'", at: position)
    }
  }

  private func strange(_ scalar: Unicode.Scalar) -> ShellError {
    let here = SourcePosition(line: line, column: index - lineStart, length: 1)
    if "“”„‘’‚«»`´".unicodeScalars.contains(scalar) {
      return .syntax("'\(scalar)' is not a quotation mark", at: here, hint: "use ' or \"")
    }
    if scalar == "\\" { return .syntax("only the end of the line may follow '\\'", at: here) }
    if scalar == "$" { return .syntax("'$' has no meaning here", at: here, hint: "use a name without it") }
    if DisplayWidth.isControl(scalar) || scalar.properties.generalCategory == .format {
      let code = String(scalar.value, radix: 16, uppercase: true)
      return .syntax("the invisible character U+\(code) has no meaning here", at: here, hint: "remove it")
    }
    return .syntax("'\(scalar)' has no meaning here", at: here)
  }

  // MARK: - Scalars

  func peek() -> Unicode.Scalar? { index < end ? scalars[index] : nil }

  func isNewline(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\r" }

  func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
      || (scalar.value > 0x7F && scalar.properties.isXIDStart)
  }

  func string(_ range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[range])
    return String(text)
  }

  func position(from start: Int, line: Int? = nil) -> SourcePosition {
    if let line, line != self.line {
      return SourcePosition(line: line, column: columnOnLine(of: start), length: 1)
    }
    return SourcePosition(line: self.line, column: start - lineStart, length: max(1, index - start))
  }

  /// The column of a scalar that may be on an earlier line than the current one.
  private func columnOnLine(of start: Int) -> Int {
    var first = start
    while first > 0, !isNewline(scalars[first - 1]) { first -= 1 }
    return start - first
  }

  mutating func append(_ kind: Token.Kind, from start: Int) {
    tokens.append(Token(kind: kind, position: position(from: start), range: start..<index))
  }
}
