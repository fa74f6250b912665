extension Lexer {
  /// Reads a string whose prefix (`r`, `f`, …) starts at `start` and whose quote is at `index`.
  mutating func readString(prefix start: Int) throws(ShellError) {
    let prefix = Set(string(start..<index).lowercased())
    let quote = scalars[index]
    let isTriple = index + 2 < end && scalars[index + 1] == quote && scalars[index + 2] == quote
    let startPosition = SourcePosition(
      line: line, column: start - lineStart, length: index - start + (isTriple ? 3 : 1))
    guard !prefix.contains("b") else {
      throw .syntax("bytes are not supported", at: startPosition, hint: "leave the 'b' out: text is stored as it is")
    }
    let quoteLength = isTriple ? 3 : 1
    index += quoteLength
    let first = index
    let (firstLine, firstLineStart) = (line, lineStart)
    guard try skipToQuote(quote, isTriple: isTriple) else {
      return try unfinished(from: start, first: first, isTriple: isTriple, startPosition)
    }
    let content = first..<index
    index += quoteLength
    let kind: Token.Kind
    if prefix.contains("f") {
      kind = .formatted(
        FormattedRange(range: content, isRaw: prefix.contains("r"), line: firstLine, lineStart: firstLineStart))
    } else {
      let raw = prefix.contains("r")
      kind = .text(try TextEscapes.decode(scalars[content], isRaw: raw, line: firstLine, lineStart: firstLineStart))
    }
    let whole =
      firstLine == line
      ? SourcePosition(line: line, column: start - lineStart, length: index - start)
      : SourcePosition(line: firstLine, column: start - firstLineStart, length: 0)
    tokens.append(Token(kind: kind, position: whole, range: start..<index))
  }

  /// Moves to the closing quote; false where there is none.
  private mutating func skipToQuote(_ quote: Unicode.Scalar, isTriple: Bool) throws(ShellError) -> Bool {
    while let scalar = peek() {
      if scalar == "\\" {
        index += 1
        guard let escaped = peek() else { return false }
        if isNewline(escaped) { endLine() } else { index += 1 }
        continue
      }
      if isNewline(scalar) {
        guard isTriple else { return false }
        endLine()
        continue
      }
      if scalar == quote {
        if !isTriple { return true }
        if index + 2 < end, scalars[index + 1] == quote, scalars[index + 2] == quote { return true }
      }
      index += 1
    }
    return false
  }

  private mutating func unfinished(
    from start: Int, first: Int, isTriple: Bool, _ startPosition: SourcePosition
  ) throws(ShellError) {
    if allowsPartialText, index >= end {
      tokens.append(Token(kind: .partialText(string(first..<end)), position: startPosition, range: start..<end))
      index = end
      return
    }
    var error = ShellError.syntax(
      "this string has no closing quote", at: startPosition,
      hint: isTriple ? nil : "for text over several lines use \"\"\"…\"\"\"")
    error.endedEarly = isTriple || (index >= end && end > first && scalars[end - 1] == "\n")
    throw error
  }
}

/// Python's escapes in string literals.
enum TextEscapes {
  /// The text that a literal stands for; `line` and `lineStart` place its errors.
  static func decode(
    _ content: ArraySlice<Unicode.Scalar>, isRaw: Bool, line: Int, lineStart: Int
  ) throws(ShellError) -> String {
    var text = String.UnicodeScalarView()
    var index = content.startIndex
    var (line, lineStart) = (line, lineStart)
    while index < content.endIndex {
      var scalar = content[index]
      index += 1
      if scalar == "\r" {
        // Python reads every line ending as "\n", also inside strings.
        if index < content.endIndex, content[index] == "\n" { index += 1 }
        scalar = "\n"
      }
      if scalar == "\n" { (line, lineStart) = (line + 1, index) }
      guard scalar == "\\", !isRaw, index < content.endIndex else {
        text.append(scalar)
        continue
      }
      let start = index - 1
      guard let decoded = escape(content, &index) else {
        let position = SourcePosition(line: line, column: start - lineStart, length: max(2, index - start))
        throw .syntax("this is not an escape sequence", at: position, hint: "for a backslash write '\\\\', or r\"…\"")
      }
      text.append(contentsOf: decoded)
    }
    return String(text)
  }

  private static let simple: [Unicode.Scalar: Unicode.Scalar] = [
    "\\": "\\", "'": "'", "\"": "\"", "a": "\u{07}", "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r", "t": "\t",
    "v": "\u{0B}",
  ]

  /// Decodes what follows a backslash; nil for one that stands for no character.
  private static func escape(_ content: ArraySlice<Unicode.Scalar>, _ index: inout Int) -> [Unicode.Scalar]? {
    let mark = content[index]
    index += 1
    if let plain = simple[mark] { return [plain] }
    switch mark {
    case "\n": return []
    case "\r":
      if index < content.endIndex, content[index] == "\n" { index += 1 }
      return []
    case "x": return code(content, &index, digits: 2)
    case "u": return code(content, &index, digits: 4)
    case "U": return code(content, &index, digits: 8)
    case "0"..."7":
      var value = mark.value - 48
      var count = 1
      while count < 3, index < content.endIndex, ("0"..."7").contains(content[index]) {
        value = value * 8 + content[index].value - 48
        index += 1
        count += 1
      }
      return Unicode.Scalar(value).map { [$0] }
    case "N": return nil
    default: return ["\\", mark]
    }
  }

  private static func code(_ content: ArraySlice<Unicode.Scalar>, _ index: inout Int, digits: Int) -> [Unicode.Scalar]?
  {
    guard index + digits <= content.endIndex else { return nil }
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let digit = Character(content[index]).hexDigitValue, value < 1 << 28 else { return nil }
      value = value * 16 + UInt32(digit)
      index += 1
    }
    return Unicode.Scalar(value).map { [$0] }
  }
}
