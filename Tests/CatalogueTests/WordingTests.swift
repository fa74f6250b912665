import Admin
import Catalogue
import Testing

@Suite struct WordingTests {
  @Test(
    "articles go by the sound",
    arguments: [
      ("organization", "an organization"), ("algorithm store", "an algorithm store"), ("user", "a user"),
      ("User", "a User"), ("UUID", "a UUID"), ("unit", "a unit"), ("unknown word", "an unknown word"),
      ("role", "a role"), ("", "a "),
    ])
  func articles(words: String, phrase: String) { #expect(Wording.indefinite(words) == phrase) }

  @Test(
    "plurals are spelled as people do",
    arguments: [("study", "studies"), ("user", "users"), ("key", "keys"), ("y", "ys"), ("node config", "node configs")])
  func plurals(words: String, plural: String) {
    #expect(Wording.plural(words) == plural)
    #expect(Wording.counted(1, words) == "1 \(words)" && Wording.counted(2, words) == "2 \(plural)")
  }

  @Test("no entity reads wrong")
  func entities() {
    let all = Catalogue.vantage6.entities
    #expect(all.count > 10)
    #expect(Set(all.map(\.indefinite)).isSuperset(of: ["an organization", "a user", "an algorithm port", "a study"]))
    #expect(all.first { $0.name == "study" }?.plural == "studies")
  }
}
