import JSON

/// An organization's public key. The real server's getter decodes the stored blob from base64 and reads the PEM as text:
/// what is stored has to be the base64 text of the PEM. Its own setter decodes once, so that clients that encode once
/// leave a bare PEM there, which its getter cannot read and we can.
struct PublicKey {
  /// Base64 of the PEM: the wire's form, and as bytes the stored one.
  let base64: String

  /// What a caller gave: a PEM, its base64, or the base64 of that; nil for anything else.
  init?(given text: String) {
    if text.hasPrefix("-----BEGIN ") {
      base64 = Base64.encode(Array(text.utf8))
      return
    }
    guard let once = Base64.decode(Array(text.utf8)), String(validating: once, as: UTF8.self) != nil else { return nil }
    if let twice = Base64.decode(once), Self.isPEM(twice) {
      base64 = Base64.encode(twice)
    } else {
      base64 = Base64.encode(once)
    }
  }

  /// What a file holds, in either form; nil where it is no key.
  init?(stored bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    if Self.isPEM(bytes) {
      base64 = Base64.encode(bytes)
    } else {
      guard let content = Base64.decode(bytes) else { return nil }
      base64 = Base64.encode(content)
    }
  }

  var stored: [UInt8] { Array(base64.utf8) }

  private static func isPEM(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "-----BEGIN ".utf8) }
}
