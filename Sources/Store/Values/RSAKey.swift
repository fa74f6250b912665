/// The DER of an RSA public key: a SubjectPublicKeyInfo (RFC 5280), or the RSAPublicKey within it (RFC 8017).
struct RSAKey {
  /// SEQUENCE { modulus INTEGER, publicExponent INTEGER }
  private let sequence: [UInt8]

  /// SEQUENCE { OID rsaEncryption, NULL }
  private static let algorithm: [UInt8] = [
    0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
  ]

  init(pkcs1 der: [UInt8]) throws(PublicKey.Flaw) {
    guard var content = DER.value(of: .sequence, alone: der[...]), let modulus = DER.take(.integer, &content),
      let exponent = DER.take(.integer, &content), content.isEmpty, Self.isPositiveOdd(modulus),
      Self.isPositiveOdd(exponent), Self.bits(modulus) >= 512, Self.bits(exponent) > 1
    else { throw .damaged }
    sequence = der
  }

  init(subjectPublicKeyInfo der: [UInt8]) throws(PublicKey.Flaw) {
    guard var content = DER.value(of: .sequence, alone: der[...]) else { throw .damaged }
    let start = content.startIndex
    guard DER.take(.sequence, &content) != nil else { throw .damaged }
    guard der[start..<content.startIndex].elementsEqual(Self.algorithm) else { throw .notRSA }
    // The first byte of a BIT STRING counts the unused bits of the last one.
    guard let bits = DER.take(.bitString, &content), content.isEmpty, bits.first == 0 else { throw .damaged }
    try self.init(pkcs1: Array(bits.dropFirst()))
  }

  var subjectPublicKeyInfo: [UInt8] {
    DER.element(.sequence, Self.algorithm + DER.element(.bitString, [0] + sequence))
  }

  private static func isPositiveOdd(_ number: ArraySlice<UInt8>) -> Bool {
    guard let first = number.first, let last = number.last else { return false }
    return first < 0x80 && last & 1 == 1
  }

  private static func bits(_ number: ArraySlice<UInt8>) -> Int {
    let digits = number.drop { $0 == 0 }
    return digits.count * 8 - (digits.first?.leadingZeroBitCount ?? 0)
  }
}

/// The part of the distinguished encoding rules (X.690) that a key needs.
private enum DER {
  enum Tag: UInt8 {
    case integer = 0x02
    case bitString = 0x03
    case sequence = 0x30
  }

  /// Takes an element with that tag from the front.
  /// - Returns: the content of the element; nil if the bytes do not begin with such an element.
  static func take(_ tag: Tag, _ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = bytes
    guard rest.popFirst() == tag.rawValue, let first = rest.popFirst() else { return nil }
    var length = Int(first)
    if first > 0x80 {
      guard first <= 0x84, rest.count >= Int(first & 0x7F) else { return nil }
      length = 0
      for _ in 0..<(first & 0x7F) { length = length << 8 | Int(rest.removeFirst()) }
    }
    guard first != 0x80, rest.count >= length else { return nil }
    bytes = rest.dropFirst(length)
    return rest.prefix(length)
  }

  /// The content of an element with that tag, if nothing follows it; nil otherwise.
  static func value(of tag: Tag, alone bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = bytes
    guard let content = take(tag, &rest), rest.isEmpty else { return nil }
    return content
  }

  static func element(_ tag: Tag, _ content: [UInt8]) -> [UInt8] { [tag.rawValue] + length(content.count) + content }

  private static func length(_ count: Int) -> [UInt8] {
    if count < 0x80 { return [UInt8(count)] }
    var digits: [UInt8] = []
    var rest = count
    while rest > 0 {
      digits.insert(UInt8(truncatingIfNeeded: rest), at: 0)
      rest >>= 8
    }
    return [0x80 | UInt8(digits.count)] + digits
  }
}
