/// Base64 and base64url (RFC 4648 sections 4 and 5).
package enum Base64 {
  private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  /// The value of each byte; 255 for those outside the alphabet.
  private static let standardValues = values(of: standard)
  private static let urlSafeValues = values(of: urlSafe)

  /// Encodes with padding, without line breaks.
  package static func encode(_ data: [UInt8]) -> String {
    var text: [UInt8] = []
    data.withUnsafeBytes { append($0, to: &text) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the encoding, with padding, without line breaks.
  package static func append(_ data: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    append(data, to: &text, alphabet: standard, padded: true)
  }

  /// Decodes strictly: whole groups, padding where it belongs, no stray bits.
  ///
  /// - Parameter ignoringSpace: skips spaces, tabs and line breaks, as files have them.
  /// - Returns: nil for anything else.
  package static func decode(_ text: String, ignoringSpace: Bool = false) -> [UInt8]? {
    decode(Array(text.utf8), ignoringSpace: ignoringSpace)
  }

  package static func decode(_ text: [UInt8], ignoringSpace: Bool = false) -> [UInt8]? {
    var text = text
    if ignoringSpace { text.removeAll { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 } }
    guard text.count.isMultiple(of: 4) else { return nil }
    for _ in 0..<2 where text.last == UInt8(ascii: "=") { text.removeLast() }
    return decode(text, by: standardValues)
  }

  /// Encodes with the alphabet for addresses and file names, without padding.
  package static func encodeURL(_ data: [UInt8]) -> String {
    var text: [UInt8] = []
    data.withUnsafeBytes { append($0, to: &text, alphabet: urlSafe, padded: false) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Decodes what `encodeURL` makes, strictly: no padding, no space, no stray bits; nil for anything else.
  package static func decodeURL(_ text: String) -> [UInt8]? { decode(Array(text.utf8), by: urlSafeValues) }

  private static func values(of alphabet: [UInt8]) -> [UInt8] {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
    return values
  }

  private static func append(
    _ data: UnsafeRawBufferPointer, to text: inout [UInt8], alphabet: [UInt8], padded: Bool
  ) {
    text.reserveCapacity(text.count + (data.count + 2) / 3 * 4)
    var index = 0
    while index + 3 <= data.count {
      let group = UInt32(data[index]) << 16 | UInt32(data[index + 1]) << 8 | UInt32(data[index + 2])
      text.append(alphabet[Int(group >> 18 & 63)])
      text.append(alphabet[Int(group >> 12 & 63)])
      text.append(alphabet[Int(group >> 6 & 63)])
      text.append(alphabet[Int(group & 63)])
      index += 3
    }
    let rest = data.count - index
    guard rest > 0 else { return }
    let group = UInt32(data[index]) << 16 | (rest == 2 ? UInt32(data[index + 1]) << 8 : 0)
    text.append(alphabet[Int(group >> 18 & 63)])
    text.append(alphabet[Int(group >> 12 & 63)])
    if rest == 2 { text.append(alphabet[Int(group >> 6 & 63)]) }
    if padded { text.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - rest)) }
  }

  /// Decodes text without padding. Refuses a lone digit, and bits that no byte uses: every value has only one text.
  private static func decode(_ text: [UInt8], by values: [UInt8]) -> [UInt8]? {
    guard text.count % 4 != 1 else { return nil }
    var data: [UInt8] = []
    data.reserveCapacity(text.count / 4 * 3 + 2)
    var (pending, bits) = (UInt32(0), 0)
    for byte in text {
      let value = values[Int(byte)]
      guard value < 64 else { return nil }
      pending = pending << 6 | UInt32(value)
      bits += 6
      guard bits >= 8 else { continue }
      bits -= 8
      data.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
      pending &= 1 << UInt32(bits) - 1
    }
    return pending == 0 ? data : nil
  }
}
