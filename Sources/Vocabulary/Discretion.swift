/// Decides which input an error may repeat. The URI of a database may hold a password, and a person may mistype the
/// URI, or give it in place of something else.
package enum Discretion {
  /// The text in quotes, or a phrase in its place if it may hold a password.
  package static func quoted(_ text: String) -> String {
    mayHoldSecret(text) ? "a text that is not shown, since it may hold a password" : "'\(text)'"
  }

  /// Whether the text has a character or word of a URI with a password or parameters, plain or percent-encoded. An
  /// absolute path may have an `@`, as the paths of instances have.
  package static func mayHoldSecret(_ text: String) -> Bool {
    let isAbsolute = text.hasPrefix("/") && !text.hasPrefix("//")
    let signs = isAbsolute ? Self.signs : Self.signs.union(atSigns)
    let small = text.lowercased()
    return text.unicodeScalars.contains { signs.contains($0) || $0.value < 0x20 } || text.utf8.count > 1_000
      || words.contains { small.contains($0) }
  }

  /// With the full-width forms that keyboards for Chinese and Japanese type.
  private static let signs: Set<Unicode.Scalar> = [":", "?", "&", "\u{FF1A}", "\u{FF1F}", "\u{FF06}"]
  private static let atSigns: Set<Unicode.Scalar> = ["@", "\u{FF20}"]
  private static let words = ["%40", "%3a", "%3f", "%26", "password=", "passwd=", "pwd=", "secret=", "token="]
}
