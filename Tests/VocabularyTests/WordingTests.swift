import Testing
import Vocabulary

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
}
