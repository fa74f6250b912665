import TestData
import Testing
import Vocabulary

@Suite struct NearMissTests {
  private static let names = [
    "id", "name", "username", "organization", "collaboration", "roles", "rules", "created_at", "status",
  ]

  @Test(
    "a slip finds the name that was meant",
    arguments: [
      ("nmae", "name"), ("nam", "name"), ("names", "name"), ("NAME", "name"), ("user_name", "username"),
      ("usrname", "username"),
      ("organisation", "organization"), ("org", "organization"),
      ("creatd_at", "created_at"), ("rule", "rules"),
      ("role", "roles"), ("statsu", "status"), ("if", "id"),
    ])
  func found(text: String, name: String) { #expect(NearMiss.of(text, among: Self.names) == name) }

  @Test(
    "what is far from every name finds none",
    arguments: ["", "x", "xyz", "password", "nothing like it", String(repeating: "n", count: 65)])
  func notFound(text: String) { #expect(NearMiss.of(text, among: Self.names) == nil) }

  @Test("the question is whole or not there")
  func question() {
    #expect(NearMiss.question("nmae", among: Self.names) == ": did you mean 'name'?")
    #expect(NearMiss.question("xyz", among: Self.names) == "")
    #expect(NearMiss.of("name", among: [String]()) == nil)
    #expect(NearMiss.of("name", among: [""]) == nil)
  }

  @Test("no text makes it fail, and its answer is always one of the candidates")
  func anything() {
    var generator = SeededGenerator(seed: 7)
    let letters = Array("abcdefgnmoe_ é🏥\u{301}\0".unicodeScalars)
    for _ in 0..<2_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &generator) {
        if let letter = letters.randomElement(using: &generator) { text.unicodeScalars.append(letter) }
      }
      if let found = NearMiss.of(text, among: Self.names) { #expect(Self.names.contains(found)) }
    }
    for name in Self.names { #expect(NearMiss.of(name, among: Self.names) == name) }
  }
}
