/// What of somebody's input an error may repeat. The URI of a database holds a password, and a person mistypes it, or
/// gives it where something else is meant.
package enum Discretion {
  /// The text in quotes, or words that stand for one that may hold a password.
  package static func quoted(_ text: String) -> String {
    mayHoldSecret(text) ? "a text that is not shown, since it may hold a password" : "'\(text)'"
  }

  /// Whether the text has what a URI or its parameters are made of, spelled out or encoded.
  package static func mayHoldSecret(_ text: String) -> Bool {
    text.unicodeScalars.contains { signs.contains($0) || $0.value < 0x20 } || text.utf8.count > 1_000
      || words.contains { text.lowercased().contains($0) }
  }

  /// With the wide forms that a keyboard for Chinese or Japanese types.
  private static let signs: Set<Unicode.Scalar> = ["@", ":", "?", "&", "\u{FF20}", "\u{FF1A}", "\u{FF1F}", "\u{FF06}"]
  private static let words = ["%40", "%3a", "%3f", "%26", "passw", "pwd=", "secret=", "token="]
}
