import Engine
import JSON

/// An RSA public key, with which the real clients encrypt (PKCS #1 v1.5). The column holds the bytes of its PEM, as the
/// running server stores them. The wire has these bytes as base64, as the server's API does.
struct PublicKey {
  /// The PEM in the form that Python's `cryptography` writes. A node compares it with its own key byte by byte, and
  /// replaces a key that differs.
  let pem: [UInt8]

  var base64: String { Base64.encode(pem) }

  /// Reads what a caller gave: a PEM, base64 of a PEM, or base64 of that. Line breaks, blanks and text around it are
  /// ignored.
  init(given text: String) throws(Flaw) {
    var bytes = Array(text.utf8)
    if text.hasPrefix("ssh-") { throw .ssh }
    for _ in 0..<2 where !PEMBlock.begins(in: bytes) {
      guard let decoded = Base64.decode(bytes, ignoringSpace: true) else { throw .noKey }
      bytes = decoded
      // RFC 4253, 6.6: the length of the algorithm's name comes first, in four bytes.
      if bytes.dropFirst(4).starts(with: "ssh-".utf8) { throw .ssh }
    }
    guard PEMBlock.begins(in: bytes) else { throw .noKey }
    self.init(key: try Self.key(in: bytes))
  }

  private init(key: RSAKey) { pem = PEMBlock.text(label: "PUBLIC KEY", key.subjectPublicKeyInfo) }

  /// The key in a PEM.
  /// - Throws: what is wrong with it.
  private static func key(in bytes: [UInt8]) throws(Flaw) -> RSAKey {
    let labels = PEMBlock.labels(in: bytes)
    // Refuse a private key also beside a public one: it was given by mistake.
    if labels.contains(where: { $0.hasSuffix("PRIVATE KEY") }) { throw .privateKey }
    guard labels.count == 1, let label = labels.first else { throw labels.isEmpty ? .noKey : .several }
    if label.hasSuffix("CERTIFICATE") { throw .certificate }
    guard label == "PUBLIC KEY" || label == "RSA PUBLIC KEY" else { throw .noKey }
    guard let body = PEMBlock.body(of: label, in: bytes) else { throw .cutOff }
    guard let der = Base64.decode(body, ignoringSpace: true) else { throw .damaged }
    return label == "PUBLIC KEY" ? try RSAKey(subjectPublicKeyInfo: der) : try RSAKey(pkcs1: der)
  }
}

extension PublicKey {
  /// The wire's form of a stored key, which is the same for all stored forms.
  /// - Returns: `.some(nil)`, null on the wire, if there is no key; nil if the stored bytes cannot be read.
  static func wire(ofStored bytes: [UInt8]) -> String?? {
    // The server's API stores no bytes for a record without a key.
    if bytes.isEmpty { return .some(nil) }
    if PEMBlock.begins(in: bytes) { return Base64.encode(bytes) }
    return Base64.decode(bytes, ignoringSpace: true).map { Base64.encode($0) }
  }

  /// Why the server or its clients cannot use a stored key.
  enum StoredFlaw: Sendable {
    case unreadable, base64, text

    var sentence: String {
      switch self {
      case .unreadable: "is not an RSA public key, so nobody can encrypt with it: set the right one"
      case .base64: "is stored as base64, where the server expects the PEM: \(Self.remedy)"
      case .text: "is stored as text, where the server expects bytes: \(Self.remedy)"
      }
    }

    private static let remedy = "an update with the same key corrects it"
  }

  /// A sentence about the flaw of a stored key; nil if there is none.
  static func complaint(of stored: StoredValue) -> String? { flaw(of: stored)?.sentence }

  static func flaw(of stored: StoredValue) -> StoredFlaw? {
    switch stored {
    case .text(let bytes): flaw(ofStored: Array(bytes), isText: true)
    case .blob(let bytes): flaw(ofStored: Array(bytes), isText: false)
    case .null, .integer, .real: nil
    }
  }

  static func flaw(ofStored bytes: [UInt8], isText: Bool) -> StoredFlaw? {
    guard !bytes.isEmpty else { return nil }
    let content = PEMBlock.begins(in: bytes) ? bytes : Base64.decode(bytes, ignoringSpace: true)
    guard let content, (try? key(in: content)) != nil else { return .unreadable }
    if content != bytes { return .base64 }
    return isText ? .text : nil
  }
}

extension PublicKey {
  /// Why a text is no public key. The messages never repeat the text, which may be a private key.
  enum Flaw: Error {
    case noKey, privateKey, certificate, ssh, several, cutOff, damaged, notRSA

    var sentence: String {
      switch self {
      case .noKey: "expected a public key: a PEM that begins with '-----BEGIN PUBLIC KEY-----', or base64 of one"
      case .privateKey: "this is a private key, which nobody but its owner may have: give the public one"
      case .certificate: "this is a certificate: give its public key"
      case .ssh: "this is a key in the form of SSH: give it as a PEM"
      case .several: "this has several PEM blocks: give one public key"
      case .cutOff: "the public key is cut off: its last line would be '-----END PUBLIC KEY-----'"
      case .damaged: "the public key is damaged: its PEM does not hold a key"
      case .notRSA: "this is not an RSA key: the server's clients encrypt with RSA only"
      }
    }

    var hint: String? {
      switch self {
      case .privateKey: "'openssl pkey -pubout -in FILE' prints the public key of a private one"
      case .certificate: "'openssl x509 -pubkey -noout -in FILE' prints the public key of a certificate"
      case .ssh: "'ssh-keygen -e -m PKCS8 -f FILE' prints the PEM of an SSH key"
      default: nil
      }
    }
  }
}
