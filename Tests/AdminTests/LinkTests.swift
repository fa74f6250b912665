import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// Users and nodes and their accounts at Keycloak.
@Suite("links to Keycloak") struct LinkTests {
  private static let fresh = "0f8fad5b-d9cb-469f-a165-70867728950e"

  @Test("link sets the account and the client, unlink removes both, and each is undone")
  func links() throws {
    var fixture = try Fixture(.sample5)
    let start = try Dump.text(fixture.path, now: Fixture.now)
    let user = try fixture.call("user.link", ["username": "noorg", "keycloak_id": .string(Self.fresh)])
    #expect(user["keycloak_id"] == .string(Self.fresh) && user["keycloak_client_id"] == .null)
    let node = try fixture.call(
      "node.link", ["id": 5, "keycloak_id": "aaaaaaaa-0000-4000-8000-000000000001", "keycloak_client_id": "c"])
    #expect(node["keycloak_client_id"] == "c" && node["warnings"]?.array?.count == 1)
    let same = try fixture.call("node.link", ["id": 5, "keycloak_id": "aaaaaaaa-0000-4000-8000-000000000002"])
    #expect(same["keycloak_client_id"] == "c")
    let none = try fixture.call("node.unlink", ["id": 5])
    #expect(none["keycloak_id"] == .null && none["keycloak_client_id"] == .null)
    for seq in [4, 3, 2, 1] as [Int64] { try fixture.call("audit.undo", ["seq": .integer(seq)]) }
    #expect(try Dump.text(fixture.path, now: Fixture.now) == start)
  }

  @Test("an account that another user or node has is refused, by the name of what has it")
  func taken() throws {
    var fixture = try Fixture(.sample5)
    let ofNode: JSON = "9b1c0000-0000-4000-8000-000000000001"
    for (method, params) in [
      ("user.link", ["id": 2, "keycloak_id": ofNode]), ("user.update", ["id": 2, "values": ["keycloak_id": ofNode]]),
      ("node.link", ["id": 5, "keycloak_id": ofNode]),
      ("user.create", ["values": ["username": "new", "keycloak_id": ofNode]]),
    ] as [(String, JSON)] {
      let refusal = try fixture.refusal(method, params)
      #expect(refusal.kind == "already_exists" && refusal.data?["entity"] == "node" && refusal.data?["id"] == 6)
      #expect(refusal.message == "node with keycloak_id '9b1c0000-0000-4000-8000-000000000001' already exists")
    }
    // Its own is no other's.
    try fixture.call("node.link", ["id": 6, "keycloak_id": ofNode])
  }

  @Test("databases of other versions have no links", arguments: [2, 3, 4])
  func absent(generation: Int) throws {
    var fixture = try Fixture(generation: generation)
    for method in ["user.link", "user.unlink", "user.relink", "node.link", "node.unlink"] {
      let refusal = try fixture.refusal(method)
      #expect(refusal.kind == "unknown_method" && refusal.data?["absent"] == true, "\(method)")
    }
  }

  /// A realm that was made again: `n` is the number of the attempt.
  private static func realm(_ n: Int, without: Set<String> = []) -> JSON {
    func id(_ kind: String, _ place: Int) -> JSON { .string("\(kind)000000\(n)-0000-4000-8000-00000000000\(place)") }
    let people = ["root", "john", "noorg", "somebody"].enumerated().map { place, name -> JSON in
      ["id": id("a", place), "username": .string(name), "credentials": [["type": "password", "secretData": "x"]]]
    }
    let clients = [
      "jane-user-client", "IKNL-ZEPPELIN-node-node-client", "Small Organization-ZEPPELIN-node-node-client",
      "IKNL-PIPELINE-node-node-client", "Small Organization-PIPELINE-node-node-client",
      "Zoë Örg 🏢-PIPELINE-node-node-client", "account-console",
    ].filter { !without.contains($0) }
    let accounts = clients.enumerated().map { place, name -> JSON in
      place.isMultiple(of: 2)
        ? ["id": id("b", place), "username": .string("service-account-\(name.lowercased())")]
        : [
          "id": id("b", place), "username": .string("service-account-x\(place)"),
          "serviceAccountClientId": .string(name),
        ]
    }
    return [
      "realm": "vantage6", "users": .array(people + accounts),
      "clients": .array(clients.enumerated().map { ["id": id("c", $0), "clientId": .string($1)] }),
    ]
  }

  @Test("relink finds users by name and nodes by client, in one transaction that can be undone")
  func relink() throws {
    var fixture = try Fixture(.sample5)
    let start = try Dump.text(fixture.path, now: Fixture.now)
    let dry = try fixture.call("user.relink", ["realm_export": Self.realm(1), "dry_run": true])
    #expect(dry["linked"]?.array?.count == 9 && dry["changes"]?.array?.count == 9)
    #expect(try Dump.text(fixture.path, now: Fixture.now) == start)
    let answer = try fixture.call("user.relink", ["realm_export": Self.realm(1)])
    #expect(answer["linked"] == dry["linked"] && answer["unknown"] == ["somebody"] && answer["warnings"] == nil)
    #expect(try fixture.call("user.get", ["username": "john"])["keycloak_id"] == "a0000001-0000-4000-8000-000000000001")
    let jane = try fixture.call("user.get", ["username": "jane"])
    #expect(jane["keycloak_id"] == "b0000001-0000-4000-8000-000000000000")
    #expect(jane["keycloak_client_id"] == "c0000001-0000-4000-8000-000000000000")
    let node = try fixture.call("node.get", ["id": 9])
    #expect(node["keycloak_id"] == "b0000001-0000-4000-8000-000000000005")
    #expect(node["keycloak_client_id"] == "c0000001-0000-4000-8000-000000000005")
    #expect(try fixture.call("user.relink", ["realm_export": Self.realm(1)])["linked"] == [])
    try fixture.call("audit.undo", ["seq": 1])
    #expect(try Dump.text(fixture.path, now: Fixture.now) == start)
  }

  @Test("accounts may change hands, and one of a record that the export does not have is refused")
  func hands() throws {
    var fixture = try Fixture(.sample5)
    try fixture.call("user.relink", ["realm_export": Self.realm(1)])
    // The accounts of john and of noorg are exchanged.
    var realm = Self.realm(1)
    let users = (realm["users"]?.array ?? []).map { user -> JSON in
      switch user["username"]?.string {
      case "john": ["id": user["id"] ?? .null, "username": "noorg"]
      case "noorg": ["id": user["id"] ?? .null, "username": "john"]
      default: user
      }
    }
    realm = ["realm": "vantage6", "users": .array(users), "clients": realm["clients"] ?? .null]
    let answer = try fixture.call("user.relink", ["realm_export": realm])
    #expect(answer["linked"]?.array?.map { $0["name"] } == ["john", "noorg"])
    #expect(try fixture.call("user.get", ["username": "john"])["keycloak_id"] == "a0000001-0000-4000-8000-000000000002")
    // A node keeps the account that another record gets.
    let left: JSON = [
      "realm": "x", "users": [["id": "b0000001-0000-4000-8000-000000000005", "username": "root"]], "clients": [],
    ]
    let refusal = try fixture.refusal("user.relink", ["realm_export": left])
    #expect(refusal.kind == "already_exists" && refusal.data?["entity"] == "node" && refusal.data?["id"] == 9)
  }

  @Test("who has no account in the export stays, with a warning, and is refused where that is strict")
  func missing() throws {
    var fixture = try Fixture(.sample5)
    let realm = Self.realm(2, without: ["IKNL-PIPELINE-node-node-client"])
    let strict = try fixture.refusal("user.relink", ["realm_export": realm, "strict": true])
    #expect(strict.kind == "invalid" && strict.message.contains("node 'IKNL-PIPELINE-node'"))
    let answer = try fixture.call("user.relink", ["realm_export": realm])
    #expect(
      answer["warnings"] == ["without an account in the export, and left as they are: node 'IKNL-PIPELINE-node'"])
    #expect(try fixture.call("node.get", ["id": 7])["keycloak_id"] == "9b1c0000-0000-4000-8000-000000000002")
  }

  @Test(
    "what is no export of a realm is refused with what makes one",
    arguments: [
      (5, "expected a realm as Keycloak exports it"), ([], "expected a realm"), (["realm": "x"], "it has no 'users'"),
      (["users": [["username": "x"]]], "an account has no 'id' or no 'username'"),
      (["users": [["id": "1", "username": "Ann"], ["id": "2", "username": "ann"]]], "two accounts are named 'ann'"),
      (["users": [], "clients": [["id": "1"]]], "a client has no 'id' or no 'clientId'"),
    ] as [(JSON, String)])
  func malformed(export: JSON, words: String) throws {
    var fixture = try Fixture(generation: 5)
    let refusal = try fixture.refusal("user.relink", ["realm_export": export])
    #expect(refusal.kind == "invalid" && refusal.message.contains(words), "\(refusal)")
    #expect(refusal.hint?.contains("kc.sh export --realm REALM --users realm_file") == true)
  }
}
