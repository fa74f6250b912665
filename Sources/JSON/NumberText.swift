/// Values of numbers whose text is already known to follow RFC 8259 section 6.
enum NumberText {
  /// The integer of a text that is known to fit.
  static func integer(_ text: UnsafeRawBufferPointer) -> Int64 {
    let negative = text.first == UInt8(ascii: "-")
    var value: Int64 = 0
    // Counted downwards: the smallest integer has no positive counterpart.
    for byte in text[(negative ? 1 : 0)...] { value = value &* 10 &- Int64(byte &- 0x30) }
    return negative ? value : 0 &- value
  }

  /// The nearest `Double`; infinite if there is none.
  static func double(_ text: UnsafeRawBufferPointer) -> Double {
    if let value = exactDouble(text) { return value }
    // The standard library's initialiser does not depend on the locale. strtod does.
    return Double(String(decoding: text, as: UTF8.self)) ?? .infinity
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    1e20, 1e21, 1e22,
  ]

  /// The common short numbers. Digits below 2^53 and a power of ten up to 22 are both exact, so that one operation
  /// rounds once, and correctly (W. D. Clinger, How to read floating point numbers accurately, 1990). Nil for any other
  /// number.
  private static func exactDouble(_ text: UnsafeRawBufferPointer) -> Double? {
    guard text.count <= 24 else { return nil }
    var (digits, scale, exponent) = (UInt64(0), 0, 0)
    var (inFraction, index) = (false, 0)
    let negative = text[0] == UInt8(ascii: "-")
    if negative { index = 1 }
    while index < text.count {
      let digit = text[index] &- 0x30
      if digit < 10 {
        guard digits < 1 << 53 else { return nil }
        digits = digits * 10 + UInt64(digit)
        if inFraction { scale += 1 }
      } else if text[index] == UInt8(ascii: ".") {
        inFraction = true
      } else {
        guard let written = smallExponent(text[(index + 1)...]) else { return nil }
        exponent = written
        break
      }
      index += 1
    }
    let power = exponent - scale
    guard digits <= 1 << 53, power >= -22, power <= 22 else { return nil }
    let value = power < 0 ? Double(digits) / powersOfTen[-power] : Double(digits) * powersOfTen[power]
    return negative ? -value : value
  }

  private static func smallExponent(_ text: Slice<UnsafeRawBufferPointer>) -> Int? {
    let sign = text.first
    let digits = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") ? text.dropFirst() : text
    guard digits.count <= 3 else { return nil }
    let value = digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    return sign == UInt8(ascii: "-") ? -value : value
  }
}
