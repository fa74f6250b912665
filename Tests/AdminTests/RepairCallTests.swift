import Admin
import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// Repairs as callers see them.
@Suite("database.repair: decisions and refusals") struct RepairCallTests {
  @Test("the damaged file is mended but for what only people can know", .onFiles("a server refuses such rows"))
  func damaged() throws {
    var fixture = try Fixture(.damaged) { _ in "$2b$12$C6UzMDM.H6dfI/f/IKcEeO7ZKHdMfnRnKAXxNKPJm8cQbF7XzYh5W" }
    let choices = [
      "dangling_reference=delete", "missing_reference=delete", "unreadable_value=clear", "unknown_word=failed",
      "malformed_text=clear", "malformed_secret=hash", "broken_public_key=clear", "stuck_result=kill",
    ]
    try fixture.call("database.repair", ["set": .array(choices.map { .string($0) })])
    let left = (try fixture.call("database.check")["findings"]?.array ?? []).compactMap { $0["name"]?.string }
    // The nodes and users that lost a missing partner, and what was there before.
    #expect(left == ["incomplete_record", "misplaced_record", "no_password", "foreign_object"])
  }

  @Test("all changes are in the audit log under the repair, by record, and without a secret")
  func audited() throws {
    var fixture = try Fixture(.sample4) { _ in "$2b$12$C6UzMDM.H6dfI/f/IKcEeO7ZKHdMfnRnKAXxNKPJm8cQbF7XzYh5W" }
    try fixture.plant(
      "UPDATE user SET password = 'secret words' WHERE id = 3; "
        + "INSERT INTO Member (organization_id, collaboration_id) VALUES (2, 1)")
    try fixture.call("database.repair", ["set": ["malformed_secret=hash"]])
    let items = try fixture.call("audit.list", ["order": ["seq"]])["items"]?.array ?? []
    #expect(items.allSatisfy { $0["method"] == "database.repair" && $0["transaction"] == 1 })
    let records = items.map { "\($0["entity"]?.string ?? "") \($0["id"]?.integer ?? 0)" }
    #expect(records.contains("collaboration 1") && records.contains("user 3"))
    let log = try PlainSession(fixture.path).rows("SELECT * FROM vantage6_admin_audit")
    #expect(log.count == items.count && !"\(log)".contains("secret words"))
  }

  @Test("values that can only mean one thing get its form", .onFiles("a server's columns have a type"))
  func meant() throws {
    var fixture = try Fixture(.sample4)
    try fixture.plant(
      """
      UPDATE collaboration SET encrypted = 'false' WHERE id = 1; UPDATE user SET firstname = x'4A616E65' WHERE id = 3;
      UPDATE user SET failed_login_attempts = 'seven' WHERE id = 2; UPDATE run SET input = x'41' WHERE id = 6;
      UPDATE user SET failed_login_attempts = 3.5 WHERE id = 1
      """)
    let report = try fixture.call("database.repair", ["checks": ["unreadable_value"]])
    let rows = report["findings"]?.array?.first?["rows"]?.array ?? []
    #expect(
      rows.map { "\($0["entity"]?.string ?? "") \($0["id"] ?? .null) \($0["done"]?.string ?? "left")" } == [
        "user 1 left", "user 2 left", "user 3 is 'Jane' now", "collaboration 1 is 0 now", "result 6 form corrected",
      ])
    #expect(try fixture.call("user.get", ["id": 3])["firstname"] == "Jane")
  }

  @Test("keys of an older version are hashed without a question")
  func keys() throws {
    var fixture = try Fixture(.sample4) { _ in "$2b$12$C6UzMDM.H6dfI/f/IKcEeO7ZKHdMfnRnKAXxNKPJm8cQbF7XzYh5W" }
    try fixture.plant("UPDATE node SET api_key = '123e4567-e89b-12d3-a456-426614174999' WHERE id = 6")
    let report = try fixture.call("database.repair", ["checks": ["malformed_secret"]])
    #expect(report["mended"] == 1 && report["left"] == 0)
    #expect(try fixture.rows(of: "malformed_secret").count == 0)
  }

  @Test("a file with a damaged structure is not touched", .onFiles("a server checks its pages itself"))
  func broken() throws {
    var fixture = try Fixture(.sample2)
    try fixture.plant(
      "PRAGMA ignore_check_constraints = 1; UPDATE rule SET operation = 'LOOK' WHERE id = 1")
    let refusal = try fixture.refusal("database.repair")
    #expect(refusal.kind == "invalid" && refusal.message.hasPrefix("the structure of the database is damaged"))
    #expect(refusal.hint == "restore a backup; 'database.check' lists all faults")
    #expect(try fixture.call("audit.list", ["count": true])["total"] == 0)
  }

  @Test(
    "wrong names and decisions are refused",
    arguments: [
      (["checks": ["cicle"]], "unknown check 'cicle': did you mean 'cycle'?"),
      (["set": ["cicle=cut"]], "unknown check 'cicle': did you mean 'cycle'?"),
      (["set": ["cycle=cut"]], "'set': nothing can be decided for check 'cycle'"),
      (["set": ["stuck_result=kil"]], "'set': check 'stuck_result': it has no choice 'kil': did you mean 'kill'?"),
      (["set": ["stuck_result"]], "'set': check 'stuck_result': a choice is missing"),
      (["set": ["stuck_result=kill", "stuck_result=kill"]], "'set': check 'stuck_result' is decided twice"),
      (
        ["checks": ["cycle"], "set": ["stuck_result=kill"]],
        "'set': check 'stuck_result' is not among the checks to repair"
      ),
      (["set": "stuck_result=kill"], "parameter 'set': expected a list of words"),
    ] as [(JSON, String)])
  func refused(params: JSON, message: String) throws {
    var fixture = try Fixture(.sample4)
    let refusal = try fixture.refusal("database.repair", params)
    #expect(refusal.kind == "invalid_params" && refusal.message == message)
  }

  @Test("what was mended between the check and the transaction counts, and is left alone")
  func meanwhile() throws {
    var fixture = try Fixture(.sample4)
    try fixture.plant("UPDATE node SET collaboration_id = 77 WHERE id = 5")
    let prepared = try fixture.prepared("database.repair", ["checks": ["dangling_reference"]])
    try fixture.plant("UPDATE node SET collaboration_id = 1 WHERE id = 5")
    let report = try fixture.call(prepared)
    #expect(report["mended"] == 1)
    #expect(report["findings"]?.array?.first?["rows"]?.array?.first?["done"] == "mended with another row")
    #expect(try fixture.call("audit.list", ["count": true])["total"] == 0)
  }

  @Test("a row that a rule of the database keeps is left with the reason, and the others are mended")
  func kept() throws {
    var fixture = try Fixture(.sample4)
    try fixture.plant(
      "UPDATE node SET collaboration_id = 77 WHERE id IN (5, 6); "
        + PlainSession.trigger("keep", "BEFORE UPDATE ON node", when: "new.id = 5", refusing: "node 5 stays"))
    let report = try fixture.call("database.repair", ["checks": ["dangling_reference"]])
    #expect(report["mended"] == 1 && report["left"] == 1)
    let rows = report["findings"]?.array?.first?["rows"]?.array ?? []
    #expect(rows.first?["left"]?.string?.contains("node 5 stays") == true, "\(rows)")
  }

  @Test("it is refused on the socket for reading, and within a transaction")
  func elsewhere() throws {
    var fixture = try Fixture(.sample4)
    #expect(
      try fixture.refusal("transaction.run", ["calls": [["method": "database.repair"]]]).message
        .hasSuffix("'database.repair' cannot be part of a transaction"))
    fixture.caller.isReadOnly = true
    #expect(try fixture.refusal("database.repair").kind == "read_only")
  }
}
