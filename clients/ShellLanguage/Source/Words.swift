/// Small matters of English in errors.
enum Words {
  static func article(_ noun: String) -> String {
    guard let first = noun.lowercased().first else { return noun }
    if noun == "NoneType" { return "None" }
    // The `u` of `user`, `unit` and `UUID` is no vowel to the ear.
    let isOpen = "aeiou".contains(first) && !["us", "uu", "uni"].contains { noun.lowercased().hasPrefix($0) }
    return (isOpen ? "an " : "a ") + noun
  }
}
