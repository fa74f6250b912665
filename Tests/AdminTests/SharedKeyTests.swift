import Engine
import JSON
import JSONRPC
import Store
import TestData
import Testing

/// No two nodes have one API key, and each key is one that the server's login takes.
@Suite struct SharedKeyTests {
  private static let key = "0f8fad5b-d9cb-469f-a165-70867728950e"
  private static let other = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

  private static func fixture(_ generation: Int) throws -> Fixture {
    try Fixture(.of(generation: generation), hash: { Bcrypt.hash($0) })
  }

  private static func node(_ name: String, _ key: String) -> JSON {
    ["name": .string(name), "organization": 2, "api_key": .string(key)]
  }

  @Test("a key that another node has is refused, on create and on update", arguments: [2, 4])
  func shared(generation: Int) throws {
    var fixture = try Self.fixture(generation)
    let first = try fixture.call("node.create", ["values": Self.node("first", Self.key)])["id"] ?? .null
    for (method, params) in [
      ("node.create", ["values": Self.node("second", Self.key)]),
      ("node.update", ["id": 5, "values": ["api_key": .string(Self.key)]]),
    ] as [(String, JSON)] {
      let refusal = try fixture.refusal(method, params)
      #expect(refusal.kind == "invalid" && refusal.message.contains("the key of node '") && refusal.field == "api_key")
      #expect(!refusal.message.contains(Self.key))
    }
    // Its own key may be given again, and a freed one to another.
    _ = try fixture.call("node.update", ["id": first, "values": ["api_key": .string(Self.key)]])
    _ = try fixture.call("node.update", ["id": first, "values": ["api_key": .string(Self.other)]])
    _ = try fixture.call("node.create", ["values": Self.node("second", Self.key)])
  }

  @Test("within one transaction, too", arguments: [2, 4])
  func transaction(generation: Int) throws {
    var fixture = try Self.fixture(generation)
    func create(_ name: String, _ key: String) -> JSON {
      ["method": "node.create", "params": ["values": Self.node(name, key)]]
    }
    let twice: JSON = ["calls": [create("a", Self.key), create("b", Self.other), create("c", Self.key)]]
    let refusal = try fixture.refusal("transaction.run", twice)
    #expect(refusal.kind == "invalid" && refusal.data?["call"] == 2 && refusal.message.contains("the key of node '"))
    _ = try fixture.call("transaction.run", ["calls": [create("a", Self.key), create("b", Self.other)]])
  }

  @Test("a key that came between the comparison and the write is found by the writer; many are left for another try")
  func race() throws {
    var fixture = try Self.fixture(4)
    // The comparison knows none of these.
    func make(_ name: String, _ key: String) throws {
      _ = try fixture.call("node.create", ["values": Self.node(name, key)])
    }
    let late = try fixture.prepared("node.create", ["values": Self.node("late", Self.key)])
    try make("early", Self.key)
    let refusal = try #require(throws: RPCError.self) { try fixture.call(late) }
    #expect(refusal.kind == "invalid" && refusal.message.contains("the key of node '"))
    let later = try fixture.prepared("node.create", ["values": Self.node("later", Self.other)])
    for name in ["one", "two", "three"] {
      _ = try fixture.call("node.create", ["values": ["name": .string(name), "organization": 2]])
    }
    let busy = try #require(throws: RPCError.self) { try fixture.call(later) }
    #expect(busy.kind == "busy" && busy.hint == "try again")
    try make("later", Self.other)
  }

  @Test("a key that the server's login does not take is refused, or told of where it does", arguments: [2, 3, 4])
  func forms(generation: Int) throws {
    var fixture = try Fixture(.of(generation: generation))
    // Comparing each with the hashes that are there is not what is tested here.
    try PlainSession(fixture.path).run("UPDATE node SET api_key = NULL")
    let good = [
      Self.key, Self.key.uppercased(), Self.key.replacing("-", with: ""), "{\(Self.key)}", "urn:uuid:\(Self.key)",
    ]
    for (place, key) in good.enumerated() {
      let answer = try fixture.call("node.create", ["values": Self.node("n\(place)", key), "dry_run": true])
      #expect(answer["warnings"]?.array?.contains { $0.string?.contains("UUID") == true } != true)
    }
    for key in ["mine", " ", String(repeating: "k", count: 80), "kéy", Self.key + "0"] {
      let params: JSON = ["values": Self.node("n", key), "dry_run": true]
      if generation == 4 {
        try expectRefusal("invalid", "the api_key is not a UUID", of: "node.create", params, on: &fixture)
      } else {
        let warnings = try fixture.call("node.create", params)["warnings"]?.array ?? []
        #expect(warnings.contains { $0.string?.contains("is not a UUID") == true })
      }
    }
  }
}
