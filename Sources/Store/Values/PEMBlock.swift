import JSON

/// PEM blocks (RFC 7468): base64 between two lines that name the content.
enum PEMBlock {
  private static let begin = Array("-----BEGIN ".utf8)
  private static let end = Array("-----END ".utf8)
  private static let dashes = Array("-----".utf8)
  private static let lineCharacters = 64

  static func begins(in bytes: [UInt8]) -> Bool { place(of: begin, in: bytes[...]) != nil }

  /// The labels of all blocks, in order, such as `PUBLIC KEY`.
  static func labels(in bytes: [UInt8]) -> [String] {
    var labels: [String] = []
    var rest = bytes[...]
    while let start = place(of: begin, in: rest) {
      rest = rest[(start + begin.count)...]
      guard let stop = place(of: dashes, in: rest) else { break }
      labels.append(String(decoding: rest[..<stop], as: UTF8.self))
      rest = rest[(stop + dashes.count)...]
    }
    return labels
  }

  /// The bytes between the two lines of the first block with that label; nil if one of the lines is missing.
  static func body(of label: String, in bytes: [UInt8]) -> [UInt8]? {
    let (first, last) = (begin + Array(label.utf8) + dashes, end + Array(label.utf8) + dashes)
    guard let start = place(of: first, in: bytes[...]) else { return nil }
    let rest = bytes[(start + first.count)...]
    return place(of: last, in: rest).map { Array(rest[..<$0]) }
  }

  /// A PEM block. Its base64 has lines of 64 characters, and every line ends with a line feed.
  static func text(label: String, _ content: [UInt8]) -> [UInt8] {
    let base64 = Array(Base64.encode(content).utf8)
    var text = begin + Array(label.utf8) + dashes + [0x0A]
    for start in stride(from: 0, to: base64.count, by: lineCharacters) {
      text += base64[start..<min(start + lineCharacters, base64.count)] + [0x0A]
    }
    return text + end + Array(label.utf8) + dashes + [0x0A]
  }

  private static func place(of needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = needle.first else { return nil }
    var rest = bytes
    while let start = rest.firstIndex(of: first) {
      if rest[start...].starts(with: needle) { return start }
      rest = rest[(start + 1)...]
    }
    return nil
  }
}
