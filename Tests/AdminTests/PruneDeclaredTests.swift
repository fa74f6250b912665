import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// Records that a file does not declare are deleted if they are an earlier file's, or if they are named.
@Suite("database.apply with prune") struct PruneDeclaredTests {
  private static let prune: JSON = ["name": "network", "prune": true]

  private static func organizations(_ names: String...) -> [String] {
    names.map { "{\"organization\": {\"name\": \"\($0)\"}}" }
  }

  private static func names(_ fixture: inout Fixture) throws -> [String] {
    try fixture.call("organization.list")["items"]?.array?.compactMap { $0["name"]?.string } ?? []
  }

  @Test("what an earlier call of the same name made is deleted, dependents first")
  func made() throws {
    var fixture = try Fixture(generation: 4)
    try ApplyTests.apply(ApplyTests.network, &fixture, ["name": "network"])
    let rest = try ApplyTests.apply([ApplyTests.network[1]], &fixture, Self.prune)
    #expect(
      ApplyTests.acts(rest) == [
        "delete result ", "delete result ", "delete task t", "delete collaboration Both", "delete user ann",
        "delete role Helper", "delete organization North",
      ])
    #expect(rest["deleted"] == 7)
    #expect(try Self.names(&fixture) == ["South"])
    #expect(try ApplyTests.apply([ApplyTests.network[1]], &fixture, Self.prune)["changes"] == [])
  }

  @Test("without prune nothing is deleted, nor what a call of another name made, or of none")
  func others() throws {
    var fixture = try Fixture(generation: 4)
    try ApplyTests.apply(Self.organizations("A"), &fixture, ["name": "network"])
    try ApplyTests.apply(Self.organizations("B"), &fixture, ["name": "other"])
    try ApplyTests.apply(Self.organizations("C"), &fixture)
    try fixture.call("organization.create", ["values": ["name": "D"]])
    #expect(try ApplyTests.apply([], &fixture, ["name": "network"])["changes"] == [])
    #expect(try ApplyTests.apply([], &fixture, Self.prune)["deleted"] == 1)
    #expect(try Self.names(&fixture) == ["B", "C", "D"])
  }

  @Test("what a call only changed is not deleted")
  func changed() throws {
    var fixture = try Fixture(.sample4)
    let lines = [#"{"organization": {"name": "IKNL", "country": "XX"}}"#]
    #expect(try ApplyTests.apply(lines, &fixture, ["name": "network"])["changed"] == 1)
    #expect(try ApplyTests.apply([], &fixture, Self.prune)["changes"] == [])
  }

  @Test("a record with another name now is left, as is one that the server made with a freed id")
  func renamed() throws {
    var fixture = try Fixture(generation: 4)
    try ApplyTests.apply(Self.organizations("A", "B"), &fixture, ["name": "network"])
    try fixture.call("organization.update", ["name": "A", "values": ["name": "A2"]])
    try fixture.call("organization.delete", ["name": "B"])
    try PlainSession(fixture.path).script(
      "INSERT INTO organization (id, name) VALUES (2, 'B')")
    #expect(try ApplyTests.apply([], &fixture, Self.prune)["changes"] == [])
    #expect(try Self.names(&fixture) == ["A2", "B"])
  }

  @Test("a record without a name is left if somebody changed it")
  func values() throws {
    var fixture = try Fixture(.sample4)
    let lines = [2, 3].map {
      "{\"task\": {\"name\": \"t\", \"image\": \"i\", \"run_id\": 9\($0), \"collaboration\": \"ZEPPELIN\"}}"
    }
    try ApplyTests.apply(lines, &fixture, ["name": "network"])
    let task = try #require(fixture.call("task.list", ["where": ["run_id": 92]])["items"]?[0]?["id"])
    try fixture.call("task.update", ["id": task, "values": ["description": "mine"]])
    #expect(try ApplyTests.apply([], &fixture, Self.prune)["deleted"] == 1)
    #expect(try fixture.call("task.get", ["id": task])["description"] == "mine")
  }

  @Test("an undone call made nothing, and one that was redone did")
  func undone() throws {
    var fixture = try Fixture(generation: 4)
    try ApplyTests.apply(Self.organizations("A"), &fixture, ["name": "network"])
    try fixture.call("audit.undo", ["seq": 1])
    #expect(try ApplyTests.apply([], &fixture, Self.prune)["changes"] == [])
    try fixture.call("organization.create", ["values": ["name": "A"]])
    #expect(try ApplyTests.apply([], &fixture, Self.prune)["changes"] == [])
    try fixture.call("organization.delete", ["name": "A"])
    try fixture.call("audit.undo", ["seq": 2])
    #expect(try ApplyTests.apply([], &fixture, Self.prune)["deleted"] == 1)
    try fixture.call("audit.undo")
    #expect(try ApplyTests.apply([], &fixture, Self.prune)["deleted"] == 1)
  }

  @Test("changes that left the audit log prune nothing")
  func forgotten() throws {
    var fixture = try Fixture(generation: 4)
    try ApplyTests.apply(Self.organizations("A"), &fixture, ["name": "network"])
    try fixture.call("organization.create", ["values": ["name": "B"]])
    try fixture.call("audit.prune", ["keep": 1])
    #expect(try ApplyTests.apply([], &fixture, Self.prune)["changes"] == [])
  }

  @Test("a record that others refer to stays, with the whole call, and all of those are named")
  func referred() throws {
    var fixture = try Fixture(generation: 4)
    try ApplyTests.apply(Self.organizations("A", "B", "C"), &fixture, ["name": "network"])
    for (name, organization) in [("ann", "A"), ("bob", "A"), ("eve", "B")] {
      try fixture.call(
        "user.create", ["values": ["username": .string(name), "organization": .string(organization)]])
    }
    let refusal = try ApplyTests.refusal(Self.organizations("D"), &fixture, Self.prune)
    #expect(refusal.kind == "constraint" && refusal.data?["count"] == 2)
    let messages = refusal.data?["errors"]?.array?.map { $0["message"]?.string }
    #expect(
      messages == [
        "organization 'B' (2) is still referred to by user 'eve' (3)",
        "organization 'A' (1) is still referred to by user 'ann' (1), user 'bob' (2)",
      ])
    #expect(refusal.data?["errors"]?[1]?["dependents"]?[0]?["count"] == 2)
    #expect(try Self.names(&fixture) == ["A", "B", "C"])
  }

  @Test("a reference that the file takes away does not count")
  func moved() throws {
    var fixture = try Fixture(generation: 4)
    let user = #"{"user": {"username": "ann", "organization": "A"}}"#
    try ApplyTests.apply(Self.organizations("A", "B") + [user], &fixture, ["name": "network"])
    let moved = Self.organizations("B") + [user.replacing(#""A""#, with: #""B""#)]
    let answer = try ApplyTests.apply(moved, &fixture, Self.prune)
    #expect(ApplyTests.acts(answer) == ["change user ann", "delete organization A"])
  }

  @Test("a selection deletes what it names and the file does not declare, whoever made it")
  func selected() throws {
    var fixture = try Fixture(generation: 4)
    for name in ["A1", "A2", "B1"] { try fixture.call("organization.create", ["values": ["name": .string(name)]]) }
    var params: JSON = ["prune": true, "entities": ["organization"], "where": ["name": ["like": "A%"]]]
    let some = try ApplyTests.apply(Self.organizations("A1"), &fixture, params)
    #expect(ApplyTests.acts(some) == ["delete organization A2"])
    params = ["prune": true, "entities": ["organization"]]
    #expect(
      ApplyTests.acts(try ApplyTests.apply(Self.organizations("A1"), &fixture, params)) == [
        "delete organization B1"
      ])
  }

  @Test("what the server makes itself is never pruned")
  func serversOwn() throws {
    var fixture = try Fixture(generation: 4)
    try fixture.call("role.create", ["values": ["name": "Mine"]])
    let answer = try ApplyTests.apply([], &fixture, ["prune": true, "entities": ["role"]])
    #expect(ApplyTests.acts(answer) == ["delete role Mine"])
  }

  @Test("a database that a task was declared with stays with the task")
  func companions() throws {
    var fixture = try Fixture(.sample4)
    let lines = [#"{"task": {"name": "t", "image": "i", "run_id": 9, "collaboration": "ZEPPELIN", "database": "db"}}"#]
    try ApplyTests.apply(lines, &fixture, ["name": "network"])
    #expect(try ApplyTests.apply(lines, &fixture, Self.prune)["changes"] == [])
  }

  @Test("a selection that does not fit is refused")
  func refused() throws {
    var fixture = try Fixture(generation: 4)
    let wrong: [(JSON, String)] = [
      (["prune": true], "'prune' needs the 'name' of earlier calls, or 'entities'"),
      (["entities": ["user"]], "'entities' says what 'prune' deletes: give both"),
      (["prune": true, "name": "n", "where": ["id": 1]], "'where' needs exactly one entity in 'entities'"),
      (["prune": true, "entities": ["rule"]], "records of 'rule' are the server's own and are not deleted"),
      (["prune": true, "entities": ["usr"]], "unknown entity 'usr': did you mean 'user'?"),
      (
        ["prune": true, "entities": ["user"], "where": ["nme": 1]], "unknown field 'nme' of user"
      ),
    ]
    for (params, message) in wrong {
      let refusal = try ApplyTests.refusal([], &fixture, params)
      #expect(refusal.message == message)
    }
  }
}
