import Engine
import Glibc

/// The texts in which a server writes moments and bytes, in the form in which the Store reads them.
enum ServerText {
  /// A whole number; what stands behind its digits is left out.
  static func number(_ text: UnsafeBufferPointer<UInt8>) -> Int64 {
    let isNegative = text.first == UInt8(ascii: "-")
    var number: Int64 = 0
    var index = isNegative ? 1 : 0
    while index < text.count, text[index] >= UInt8(ascii: "0"), text[index] <= UInt8(ascii: "9") {
      // The number is negative meanwhile, since the least one has no positive counterpart.
      number = number &* 10 &- Int64(text[index] - UInt8(ascii: "0"))
      index += 1
    }
    return isNegative ? number : 0 &- number
  }

  private static let fraction = UInt8(ascii: ".")
  /// `2024-01-02 03:04:05`
  private static let plainLength = 19
  private static let digits = 6

  /// How many bytes the moment takes with all of its six digits. Moments that the real server never stores, such as
  /// `infinity`, stay as they are.
  static func momentLength(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    isPlain(text) ? plainLength + 1 + digits : text.count
  }

  private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count >= plainLength, text[4] == UInt8(ascii: "-"), text[10] == UInt8(ascii: " ") else { return false }
    return text.count == plainLength || (text[plainLength] == fraction && text.count <= plainLength + 1 + digits)
  }

  /// The server leaves zeros at the end of the fraction out.
  static func writeMoment(_ text: UnsafeBufferPointer<UInt8>, into room: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var end = room.initialize(fromContentsOf: text)
    guard isPlain(text) else { return end }
    if text.count == plainLength {
      room[end] = fraction
      end += 1
    }
    while end < plainLength + 1 + digits {
      room[end] = UInt8(ascii: "0")
      end += 1
    }
    return end
  }

  /// Sums of whole numbers have this type. What an integer cannot hold exactly stays as the server writes it.
  static func isWhole(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
    return (1...18).contains(digits.count) && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// Writes the bytes of `\x4142…` (postgresql.org/docs/current/datatype-binary.html).
  static func decode(_ text: UnsafeBufferPointer<UInt8>, into room: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var count = 0
    var index = 2
    while index + 1 < text.count {
      room[count] = nibble(text[index]) << 4 | nibble(text[index + 1])
      (count, index) = (count + 1, index + 2)
    }
    return count
  }

  private static func nibble(_ digit: UInt8) -> UInt8 {
    digit < UInt8(ascii: "a") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
  }
}
