/// English words in messages.
package enum Wording {
  /// The words with their article: `an apple`, `a pear`.
  package static func indefinite(_ words: String) -> String { (soundsOpen(words) ? "an " : "a ") + words }

  /// `berries`, `boxes`, `pears`.
  package static func plural(_ words: String) -> String {
    if ["s", "x", "ch", "sh"].contains(where: { words.hasSuffix($0) }) { return words + "es" }
    let before = words.dropLast().last
    guard words.hasSuffix("y"), before.map({ !"aeiou".contains($0) }) == true else { return words + "s" }
    return words.dropLast() + "ies"
  }

  /// `1 study`, `2 studies`.
  package static func counted(_ count: Int64, _ words: String) -> String {
    count == 1 ? "1 \(words)" : "\(count) \(plural(words))"
  }

  /// Whether the words begin with the sound of a vowel. The `u` of `use`, `unit` and `UUID` does not count.
  private static func soundsOpen(_ words: String) -> Bool {
    let words = words.lowercased()
    guard words.hasPrefix("u") else { return words.first.map { "aeio".contains($0) } ?? false }
    return !["us", "uu", "uni"].contains { words.hasPrefix($0) }
  }
}
