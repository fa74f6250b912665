import Admin
import Engine
import JSON
import TestData
import Testing

/// Names that another record has: the database refuses them where it has a key, and the call says whose they are.
@Suite struct DuplicateTests {
  private static func create(_ entity: String, _ values: JSON) -> (method: String, params: JSON) {
    ("\(entity).create", ["values": values])
  }

  @Test("a name that is there, or comes twice, is refused alone, with the record that has it")
  func group() throws {
    var fixture = try Fixture(.sample4)
    let answers = try fixture.group(
      ["one", "IKNL", "two", "one", "three"].map { Self.create("organization", ["name": .string($0)]) },
      defersRefusals: false)
    #expect(answers.map { $0["result"]?["name"]?.string } == ["one", nil, "two", nil, "three"])
    let first = answers[0]["result"]?["id"]?.integer
    for (place, name) in [(1, "IKNL"), (3, "one")] {
      let error = answers[place]["error"]
      #expect(error?["message"]?.string == "organization '\(name)' already exists")
      #expect(error?["data"]?["kind"] == "already_exists" && error?["data"]?["field"] == "name")
    }
    #expect(answers[3]["error"]?["data"]?["id"]?.integer == first)
    let changes = try fixture.call("audit.list", ["where": ["method": "organization.create"], "limit": 3])
    #expect(changes["items"]?.array?.count == 3)
  }

  @Test("a new user's name that is there is refused before its first row is written")
  func parents() throws {
    var fixture = try Fixture(.sample4)
    let name = try #require(try fixture.call("user.list", ["limit": 1])["items"]?.array?.first?["username"]?.string)
    let user = { (name: String) in
      Self.create("user", ["username": .string(name), "password": "Right-horse-7", "organization": 1])
    }
    let answers = try fixture.group([user("someone"), user(name), user("another")], defersRefusals: false)
    #expect(answers.map { $0["result"] != nil } == [true, false, true])
    #expect(answers[1]["error"]?["message"]?.string == "user '\(name)' already exists")
  }
}
