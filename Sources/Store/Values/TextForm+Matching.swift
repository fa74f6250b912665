import Catalogue
import Glibc

extension TextForm {
  func matches(_ text: String) -> Bool {
    switch self {
    case .mailAddress: MailAddress.isValid(text)
    case .internetAddress: Self.isInternetAddress(text)
    case .uuid: Self.isUUID(text)
    case .identifier: Self.isIdentifier(text.utf8)
    case .plainName: !text.isEmpty && text.utf8.allSatisfy(Self.isPlain)
    }
  }

  /// Whether inet_pton(3) accepts the text.
  private static func isInternetAddress(_ text: String) -> Bool {
    var address = in6_addr()
    return [AF_INET, AF_INET6].contains { inet_pton($0, text, &address) == 1 }
  }

  /// Python's `uuid.UUID` removes `urn:`, `uuid:`, braces at the ends and every hyphen, and then expects 32 hexadecimal
  /// digits.
  private static func isUUID(_ text: String) -> Bool {
    let bare = text.replacing("urn:", with: "").replacing("uuid:", with: "")
    let braces: Set<Character> = ["{", "}"]
    let digits = bare.drop { braces.contains($0) }.reversed().drop { braces.contains($0) }.filter { $0 != "-" }
    return digits.count == 32 && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
  }

  private static func isIdentifier(_ bytes: String.UTF8View) -> Bool {
    guard let first = bytes.first, isLetter(first) else { return false }
    return bytes.allSatisfy { isLetter($0) || isDigit($0) || [0x2D, 0x2E, 0x5F].contains($0) }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || [0x2D, 0x5F].contains(byte)
  }

  static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// The mail addresses that the server's API accepts (marshmallow 3.26, `validate.Email`).
enum MailAddress {
  static func isValid(_ text: String) -> Bool {
    guard let at = text.lastIndex(of: "@") else { return false }
    return isLocalPart(text[..<at]) && isHost(text[text.index(after: at)...])
  }

  /// Letters, digits and some signs, in parts joined by dots; or a quoted string without blanks.
  private static func isLocalPart(_ text: Substring) -> Bool {
    if text.count > 2, text.hasPrefix("\""), text.hasSuffix("\"") {
      return text.dropFirst().dropLast().utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    }
    let signs = "-!#$%&'*+/=?^`{}|~_"
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && part.allSatisfy { $0.isLetter || $0.isNumber || signs.contains($0) }
    }
  }

  /// `localhost`, an IPv4 address in brackets, or labels joined by dots. The last label has two or more characters, or
  /// is not ASCII.
  private static func isHost(_ text: Substring) -> Bool {
    if text == "localhost" { return true }
    if text.hasPrefix("["), text.hasSuffix("]") {
      var address = in_addr()
      return inet_pton(AF_INET, String(text.dropFirst().dropLast()), &address) == 1
    }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count > 1, labels.allSatisfy(isLabel), let last = labels.last else { return false }
    return last.count >= 2 || !(last.utf8.allSatisfy { $0 < 0x80 })
  }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
      && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
  }
}
