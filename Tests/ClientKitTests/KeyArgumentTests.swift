import ClientKit
import JSON
import Testing

@Suite("keys of records")
struct KeyArgumentTests {
  private func fields(_ names: [String]) -> [ParameterDescription] {
    names.compactMap { ParameterDescription(["name": .string($0), "kind": "text", "role": "key"]) }
  }

  @Test(
    "a number is an id, anything else the natural key",
    arguments: [
      ("7", ["id": 7]), ("jane", ["username": "jane"]), ("7a", ["username": "7a"]), ("a:b", ["username": "a:b"]),
      ("-1", ["id": -1]), ("", ["username": ""]),
    ] as [(String, JSON)])
  func single(text: String, expected: JSON) throws {
    let members = try KeyArgument.parameters(text, fields: fields(["username"]), entity: Sample.user)
    #expect(JSON.object(JSON.Object(members)) == expected)
  }

  @Test("a key of several fields is told apart at colons")
  func several() throws {
    let key = fields(["name", "scope", "operation"])
    let members = try KeyArgument.parameters("node:own:view", fields: key, entity: Sample.rule)
    #expect(members == [.init("name", "node"), .init("scope", "own"), .init("operation", "view")])
    for wrong in ["node", "node:own", "node:own:view:x", "node::view"] {
      #expect(throws: UsageError.self) { try KeyArgument.parameters(wrong, fields: key, entity: Sample.rule) }
    }
  }

  @Test("without a natural key only an id will do")
  func none() {
    #expect(throws: UsageError.self) { try KeyArgument.parameters("x", fields: [], entity: Sample.user) }
    #expect(throws: UsageError.self) {
      try KeyArgument.parameters("99999999999999999999", fields: [], entity: Sample.user)
    }
  }
}
