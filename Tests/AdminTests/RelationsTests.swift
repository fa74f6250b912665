import Engine
import JSON
import JSONRPC
import TestData
import Testing

@Suite struct RelationsTests {
  private static func names(_ record: JSON, _ relation: String) -> [String] {
    record[relation]?.array?.map { $0["name"]?.string ?? "missing \($0["id"] ?? .null)" } ?? []
  }

  @Test("a to-many relation is set, added to and taken from, by id, name and object, at either end")
  func changes() throws {
    var fixture = try Fixture(.sample4)
    let changes: [(JSON, [String])] = [
      (["IKNL", 1], ["root", "IKNL"]), (["add": ["Small Organization"]], ["root", "IKNL", "Small Organization"]),
      (["remove": [["name": "root"]], "add": [["id": 4]]], ["IKNL", "Small Organization", "Zoë Örg 🏢"]),
      (["add": ["IKNL", 2, ["id": 2]]], ["IKNL", "Small Organization", "Zoë Örg 🏢"]),
      (["add": [], "remove": []], ["IKNL", "Small Organization", "Zoë Örg 🏢"]),
      (["remove": [1]], ["IKNL", "Small Organization", "Zoë Örg 🏢"]),
      ([:], ["IKNL", "Small Organization", "Zoë Örg 🏢"]),
      ([2, 2, "IKNL"], ["IKNL"]), ([], []), (["add": [3]], ["Small Organization"]), (nil, []),
    ]
    for (value, wanted) in changes {
      let record = try fixture.call("collaboration.update", ["name": "ZEPPELIN", "values": ["organizations": value]])
      #expect(Self.names(record, "organizations") == wanted, "\(value)")
      #expect(
        try PlainFile(fixture.path).rows("Member", where: "collaboration_id", is: 1).count == wanted.count, "\(value)")
    }
    // The other end of the same pairs.
    _ = try fixture.call(
      "organization.update", ["name": "root", "values": ["collaborations": ["ZEPPELIN", "PIPELINE"]]])
    #expect(Self.names(try fixture.call("collaboration.get", ["name": "ZEPPELIN"]), "organizations") == ["root"])
    _ = try fixture.call(
      "role.update", ["name": "Viewer", "values": ["users": ["add": ["root"], "remove": ["john"]]]])
    #expect(Self.names(try fixture.call("user.get", ["username": "root"]), "roles") == ["Root", "Viewer"])
    #expect(Self.names(try fixture.call("user.get", ["username": "john"]), "roles") == [])
    let made = try fixture.call(
      "collaboration.create", ["values": ["name": "new", "organizations": ["add": ["IKNL"]]]])
    #expect(Self.names(made, "organizations") == ["IKNL"])
  }

  @Test("only the pairs that differ are written")
  func minimal() throws {
    var fixture = try Fixture(.sample4)
    let connection = try PlainSession(fixture.path)
    let place = TestEngine.current == .sqlite ? "rowid" : "ctid"
    let rows = "SELECT \(place), * FROM Member ORDER BY \(place)"
    let before = try connection.rows(rows)
    _ = try fixture.call("collaboration.update", ["name": "PIPELINE", "values": ["organizations": [4, 3, 2]]])
    #expect(try connection.rows(rows) == before)
    #expect(try connection.value("SELECT count(*) FROM vantage6_admin_audit") == .integer(0))
    _ = try fixture.call("collaboration.update", ["name": "PIPELINE", "values": ["organizations": [4, 3, 1]]])
    #expect(try connection.rows(rows).filter { before.contains($0) }.count == before.count - 1)
  }

  @Test(
    "pairs that stand twice count once and go together; what dangles can be removed by its id",
    .onFiles("a server refuses such rows"))
  func damaged() throws {
    var fixture = try Fixture(.damaged)
    let pairs = { (path: String) in try PlainFile(path).rows("Member", where: "collaboration_id", is: 1) }
    #expect(try pairs(fixture.path).count == 4)
    var record = try fixture.call("collaboration.update", ["id": 1, "values": ["organizations": ["add": [2]]]])
    #expect(Self.names(record, "organizations") == ["IKNL", "Small Organization", "missing 999"])
    #expect(try pairs(fixture.path).count == 4)
    try expectRefusal(
      "invalid", "no organization 999", of: "collaboration.update",
      ["id": 1, "values": ["organizations": ["add": [999]]]],
      on: &fixture)
    record = try fixture.call("collaboration.update", ["id": 1, "values": ["organizations": ["remove": [2]]]])
    #expect(Self.names(record, "organizations") == ["Small Organization", "missing 999"])
    #expect(try pairs(fixture.path).count == 2)
    record = try fixture.call(
      "collaboration.update", ["id": 1, "values": ["organizations": ["remove": [["id": 999, "missing": true]]]]])
    #expect(Self.names(record, "organizations") == ["Small Organization"])
    let user = try fixture.call("user.update", ["id": 1, "values": ["roles": ["remove": [999]]]])
    #expect(user["roles"] == [["id": 1, "name": "Root"]])
    // Setting the whole relation takes duplicates and nulls away with what goes.
    _ = try fixture.call("user.update", ["id": 1, "values": ["roles": []], "accept": ["root"]])
    #expect(try PlainFile(fixture.path).rows("Permission", where: "user_id", is: 1).isEmpty)
  }

  @Test("a to-one relation is set, and taken away where it may be")
  func ones() throws {
    var fixture = try Fixture(.sample4)
    #expect(try fixture.call("user.update", ["id": 4, "values": ["organization": "IKNL"]])["organization"]?["id"] == 2)
    #expect(try fixture.call("user.update", ["id": 4, "values": ["organization": nil]])["organization"] == .null)
    #expect(try fixture.call("node.update", ["id": 5, "values": ["collaboration": nil]])["collaboration"] == .null)
    for (entity, field) in [
      ("node", "organization"), ("result", "task"), ("task", "collaboration"), ("study", "collaboration"),
    ] {
      let id: JSON = entity == "node" ? 5 : 1
      let values: JSON = .object(.init([.init(field, nil)]))
      try expectRefusal(
        "invalid", "'\(field)'", "null", of: "\(entity).update", ["id": id, "values": values], on: &fixture)
    }
    let child = try fixture.call("task.update", ["id": 3, "values": ["parent": 2, "init_user": ["username": "jane"]]])
    #expect(child["parent"] == ["id": 2] && child["init_user"] == ["id": 3, "username": "jane"])
  }

  @Test("what is no relation's value is refused, and nothing is written")
  func refusals() throws {
    var fixture = try Fixture(.sample4)
    let before = try Dump.text(fixture.path, now: "")
    let refused: [(JSON, String)] = [
      (3, "expected a list"), ("IKNL", "expected a list"), (true, "expected a list"), (["add": 3], "expected a list"),
      (["ad": [3]], "expected a list"), (["add": [3], "x": []], "expected a list"), ([99], "no organization 99"),
      (["nope"], "no organization 'nope'"),
      (["Small Organizaton"], "did you mean 'Small Organization'"), ([[2]], "a list"), ([nil], "'organizations'"),
      ([true], "true"),
      (["remove": ["nope"]], "no organization 'nope'"), ([.number(1.5)], "1.5"),
      (["add": [["id": 99]]], "no organization 99"),
    ]
    for (value, word) in refused {
      let refusal = try fixture.refusal("collaboration.update", ["id": 1, "values": ["organizations": value]])
      #expect(refusal.kind == "invalid" && refusal.message.contains(word), "\(value): \(refusal.message)")
      #expect(refusal.field == "organizations" || value == ["add": [["id": 99]]], "\(value)")
    }
    let contradiction: JSON = ["add": [3], "remove": [3]]
    try expectRefusal(
      "invalid", "both", of: "collaboration.update", ["id": 1, "values": ["organizations": contradiction]], on: &fixture
    )
    #expect(try Dump.text(fixture.path, now: "") == before)
  }
}
