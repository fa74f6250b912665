extension TapeBuilder {
  /// Reads the string whose opening quote is at the position (RFC 8259 section 7).
  @inline(__always)
  mutating func string(into tape: Room) throws(JSONParseError) {
    let start = position
    var kind = Tape.Kind.plainString
    var index = start + 1
    while true {
      while index + 8 <= count {
        let word = TextScan.word(base, at: index)
        let stops = TextScan.mustEscape(word) | TextScan.nonASCII(word)
        if stops != 0 {
          index += TextScan.firstByte(stops)
          break
        }
        index += 8
      }
      guard index < count else { throw error("the string that starts at byte \(start) has no end", at: count) }
      switch self[index] {
      case UInt8(ascii: "\""):
        position = index + 1
        add(kind, from: start, to: tape)
        return
      case UInt8(ascii: "\\"):
        kind = .escapedString
        index = try endOfEscape(at: index)
      case 0x80...:
        // Characters outside ASCII often follow each other.
        repeat {
          let length = TextScan.sequenceLength(base, at: index, end: count)
          guard length > 0 else { throw error("a string is not valid utf-8", at: index) }
          index += length
        } while index < count && self[index] >= 0x80
      case ..<0x20:
        throw error("a control character in a string must be escaped", at: index)
      default:
        index += 1
      }
    }
  }

  /// The end of the escape sequence whose backslash is at an offset. A surrogate pair is one sequence.
  private func endOfEscape(at offset: Int) throws(JSONParseError) -> Int {
    guard offset + 1 < count else { throw error("the text ends too early", at: count) }
    switch self[offset + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return offset + 2
    case UInt8(ascii: "u"):
      let unit = try escapedUnit(at: offset)
      guard unit & 0xF800 == 0xD800 else { return offset + 6 }
      // A high surrogate stands for a character only together with the low one after it.
      guard unit < 0xDC00, offset + 7 < count, self[offset + 6] == UInt8(ascii: "\\"),
        self[offset + 7] == UInt8(ascii: "u"), try escapedUnit(at: offset + 6) & 0xFC00 == 0xDC00
      else { throw error("a lone surrogate is not a character", at: offset) }
      return offset + 12
    default:
      throw error("unknown escape sequence in a string", at: offset)
    }
  }

  /// The UTF-16 unit of the `\uXXXX` at an offset.
  private func escapedUnit(at offset: Int) throws(JSONParseError) -> UInt32 {
    var unit: UInt32 = 0
    for index in offset + 2..<offset + 6 {
      guard index < count else { throw error("the text ends too early", at: count) }
      guard let digit = TextScan.hexValue(self[index]) else {
        throw error("expected four hexadecimal digits after '\\u'", at: index)
      }
      unit = unit << 4 | digit
    }
    return unit
  }

  /// Reads the number that starts at the position (RFC 8259 section 6).
  @inline(__always)
  mutating func number(into tape: Room) throws(JSONParseError) {
    let start = position
    let negative = self[position] == UInt8(ascii: "-")
    if negative { position += 1 }
    let firstDigit = position
    var value: UInt64 = 0
    while position < count, case let digit = self[position] &- 0x30, digit < 10 {
      value = value &* 10 &+ UInt64(digit)
      position += 1
    }
    let digits = position - firstDigit
    guard digits > 0 else { throw unexpected("a digit") }
    guard digits == 1 || self[firstDigit] != UInt8(ascii: "0") else {
      throw error("a number may not start with a zero", at: firstDigit)
    }
    if position < count {
      switch self[position] {
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        return try fraction(of: start, integerDigits: digits, into: tape)
      default: break
      }
    }
    // Nineteen digits never overflow the unsigned value. -0 is a `number`, since no integer is minus zero.
    let fits = digits <= 19 && value <= UInt64(Int64.max) + (negative ? 1 : 0) && !(negative && value == 0)
    if !fits { try checkRange(from: start, integerDigits: digits, exponent: 0) }
    add(fits ? .integer : .number, from: start, to: tape)
  }

  private mutating func fraction(
    of start: Int, integerDigits: Int, into tape: Room
  ) throws(JSONParseError) {
    if self[position] == UInt8(ascii: ".") {
      position += 1
      try skipDigits()
    }
    var exponent = 0
    if position < count, self[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      guard position < count else { throw unexpected("a digit") }
      let sign = self[position]
      if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position += 1 }
      let first = position
      try skipDigits()
      // Any exponent beyond the longest text counts as infinite.
      for index in first..<position { exponent = min(exponent * 10 + Int(self[index] &- 0x30), 1 << 40) }
      if sign == UInt8(ascii: "-") { exponent = -exponent }
    }
    try checkRange(from: start, integerDigits: integerDigits, exponent: exponent)
    add(.number, from: start, to: tape)
  }

  private mutating func skipDigits() throws(JSONParseError) {
    let first = position
    while position < count, self[position] &- 0x30 < 10 { position += 1 }
    guard position > first else { throw unexpected("a digit") }
  }

  /// Refuses the number that ends at the position if no finite `Double` is near it. Converts it only if it may be too
  /// large.
  private func checkRange(from start: Int, integerDigits: Int, exponent: Int) throws(JSONParseError) {
    guard integerDigits + exponent > 308 else { return }
    let text = UnsafeRawBufferPointer(start: base + start, count: position - start)
    guard NumberText.double(text).isFinite else { throw error("number out of range", at: start) }
  }
}
