extension Lexer {
  /// Reads an integer (also `0x`, `0o`, `0b`) or a float, with Python's underscores.
  mutating func readNumber() throws(ShellError) {
    let start = index
    if scalars[index] == "0", index + 1 < end, let radix = Self.radix(scalars[index + 1]) {
      index += 2
      return try readInteger(from: start, radix: radix)
    }
    takeDigits()
    var isFloat = false
    if peek() == "." {
      isFloat = true
      index += 1
      takeDigits()
    }
    if let mark = peek(), mark == "e" || mark == "E" {
      var next = index + 1
      if next < end, scalars[next] == "+" || scalars[next] == "-" { next += 1 }
      if next < end, isDigit(scalars[next]) {
        isFloat = true
        index = next
        takeDigits()
      }
    }
    try refuseTail(from: start)
    let digits = string(start..<index).filter { $0 != "_" }
    if isFloat {
      guard digits.utf8.count <= 400, let number = Double(digits) else {
        throw .syntax("this number is too long", at: position(from: start))
      }
      return append(.float(number), from: start)
    }
    if digits.first == "0", digits.contains(where: { $0 != "0" }) {
      throw .syntax("a number must not start with 0", at: position(from: start), hint: "for octal write '0o…'")
    }
    guard let number = UInt64(digits), number <= 1 << 63 else { throw tooLarge(from: start) }
    append(.integer(number), from: start)
  }

  private static func radix(_ scalar: Unicode.Scalar) -> Int? {
    switch scalar {
    case "x", "X": 16
    case "o", "O": 8
    case "b", "B": 2
    default: nil
    }
  }

  private mutating func readInteger(from start: Int, radix: Int) throws(ShellError) {
    while let scalar = peek(), scalar == "_" || isDigit(scalar) || scalar.properties.isASCIIHexDigit { index += 1 }
    try refuseTail(from: start)
    let digits = string(start + 2..<index).filter { $0 != "_" }
    guard !digits.isEmpty, digits.allSatisfy({ $0.hexDigitValue.map { $0 < radix } ?? false }) else {
      throw .syntax("this is not a number in base \(radix)", at: position(from: start))
    }
    guard let number = UInt64(digits, radix: radix), number <= 1 << 63 else { throw tooLarge(from: start) }
    append(.integer(number), from: start)
  }

  private mutating func takeDigits() {
    while let scalar = peek(), isDigit(scalar) || (scalar == "_" && index + 1 < end && isDigit(scalars[index + 1])) {
      index += 1
    }
  }

  private mutating func refuseTail(from start: Int) throws(ShellError) {
    guard let scalar = peek(), isNameStart(scalar) || isDigit(scalar) else { return }
    // "1if x else y" is good Python, and nobody writes it.
    index += 1
    if scalar == "j" || scalar == "J" {
      throw .syntax("complex numbers are not supported", at: position(from: start))
    }
    throw .syntax("a number cannot contain '\(scalar)'", at: position(from: start))
  }

  private func tooLarge(from start: Int) -> ShellError {
    ShellError(
      "OverflowError", "the number is too large: integers go up to 9223372036854775807", at: position(from: start),
      hint: "write it as text, in quotes")
  }
}
