import Admin
import Engine
import JSON
import JSONRPC
import Synchronization
import TestData
import Testing

/// Each step of a migration, on files that have what it is for.
@Suite("The steps of database.migrate") struct MigrationStepsTests {
  /// What the steps of that name say.
  private static func sentences(_ report: JSON, _ step: String) -> [String] {
    (report["steps"]?.array ?? []).filter { $0["name"]?.string == step }.compactMap { $0["sentence"]?.string }
  }

  private static func left(_ report: JSON) -> [String] {
    (report["left"]?.array ?? []).compactMap { $0["sentence"]?.string }
  }

  private static func file(_ path: String) throws -> PlainFile { try PlainFile(path) }

  @Test("names: the first record keeps its name, the others get a number that is free, and the log tells it")
  func names() throws {
    var fixture = try Fixture(.sample3)
    try fixture.plant(
      """
      INSERT INTO organization (id, name) VALUES (50, 'IKNL'), (51, 'IKNL'), (52, 'IKNL (2)'), (53, NULL), (54, NULL);
      UPDATE node SET name = 'n' WHERE id IN (6, 8);
      """)
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    #expect(
      Self.sentences(report, "names") == [
        "2 organizations with another 'name', since no two may share one",
        "1 node with another 'name', since no two may share one",
      ])
    let renamed = (report["renamed"]?.array ?? []).map { item in
      "\(item["entity"]?.string ?? "") \(item["id"]?.integer ?? 0) \(item["old"]?.string ?? "") → \(item["new"]?.string ?? "")"
    }
    #expect(
      renamed == ["organization 50 IKNL → IKNL (3)", "organization 51 IKNL → IKNL (4)", "node 8 n → n (2)"])
    let after = try Self.file(fixture.path)
    #expect(after.row("organization", 2)?["name"] == .text("IKNL"))
    #expect(after.row("organization", 54)?["name"] == .null)
    let history = try fixture.call("audit.list", ["where": ["entity": "organization", "id": 51]])
    #expect(
      history["items"]?[0]?["before"] == ["name": "IKNL"] && history["items"]?[0]?["method"] == "database.migrate")
  }

  @Test("secrets: a node logs in with its old key, and the log does not have it", arguments: [3, 4] as [Int64])
  func keys(target: Int64) throws {
    var fixture = try Fixture(.sample2)
    // A server's column takes text only.
    let bytes = TestEngine.current == .sqlite
    let key: SQLValue? = bytes ? .blob([0]) : try Self.file(fixture.path).row("node", 8)?["api_key"]
    try fixture.plant("UPDATE node SET api_key = NULL WHERE id = 9")
    if bytes { try fixture.plant("UPDATE node SET api_key = x'00' WHERE id = 8") }
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(target)])
    #expect(
      Self.sentences(report, "secrets") == ["the plain 'api_key' of \(bytes ? 3 : 4) nodes hashed: it stays valid"])
    #expect(Self.left(report).contains("the 'api_key' of 1 node, which cannot be hashed") == bytes)
    let after = try Self.file(fixture.path)
    #expect(after.row("node", 5)?["api_key"] == .text("hash of 123e4567-e89b-12d3-a456-426614174000"))
    #expect(after.row("node", 9)?["api_key"] == .null)
    #expect((after.row("node", 8)?["api_key"] == key) == bytes)
    let log = try PlainSession(fixture.path).rows("SELECT changes FROM vantage6_admin_audit")
    #expect(!log.contains { $0[0].text?.contains("123e4567") == true })
  }

  @Test("secrets: they are hashed before the transaction, and not at all for a dry run")
  func prepared() throws {
    let count = Count()
    var fixture = try Fixture(.sample2) { secret in
      count.value.add(1, ordering: .relaxed)
      return "hash of \(secret)"
    }
    func hashed() -> Int { count.value.exchange(0, ordering: .relaxed) }
    let nodes = Int64(try fixture.call("node.list")["items"]?.array?.count ?? 0)
    #expect(nodes > 2 && hashed() == 0)
    try fixture.call("database.migrate", ["copy": .ofFiles, "to": 3, "dry_run": true])
    #expect(hashed() == 0)
    let change = try fixture.prepared("database.migrate", ["copy": .ofFiles, "to": 3])
    #expect(hashed() == Int(nodes))
    // Stored between the two: it cannot have been prepared.
    try fixture.plant("UPDATE node SET api_key = 'new' WHERE id = 5")
    try fixture.call(change)
    #expect(hashed() == 1)
    #expect(try Self.file(fixture.path).row("node", 5)?["api_key"] == .text("hash of new"))
  }

  private final class Count: Sendable { let value = Atomic(0) }

  @Test("statuses: they follow from the moments, and what is there stays", arguments: [3, 4] as [Int64])
  func statuses(target: Int64) throws {
    var fixture = try Fixture(target == 3 ? .sample2 : .sample3)
    if target == 4 { try fixture.plant("UPDATE result SET status = NULL WHERE id IN (1, 3, 4)") }
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(target)])
    #expect(
      Self.sentences(report, "statuses")
        == ["\(target == 3 ? 8 : 3) results without a status got the one that their moments tell"])
    let after = try Self.file(fixture.path)
    let statuses = after.rows(target == 3 ? "result" : "run").map { $0["status"]?.text ?? "" }
    #expect(
      statuses
        == (target == 3
          ? ["completed", "completed", "active", "pending", "pending", "pending", "completed", "completed"]
          : ["completed", "completed", "active", "pending", "initializing", "pending", "failed", "completed"]))
  }

  @Test(
    "ids: results whose ids the newer table has for others get new ones, and ports follow")
  func ids() throws {
    var fixture = try Fixture(.upgraded3to4)
    try fixture.plant(
      """
      INSERT INTO run (id, task_id, organization_id, status) VALUES (1, 5, 2, 'active'), (20, 5, 3, 'pending');
      INSERT INTO run (id, input, task_id, organization_id, result, assigned_at, started_at, finished_at, status, log)
        SELECT id, input, task_id, organization_id, result, assigned_at, started_at, finished_at, status, log
        FROM result WHERE id = 2;
      """)
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    #expect(
      Self.sentences(report, "ids") == [
        "1 result with a new id, the old one plus 20, since 'run' has other records with the old ids"
      ])
    #expect(Self.sentences(report, "records") == ["7 results of the table 'result' carried over to 'run'"])
    let after = try Self.file(fixture.path)
    #expect(after.rows("run").compactMap { $0["id"]?.integer } == [1, 2, 3, 4, 5, 6, 7, 8, 20, 21])
    #expect(after.row("run", 1)?["task_id"] == .integer(5) && after.row("run", 21)?["task_id"] == .integer(1))
    #expect(after.row("algorithmport", 1)?["run_id"] == .integer(21))
    // No id is given twice.
    let made = try fixture.call(
      "result.create", ["values": ["task": 1, "organization": 2]])
    #expect(made["id"] == 22)
  }

  @Test("records: ids of deleted results are not given again")
  func deleted() throws {
    var fixture = try Fixture(.sample2)
    let id = try #require(try fixture.call("result.create", ["values": ["task": 1, "organization": 2]])["id"]?.integer)
    try fixture.call("result.delete", ["id": .integer(id)])
    try fixture.call("audit.prune", ["keep": 0])
    try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    #expect(
      try fixture.call("result.create", ["values": ["task": 1, "organization": 2]])["id"] == .integer(id + 1))
  }

  @Test("records: results without a task stay, and are told")
  func dangling() throws {
    var fixture = try Fixture(.sample3)
    // A server refuses a reference to nothing.
    let missing = TestEngine.current == .sqlite ? "999" : "NULL"
    try fixture.plant(
      "UPDATE result SET task_id = NULL WHERE id = 1; UPDATE result SET task_id = \(missing) WHERE id = 2")
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    #expect(
      Self.left(report).contains(
        "2 results without a task, as before"))
    let after = try Self.file(fixture.path)
    #expect(after.row("run", 1)?["task_id"] == .null)
    #expect(after.row("run", 2)?["task_id"] == (TestEngine.current == .sqlite ? .integer(999) : .null))
  }

  @Test("records: a reference to nothing is refused, and can be mended", .onServers("files have them, as before"))
  func danglingOnServer() throws {
    var fixture = try Fixture(.sample3)
    try fixture.plant("UPDATE result SET task_id = 999 WHERE id = 2")
    let contents = try Contents(of: fixture.path)
    let refusal = try fixture.refusal("database.migrate", ["copy": .ofFiles, "to": 4])
    #expect(refusal.kind == "constraint" && refusal.hint?.contains("vctl repair") == true, "\(refusal)")
    #expect(try Contents(of: fixture.path) == contents)
    try fixture.call("database.repair", ["checks": ["dangling_reference"], "set": ["dangling_reference=delete"]])
    try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    #expect(try Self.file(fixture.path).rows("run").compactMap { $0["id"]?.integer } == [1, 3, 4, 5, 6, 7, 8])
  }

  @Test(
    "values: where the newer place has another value, that one counts, and the older column stays")
  func conflict() throws {
    var fixture = try Fixture(.upgraded3to4)
    try fixture.plant(
      """
      UPDATE task SET job_id = 77 WHERE id = 3;
      INSERT INTO taskdatabase (id, task_id, database, parameters) VALUES (1, 4, 'other', '{}'), (2, 5, 'default', '{}');
      """)
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    let left = [
      "1 task with another 'run_id' in the older column 'run_id': the newer value counts, and the older column stays",
      "1 task with another 'database' in the older column 'database': the newer value counts, and the older column stays",
    ]
    #expect(Self.left(report) == left)
    let after = try Self.file(fixture.path)
    #expect(after.has("task", "run_id") && after.has("task", "database") && !after.has("task", "initiator_id"))
    #expect(after.row("task", 3)?["job_id"] == .integer(77) && after.row("task", 3)?["run_id"] == .integer(2))
    #expect(after.row("task", 1)?["job_id"] == .integer(1))
    #expect(after.rows("taskdatabase").compactMap { $0["task_id"]?.integer } == [4, 5, 1, 2, 3])
    let again = try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    #expect(again["steps"] == [] && Self.left(again) == left)
  }

  @Test("ports: those of servers 3.0 get rows of their own", arguments: [3, 4] as [Int64])
  func ports(target: Int64) throws {
    var fixture = try Fixture(.sample2)
    try fixture.plant(
      "ALTER TABLE result ADD COLUMN port INTEGER; UPDATE result SET port = 8000 + id WHERE id IN (3, 7)")
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(target)])
    #expect(Self.sentences(report, "ports") == ["2 ports of results carried over to a table of their own"])
    let after = try Self.file(fixture.path)
    let owner = target == 3 ? "result_id" : "run_id"
    #expect(
      after.rows("algorithmport").map { [$0["id"], $0[owner], $0["port"]] } == [
        [.integer(1), .integer(3), .integer(8_003)], [.integer(2), .integer(7), .integer(8_007)],
      ])
    #expect(!after.has("result", "port"))
  }

  @Test("the audit log has the migration, and nothing before it can be undone")
  func audit() throws {
    var fixture = try Fixture(.sample3)
    try fixture.call("organization.update", ["id": 2, "values": ["country": "Belgium"]])
    try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    let newest = try #require(try fixture.call("audit.list", ["limit": 1])["items"]?[0])
    #expect(newest["method"] == "database.migrate" && newest["entity"] == "database" && newest["id"] == 4)
    #expect(newest["before"] == ["generation": 3] && newest["after"] == ["generation": 4])
    let seq = try #require(newest["seq"]?.integer)
    #expect(
      try fixture.refusal("audit.undo", ["seq": 1]).message
        == "change 1 was made before the migration to version 4 (change \(seq)): it cannot be undone")
    #expect(
      try fixture.refusal("audit.undo", ["seq": .integer(seq)]).message
        == "change \(seq) belongs to the migration to version 4 (change \(seq)): it cannot be undone")
    #expect(try fixture.refusal("audit.undo").kind == "not_found")
    try fixture.call("organization.update", ["id": 2, "values": ["country": "France"]])
    #expect(try fixture.call("audit.undo")["undone"] == [.integer(seq + 1)])
    #expect(try fixture.call("organization.get", ["id": 2])["country"] == "Belgium")
  }

  @Test("calls of the same group see the new tables")
  func group() throws {
    var fixture = try Fixture(.sample2)
    let answers = try fixture.group([
      ("task.update", ["id": 1, "values": ["name": "before"]]),
      ("database.migrate", ["copy": .ofFiles, "to": 4, "dry_run": true]),
      ("task.update", ["id": 2, "values": ["name": "between"]]), ("database.migrate", ["copy": .ofFiles, "to": 4]),
      ("study.create", ["values": ["name": "s", "collaboration": 1]]),
    ])
    #expect(answers.map { $0["error"] ?? .null } == [.null, .null, .null, .null, .null])
    #expect(try fixture.call("study.list")["items"]?.array?.count == 1)
    #expect(
      try fixture.call("task.list", ["fields": ["name"], "limit": 2])["items"] == [
        ["name": "before"], ["name": "between"],
      ])
  }
}
