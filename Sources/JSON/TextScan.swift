/// Scans text eight bytes at a time, and UTF-8 sequences.
///
/// A mask has the high bit set in each byte that was found. Bytes above the first hit may be reported wrongly, since a
/// borrow carries upwards, so only the lowest hit counts, which `firstByte` returns.
enum TextScan {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// The word at an offset. Its first byte is the least significant one on every machine.
  @inline(__always)
  static func word(_ base: UnsafeRawPointer, at offset: Int) -> UInt64 {
    UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The bytes that a JSON string must escape: quotes, backslashes and controls.
  @inline(__always)
  static func mustEscape(_ word: UInt64) -> UInt64 {
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5C)
    let found =
      ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | ((word &- (ones &* 0x20)) & ~word)
    return found & highs
  }

  /// The bytes outside ASCII.
  @inline(__always)
  static func nonASCII(_ word: UInt64) -> UInt64 { word & highs }

  /// Which byte of the word (0...7) is the first hit of a mask that is not zero.
  @inline(__always)
  static func firstByte(_ mask: UInt64) -> Int { mask.trailingZeroBitCount >> 3 }

  /// The length of the well-formed sequence of two to four bytes at an offset (The Unicode Standard, table 3-7);
  /// 0 if it is ill-formed: overlong, a surrogate, above U+10FFFF, cut short, or a stray continuation.
  @inline(__always)
  static func sequenceLength(_ base: UnsafeRawPointer, at offset: Int, end: Int) -> Int {
    let lead = base.load(fromByteOffset: offset, as: UInt8.self)
    let room = end - offset
    guard lead >= 0xC2, lead <= 0xF4, room >= 2 else { return 0 }
    let second = base.load(fromByteOffset: offset + 1, as: UInt8.self)
    if lead < 0xE0 { return isContinuation(second) ? 2 : 0 }
    guard room >= 3, isContinuation(base.load(fromByteOffset: offset + 2, as: UInt8.self)) else { return 0 }
    if lead < 0xF0 {
      let lowest: UInt8 = lead == 0xE0 ? 0xA0 : 0x80
      let highest: UInt8 = lead == 0xED ? 0x9F : 0xBF
      return second >= lowest && second <= highest ? 3 : 0
    }
    guard room >= 4, isContinuation(base.load(fromByteOffset: offset + 3, as: UInt8.self)) else { return 0 }
    let lowest: UInt8 = lead == 0xF0 ? 0x90 : 0x80
    let highest: UInt8 = lead == 0xF4 ? 0x8F : 0xBF
    return second >= lowest && second <= highest ? 4 : 0
  }

  @inline(__always)
  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// The value of a hexadecimal digit; nil for any other byte.
  @inline(__always)
  static func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) - 0x30
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte) - 0x61 + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte) - 0x41 + 10
    default: nil
    }
  }
}
