import CCrypt
import Glibc

/// The server's hashes of passwords and keys: bcrypt `$2b$` with cost 12, made by the system's libcrypt (crypt(5)).
package enum Bcrypt {
  package static let cost = 12
  /// bcrypt ignores all bytes of a secret after these.
  package static let bytesMax = 72

  /// Takes about a quarter of a second.
  /// - Returns: nil for a secret with a NUL byte, which bcrypt cannot hold, and if libcrypt fails.
  package static func hash(_ secret: String) -> String? {
    var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
    guard crypt_gensalt_rn("$2b$", UInt(cost), nil, 0, &setting, CRYPT_GENSALT_OUTPUT_SIZE) != nil else { return nil }
    return crypt(secret, setting: setting)
  }

  /// Whether the hash was made from the secret. The time does not depend on the answer, except for a text that is no
  /// hash.
  package static func verify(_ secret: String, hash: String) -> Bool {
    guard isHash(hash), let again = crypt(secret, setting: Array(hash.utf8CString)) else { return false }
    var difference = UInt8(again.utf8.count == hash.utf8.count ? 0 : 1)
    for (one, other) in zip(again.utf8, hash.utf8) { difference |= one ^ other }
    return difference == 0
  }

  package static func isHash(_ text: String) -> Bool {
    text.utf8.count == 60 && ["$2a$", "$2b$", "$2y$"].contains { text.hasPrefix($0) }
  }

  private static func crypt(_ secret: String, setting: [CChar]) -> String? {
    guard !secret.utf8.contains(0) else { return nil }
    var data = crypt_data()
    // bcrypt ignores the rest, and crypt(3) refuses a secret of more than 511 bytes.
    let read = secret.utf8.prefix(bytesMax).map { CChar(bitPattern: $0) } + [0]
    guard let hash = crypt_rn(read, setting, &data, Int32(MemoryLayout<crypt_data>.size)) else { return nil }
    let text = String(cString: hash)
    return text.hasPrefix("$2") ? text : nil
  }
}

/// A fresh key: a random UUID (RFC 4122, version 4), as the server's own clients make.
package enum RandomKey {
  package static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    bytes[6] = bytes[6] & 0x0f | 0x40
    bytes[8] = bytes[8] & 0x3f | 0x80
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return [digits[0..<4], digits[4..<6], digits[6..<8], digits[8..<10], digits[10..<16]]
      .map { $0.joined() }.joined(separator: "-")
  }
}
