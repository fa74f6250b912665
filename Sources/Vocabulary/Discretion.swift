/// What of somebody's input an error may repeat. The URI of a database holds a password, and a person mistypes it, or
/// gives it where something else is meant.
package enum Discretion {
  /// The text in quotes, or words that stand for one that may hold a password.
  package static func quoted(_ text: String) -> String {
    mayHoldSecret(text) ? "a text that is not shown, since it may hold a password" : "'\(text)'"
  }

  /// Whether the text has what a URI with a password or its parameters are made of, spelled out or encoded. An absolute
  /// path may have an `@`, as those of the service's instances do.
  package static func mayHoldSecret(_ text: String) -> Bool {
    let isAbsolute = text.hasPrefix("/") && !text.hasPrefix("//")
    let signs = isAbsolute ? Self.signs : Self.signs.union(atSigns)
    let small = text.lowercased()
    return text.unicodeScalars.contains { signs.contains($0) || $0.value < 0x20 } || text.utf8.count > 1_000
      || words.contains { small.contains($0) }
  }

  /// With the wide forms that a keyboard for Chinese or Japanese types.
  private static let signs: Set<Unicode.Scalar> = [":", "?", "&", "\u{FF1A}", "\u{FF1F}", "\u{FF06}"]
  private static let atSigns: Set<Unicode.Scalar> = ["@", "\u{FF20}"]
  private static let words = ["%40", "%3a", "%3f", "%26", "password=", "passwd=", "pwd=", "secret=", "token="]
}
