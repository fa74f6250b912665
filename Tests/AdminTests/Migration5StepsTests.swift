import Admin
import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// The steps that only version 5 needs, on databases that have what they are for.
@Suite("The steps of database.migrate to version 5") struct Migration5StepsTests {
  private static func migrate(_ fixture: inout Fixture, _ more: JSON.Object = JSON.Object()) throws -> JSON {
    try Migration5Tests.migrate(&fixture, more)
  }

  private static func sentences(_ report: JSON, _ step: String) -> [String] {
    (report["steps"]?.array ?? []).filter { $0["name"]?.string == step }.compactMap { $0["sentence"]?.string }
  }

  private static func left(_ report: JSON) -> [String] { Migration5Tests.sentences(report, "left") }

  private static func encoded(_ text: String) -> String { Base64.encode(Array(text.utf8)) }

  @Test("inputs: the function's name goes to the task, named arguments stay byte by byte, and all else stays whole")
  func inputs() throws {
    var fixture = try Fixture(.sample4)
    let encrypted = "YWJj$ZGVm$Z2hp"
    let inputs: [Int64: String] = [
      1: Self.encoded(#"{"method": "average", "args": [], "kwargs": {"x": 12345678901234567890123, "y":  "ü"}}"#),
      2: Self.encoded(#"{"method": "average", "args": [1], "kwargs": {}}"#),
      3: encrypted, 4: "no base64!", 5: Self.encoded(#"{"method": "m", "args": null, "kwargs": null}"#),
      6: Self.encoded(#"{"other": 1}"#), 7: "",
    ]
    for (id, input) in inputs { try fixture.plant("UPDATE run SET input = \(literal(input)) WHERE id = \(id)") }
    try fixture.plant("UPDATE run SET input = NULL WHERE id = 8")
    let report = try Self.migrate(&fixture)
    let after = try PlainFile(fixture.path)
    func arguments(_ id: Int64) -> String? { after.row("run", id)?["arguments"]?.text }
    #expect(arguments(1) == Self.encoded(#"{"x": 12345678901234567890123, "y":  "ü"}"#))
    for id in [2, 3, 4, 6, 7] as [Int64] { #expect(arguments(id) == inputs[id], "\(id)") }
    #expect(arguments(5) == Self.encoded("{}") && after.row("run", 8)?["arguments"] == .null)
    #expect(after.row("task", 1)?["method"] == .text("average"))
    #expect(after.row("task", 2)?["method"] == .null)
    #expect(after.row("task", 3)?["method"] == .text("m"))
    #expect(
      Self.left(report).contains(
        "1 result whose input has arguments without names, for which version 5 has no place: its arguments are the whole "
          + "input"))
    #expect(!after.has("run", "input"))
  }

  @Test("actions: the results of a task that started others are central, and all others are not")
  func actions() throws {
    var fixture = try Fixture(.sample4)
    _ = try Self.migrate(&fixture)
    let actions = try PlainFile(fixture.path).rows("run").map { $0["action"]?.text }
    #expect(actions.filter { $0 == "central_compute" }.count == 2)
    #expect(actions.filter { $0 == "federated_compute" }.count == 6)
  }

  @Test("initiators: the user's organization, then the parent's, and else the one that the caller names")
  func initiators() throws {
    var fixture = try Fixture(.sample4)
    try fixture.plant(
      """
      UPDATE task SET init_org_id = NULL;
      UPDATE task SET init_user_id = NULL WHERE id > 1;
      UPDATE task SET init_user_id = 3 WHERE id = 1
      """)
    let contents = try Contents(of: fixture.path)
    let refusal = try fixture.refusal("database.migrate", Migration5Tests.params())
    #expect(refusal.kind == "constraint")
    #expect(refusal.message == "nothing tells which organization started 3 tasks, which version 5 needs")
    #expect(refusal.hint?.contains("--initiator") == true)
    #expect(try Contents(of: fixture.path) == contents)
    let unknown = try fixture.refusal(
      "database.migrate", Migration5Tests.params(JSON.Object([.init("initiator", "Nobody")])))
    #expect(unknown.kind == "not_found")
    let report = try Self.migrate(&fixture, JSON.Object([.init("initiator", "IKNL")]))
    #expect(Self.sentences(report, "initiators") == ["5 tasks with an initiator, since each needs one"])
    let after = try PlainFile(fixture.path)
    #expect(after.rows("task").map { $0["init_org_id"] } == [3, 3, 2, 2, 2].map { .integer($0) })
  }

  @Test(
    "stores: the path is by itself",
    arguments: [
      ("https://s.example/api", "https://s.example", "/api"), ("https://s.example", "https://s.example", ""),
      ("https://s.example:8080/a/b/", "https://s.example:8080", "/a/b"),
      ("https://s.example/", "https://s.example", ""),
      ("s.example/x", "s.example", "/x"), ("", "", ""),
    ])
  func stores(url: String, host: String, path: String) throws {
    var fixture = try Fixture(.sample4)
    try fixture.plant("UPDATE algorithmstore SET url = \(literal(url)) WHERE id = 1")
    _ = try Self.migrate(&fixture)
    let row = try PlainFile(fixture.path).row("algorithmstore", 1)
    #expect(row?["url"] == .text(host) && row?["api_path"] == .text(path))
  }

  @Test("databases of tasks: the label stays, the places count from 0, and parameters stay where there are any")
  func databases() throws {
    var fixture = try Fixture(.sample4)
    let report = try Self.migrate(&fixture)
    let rows = try PlainFile(fixture.path).rows("taskdatabase")
    #expect(rows.map { $0["label"] } == [.text("default"), .text("other")])
    #expect(rows.map { $0["position"] } == [.integer(0), .integer(1)])
    #expect(rows.allSatisfy { $0["type"] == .text("source") })
    #expect(
      Self.left(report).contains("1 value of the column 'parameters' of 'taskdatabase', which has no newer place"))
    var empty = try Fixture(.sample4)
    try empty.plant("UPDATE taskdatabase SET parameters = '{}'")
    _ = try Self.migrate(&empty)
    #expect(try !PlainFile(empty.path).has("taskdatabase", "parameters"))
  }

  @Test("what is left to do is told: unfinished results, and names that Keycloak takes for the same")
  func leftovers() throws {
    var fixture = try Fixture(.sample4)
    try fixture.plant("UPDATE \"user\" SET username = 'JOHN' WHERE username = 'jane'")
    let left = Self.left(try Self.migrate(&fixture))
    #expect(
      left.contains { $0.hasPrefix("4 results not finished, with which nodes of version 5 cannot go on") })
    #expect(
      left.contains(
        "1 user whose names differ from another one's in case only, which Keycloak takes for the same: 'JOHN'"))
  }

  // MARK: Accounts

  @Test("accounts: users with their names and addresses, and a client for each node, as Keycloak takes them")
  func accounts() throws {
    var fixture = try Fixture(.sample4)
    let accounts = try #require(try Self.migrate(&fixture)["accounts"])
    #expect(accounts["ifResourceExists"] == "SKIP")
    let users = accounts["users"]?.array ?? []
    #expect(
      users.first { $0["username"] == "john" } == [
        "username": "john", "enabled": true, "email": "john@iknl.nl", "firstName": "John", "lastName": "Doe",
        "requiredActions": ["UPDATE_PASSWORD", "CONFIGURE_TOTP"], "attributes": ["organization_id": ["2"]],
      ])
    #expect(
      users.first { $0["username"] == "noorg" } == [
        "username": "noorg", "enabled": true, "requiredActions": ["UPDATE_PASSWORD"],
      ])
    let nodes = try PlainFile(fixture.path).rows("node").compactMap { $0["name"]?.text }
    #expect((accounts["clients"]?.array ?? []).map { $0["clientId"]?.string } == nodes.map { "\($0)-node-client" })
    #expect(accounts["clients"]?[0]?["serviceAccountsEnabled"] == true)
  }

  @Test("accounts: who does not keep them is refused before anything is lost, and a dry run shows them")
  func keptAccounts() throws {
    var fixture = try Fixture(.sample4)
    let contents = try Contents(of: fixture.path)
    let refusal = try fixture.refusal("database.migrate", ["copy": .ofFiles, "to": 5])
    #expect(refusal.kind == "constraint")
    #expect(
      refusal.message == "version 5 keeps no names and addresses of users: their accounts at Keycloak need them")
    #expect(refusal.hint?.contains("--accounts FILE") == true)
    let rehearsal = try fixture.call("database.migrate", ["copy": .ofFiles, "to": 5, "dry_run": true])
    #expect(rehearsal["accounts"]?["users"]?.array?.count == 4)
    #expect(try Contents(of: fixture.path) == contents)
  }

  @Test("accounts: who has one already needs none", .onFiles("only a file was upgraded in place"))
  func linked() throws {
    var fixture = try Fixture(.upgraded4to5)
    try fixture.plant(
      "UPDATE authenticatable SET keycloak_id = 'an id' WHERE id = (SELECT id FROM user WHERE username = 'john')")
    let accounts = try #require(try Self.migrate(&fixture)["accounts"])
    #expect((accounts["users"]?.array ?? []).compactMap { $0["username"]?.string } == ["root", "jane", "noorg"])
  }

  @Test("another program's columns and tables stay")
  func foreign() throws {
    var fixture = try Fixture(.sample4)
    try fixture.plant("ALTER TABLE \"user\" ADD COLUMN phone VARCHAR; UPDATE \"user\" SET phone = '1'")
    _ = try Self.migrate(&fixture)
    #expect(try PlainFile(fixture.path).row("user", 1)?["phone"] == .text("1"))
  }
}
