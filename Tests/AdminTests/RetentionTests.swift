import Admin
import Catalogue
import Engine
import JSON
import JSONRPC
import Testing

@Suite struct RetentionTests {
  private static func fixture(_ retention: AuditRetention, changes: Int) throws -> Fixture {
    var fixture = try Fixture()
    for number in 0..<changes { try fixture.call("organization.create", ["values": ["name": .string("o\(number)")]]) }
    fixture.service.retention = retention
    return fixture
  }

  private static func seqs(_ fixture: inout Fixture) throws -> [Int64] {
    let items = try fixture.call("audit.list", ["order": ["seq"], "limit": 1_000])["items"]?.array ?? []
    return items.compactMap { $0["seq"]?.integer }
  }

  private static func age(_ fixture: borrowing Fixture, upTo seq: Int64, to moment: String) throws {
    let connection = try PlainSession(fixture.path)
    try connection.run("UPDATE vantage6_admin_audit SET at = ?1 WHERE seq <= ?2", [.text(moment), .integer(seq)])
  }

  @Test("nothing is forgotten unless somebody says so")
  func unlimited() throws {
    var fixture = try Self.fixture(AuditRetention(), changes: 5)
    try Self.age(fixture, upTo: 5, to: "1999-01-01 00:00:00.000000")
    #expect(try fixture.writer.pruneAudit() == (0, true))
    #expect(try Self.seqs(&fixture) == [1, 2, 3, 4, 5])
  }

  @Test("by count, the newest are kept, among them the record of the pruning")
  func byCount() throws {
    var fixture = try Self.fixture(AuditRetention(records: 10), changes: 11)
    // Within the margin: pruning for each change would double the records.
    #expect(try fixture.writer.pruneAudit() == (0, true))
    try fixture.call("organization.create", ["values": ["name": "x"]])
    #expect(try fixture.writer.pruneAudit() == (3, true))
    #expect(try Self.seqs(&fixture) == Array(4...13))
    let newest = try fixture.call("audit.get", ["seq": 13])
    #expect(newest["method"] == "audit.prune" && newest["entity"] == "audit" && newest["id"] == 3)
    #expect(try fixture.writer.pruneAudit() == (0, true))
  }

  @Test("by age, what is older is forgotten")
  func byAge() throws {
    var fixture = try Self.fixture(AuditRetention(days: 10), changes: 6)
    try Self.age(fixture, upTo: 4, to: "2026-11-14 06:00:00.000000")
    #expect(try fixture.writer.pruneAudit() == (0, true))
    try Self.age(fixture, upTo: 2, to: "2026-11-12 00:00:00.000000")
    #expect(try fixture.writer.pruneAudit() == (4, true))
    #expect(try Self.seqs(&fixture) == [5, 6, 7])
  }

  @Test("a transaction stays whole, or goes whole, in the daemon's pruning and in one's own")
  func wholeTransactions() throws {
    var fixture = try Self.fixture(AuditRetention(records: 5), changes: 2)
    let calls = (0..<6).map { number -> JSON in
      ["method": "organization.create", "params": ["values": ["name": .string("t\(number)")]]]
    }
    try fixture.call("transaction.run", ["calls": .array(calls)])
    #expect(try fixture.writer.pruneAudit() == (2, true))
    #expect(try Self.seqs(&fixture) == Array(3...9))
    // Only three would be kept, but they belong to those before.
    #expect(try fixture.call("audit.prune", ["keep": 4]) == ["pruned": 0])
    #expect(try fixture.call("audit.undo", ["seq": 5])["undone"] == [3])
    #expect(try fixture.call("audit.prune", ["keep": 6]) == ["pruned": 7])
  }

  @Test("what the log forgot is not undone, neither by its number nor by default")
  func notUndone() throws {
    var fixture = try Self.fixture(AuditRetention(), changes: 3)
    try fixture.call("audit.prune", ["keep": 2])
    let refusal = try fixture.refusal("audit.undo", ["seq": 4])
    #expect(refusal.kind == "invalid")
    #expect(refusal.message == "change 4 removed changes from the audit log: it cannot be undone")
    #expect(try fixture.call("audit.undo")["undone"] == [3])
  }

  @Test("many are forgotten in steps, and what is set meanwhile holds from the next one on")
  func steps() throws {
    var fixture = try Self.fixture(AuditRetention(), changes: 1)
    do {
      let connection = try PlainSession(fixture.path)
      try connection.run(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
          + "INSERT INTO vantage6_admin_audit SELECT i, at, uid, user, pid, NULL, NULL, method, entity, id, i, i, NULL, "
          + "changes, NULL, NULL FROM n, vantage6_admin_audit WHERE seq = 1")
      try connection.run("UPDATE vantage6_admin_sequence SET last = 3000 WHERE name = 'vantage6_admin_audit'")
    }
    fixture.service.retention = AuditRetention(records: 100)
    let first = try fixture.writer.pruneAudit()
    #expect((1...1_000).contains(first.count) && !first.isDone)
    fixture.service.retention = AuditRetention(records: 2_000)
    var rest: Int64 = 0
    while case let step = try fixture.writer.pruneAudit(), step.count > 0 { rest += step.count }
    #expect(try fixture.call("audit.list", ["limit": 1, "count": true])["total"] == 2_000)
  }
}
