extension Parser {
  /// Parses the inside of an f-string.
  mutating func formattedParts(_ content: FormattedRange) throws(ShellError) -> [FormattedPart] {
    var reader = FormattedTextReader(scalars: scalars, content: content, isFormat: false)
    return try reader.parts(depth: depth)
  }
}

/// Reads the text and the `{fields}` of an f-string.
private struct FormattedTextReader {
  let scalars: [Unicode.Scalar]
  let content: FormattedRange
  /// Inside the format of a field, where a closing brace ends it.
  let isFormat: Bool
  var index: Int
  var line: Int
  var lineStart: Int

  init(scalars: [Unicode.Scalar], content: FormattedRange, isFormat: Bool) {
    self.scalars = scalars
    self.content = content
    self.isFormat = isFormat
    (index, line, lineStart) = (content.range.lowerBound, content.line, content.lineStart)
  }

  private var end: Int { content.range.upperBound }

  private func position(from start: Int) -> SourcePosition {
    SourcePosition(line: line, column: start - lineStart, length: max(1, index - start))
  }

  mutating func parts(depth: Int) throws(ShellError) -> [FormattedPart] {
    var parts: [FormattedPart] = []
    var textStart = index
    var text = ""
    func isDouble(_ index: Int) -> Bool { index + 1 < end && scalars[index + 1] == scalars[index] }
    while index < end {
      let scalar = scalars[index]
      if scalar == "\\", !content.isRaw {
        index = min(end, index + 2)
      } else if scalar == "{" || scalar == "}", isDouble(index), !isFormat {
        text += try decode(textStart..<index + 1)
        index += 2
        textStart = index
      } else if scalar == "{" {
        text += try decode(textStart..<index)
        if !text.isEmpty { parts.append(.text(text)) }
        text = ""
        parts.append(try field(depth: depth))
        textStart = index
      } else if scalar == "}" {
        if isFormat { break }
        throw .syntax("a single '}' in an f-string", at: position(from: index), hint: "write '}}' for a brace")
      } else {
        index += 1
        if scalar == "\n" { (line, lineStart) = (line + 1, index) }
      }
    }
    text += try decode(textStart..<index)
    if !text.isEmpty { parts.append(.text(text)) }
    return parts
  }

  private func decode(_ range: Range<Int>) throws(ShellError) -> String {
    try TextEscapes.decode(scalars[range], isRaw: content.isRaw, line: line, lineStart: lineStart)
  }

  private mutating func field(depth: Int) throws(ShellError) -> FormattedPart {
    let open = index
    let opening = SourcePosition(line: line, column: index - lineStart, length: 1)
    index += 1
    let expressionStart = index
    let (startLine, startLineStart) = (line, lineStart)
    try skipExpression(opening)
    var expressionEnd = index
    var label: String?
    if index < end, scalars[index] == "=" {
      index += 1
      while index < end, scalars[index] == " " { index += 1 }
      label = slice(expressionStart..<index)
    }
    while expressionEnd > expressionStart, scalars[expressionEnd - 1] == " " { expressionEnd -= 1 }
    guard expressionStart < expressionEnd else {
      throw .syntax("there is nothing in '{}'", at: position(from: open), hint: "write '{{}}' for braces")
    }
    let value = try parse(expressionStart..<expressionEnd, line: startLine, lineStart: startLineStart, depth: depth)
    var conversion: Unicode.Scalar?
    if index < end, scalars[index] == "!" {
      index += 1
      guard index < end, "rsa".unicodeScalars.contains(scalars[index]) else {
        throw .syntax("expected r, s or a after '!'", at: position(from: index))
      }
      conversion = scalars[index]
      index += 1
    }
    var format: [FormattedPart] = []
    if index < end, scalars[index] == ":" {
      index += 1
      format = try formatParts(depth: depth)
    } else if label != nil, conversion == nil {
      conversion = "r"
    }
    guard index < end, scalars[index] == "}" else {
      throw .syntax("'{' is not closed in the f-string", at: opening, hint: "write '{{' for a brace")
    }
    index += 1
    return .field(value: value, conversion: conversion, format: format, label: label)
  }

  private mutating func formatParts(depth: Int) throws(ShellError) -> [FormattedPart] {
    guard !isFormat else { throw .syntax("the format is nested too deeply", at: position(from: index)) }
    var inner = content
    inner.range = index..<end
    (inner.line, inner.lineStart) = (line, lineStart)
    var reader = FormattedTextReader(scalars: scalars, content: inner, isFormat: true)
    let parts = try reader.parts(depth: depth + 1)
    (index, line, lineStart) = (reader.index, reader.line, reader.lineStart)
    return parts
  }

  /// Moves to the `}`, `:`, `!` or `=` that ends the expression.
  private mutating func skipExpression(_ opening: SourcePosition) throws(ShellError) {
    var brackets = 0
    var quote: Unicode.Scalar?
    while index < end {
      let scalar = scalars[index]
      let next = index + 1 < end ? scalars[index + 1] : " "
      if scalar == "\\" {
        throw .syntax(
          "a backslash is not allowed inside '{…}' of an f-string", at: position(from: index),
          hint: "use a variable for it"
        )
      }
      if scalar == "\n" { (line, lineStart) = (line + 1, index + 1) }
      if let open = quote {
        if scalar == open { quote = nil }
      } else if scalar == "'" || scalar == "\"" {
        quote = scalar
      } else if scalar == "(" || scalar == "[" || scalar == "{" {
        brackets += 1
      } else if brackets > 0 {
        if scalar == ")" || scalar == "]" || scalar == "}" { brackets -= 1 }
      } else if scalar == "}" || scalar == ":" {
        return
      } else if scalar == "!" || scalar == "=" || scalar == "<" || scalar == ">" {
        if next == "=" { index += 1 } else if scalar == "!" || scalar == "=" { return }
      }
      index += 1
    }
    throw .syntax("'{' is not closed in the f-string", at: opening, hint: "write '{{' for a brace")
  }

  private func parse(_ range: Range<Int>, line: Int, lineStart: Int, depth: Int) throws(ShellError) -> Expression {
    var lexer = Lexer(inside: range, of: scalars, line: line, lineStart: lineStart)
    let tokens: [Token]
    do throws(ShellError) { tokens = try lexer.run() } catch {
      // The string itself is whole: another line would not complete it.
      var error = error
      error.endedEarly = false
      throw error
    }
    var parser = Parser(tokens: tokens, scalars: scalars)
    // Fields inside fields' strings count on the same stack.
    parser.depth = depth + 5
    do throws(ShellError) {
      let value = try parser.expressionList()
      guard parser.current.kind == .end else { throw parser.unexpected("expected '}' after the value") }
      return value
    } catch {
      var error = error
      error.endedEarly = false
      throw error
    }
  }

  private func slice(_ range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[range])
    return String(text)
  }
}
