import Admin
import Engine
import Glibc
import JSON
import JSONRPC
import SQLite
import Store
import Synchronization
import TestData
import Testing

/// Every check finds its damage, and nothing else is found in healthy files.
@Suite("database.check") struct CheckTests {
  /// The checks whose damage is no SQL.
  private static let special: Set<String> = ["engine_fault", "reused_id"]

  @Test("every check has its damage planted in a test")
  func complete() {
    #expect(Set(Planting.all.map(\.check)).union(Self.special) == Set(Check.all.map(\.name)))
    #expect(Set(Check.all.map(\.name)).count == Check.all.count)
    for check in Check.all {
      #expect(
        check.causes.hasSuffix(".") && check.remedy.hasSuffix(".") && !check.finds.hasSuffix("."), "\(check.name)")
    }
  }

  @Test("planted damage is found and counted", arguments: Planting.all.filter(\.isPossible))
  func planted(planting: Planting) throws {
    var fixture = try Fixture(planting.sample)
    let before = try fixture.rows(of: planting.check)
    try fixture.plant(planting.sql)
    let after = try fixture.rows(of: planting.check)
    #expect(after.rows.filter { !before.rows.contains($0) } == planting.rows)
    #expect(before.rows.allSatisfy(after.rows.contains))
    // A doubled pair counts as often as it is repeated.
    let expected = planting.check == "double_pair" ? 2 : Int64(planting.rows.count)
    #expect(after.count - before.count == expected)
  }

  @Test("an id that the audit log saw deleted, and that is there again")
  func reused() throws {
    var fixture = try Fixture(.sample4)
    let id = try #require(try fixture.call("organization.create", ["values": ["name": "Old"]])["id"]?.integer)
    try fixture.call("organization.delete", ["id": .integer(id)])
    #expect(try fixture.rows(of: "reused_id").count == 0)
    try fixture.plant("INSERT INTO organization (id, name) VALUES (\(id), 'New')")
    #expect(
      try fixture.rows(of: "reused_id").rows
        == ["organization 'New' \(id): the id belonged to a record that change 2 deleted"])
    // What the daemon itself brings back is the deleted record.
    try fixture.plant("DELETE FROM organization WHERE id = \(id)")
    try fixture.call("audit.undo", ["seq": 2])
    #expect(try fixture.rows(of: "reused_id").count == 0)
  }

  @Test("a write-ahead log of a library with the known fault", .onFiles("a server keeps its log itself"))
  func unsafeLog() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    #expect(try PlainSession(path).value("PRAGMA journal_mode = WAL") == .text("wal"))
    var fixture = try Fixture(copyOf: path)
    #expect(try fixture.rows(of: "engine_fault").count == (Library.current.hasSafeLog ? 0 : 1))
    #expect(try fixture.rows(of: "integrity").count == 0)
    #expect(try fixture.call("database.check")["failed"] == [])
    var healthy = try Fixture(.sample4)
    #expect(try healthy.rows(of: "engine_fault").count == 0)
  }

  @Test("of the rows, so many are listed as was asked for, and all are counted")
  func limits() throws {
    var fixture = try Fixture(.sample4)
    try fixture.plant("UPDATE run SET status = 'weird'")
    let all = try fixture.rows(of: "unknown_word")
    #expect(all.count == 8 && all.rows.count == 8)
    let few = try fixture.rows(of: "unknown_word", ["limit": 3])
    #expect(few.count == 8 && few.rows == Array(all.rows.prefix(3)))
    #expect(try fixture.rows(of: "unknown_word", ["limit": 0]).rows == [])
  }

  @Test("severities are from the most severe down", .onFiles("a server refuses such rows"))
  func severities() throws {
    var fixture = try Fixture(.damaged)
    func found(_ severity: String) throws -> [String] {
      try fixture.call("database.check", ["severity": .string(severity)])["findings"]?.array?
        .compactMap { $0["severity"]?.string } ?? []
    }
    let all = try found("note")
    let order = ["error", "warning", "note"]
    #expect(all == order.flatMap { word in all.filter { $0 == word } })
    #expect(Set(all) == Set(order))
    #expect(try Set(found("warning")) == ["error", "warning"])
    #expect(try Set(found("error")) == ["error"])
  }

  @Test("results are stuck after as many days as was asked for")
  func stuck() throws {
    var fixture = try Fixture(.sample4)
    try fixture.plant(
      "UPDATE run SET status = 'completed', finished_at = assigned_at; UPDATE run SET status = 'active', finished_at = NULL, "
        + "assigned_at = '2026-11-20 00:00:00.000000' WHERE id = 3")
    #expect(try fixture.rows(of: "stuck_result").count == 0)
    #expect(try fixture.rows(of: "stuck_result", ["stuck": 4]).rows == ["result 3: is not finished"])
    #expect(try fixture.rows(of: "stuck_result", ["stuck": 5]).count == 0)
  }

  @Test(
    "a page that is destroyed: the other checks go on, and say which could not",
    .onFiles("a server checks its pages itself"))
  func destroyed() throws {
    var fixture = try Fixture(.sample4)
    let page = try #require(
      try PlainSession(fixture.path)
        .value("SELECT rootpage FROM sqlite_schema WHERE name = 'study'")?.integer)
    let file = open(fixture.path, O_WRONLY)
    defer { close(file) }
    let noise = [UInt8](repeating: 0xA5, count: 4_096)
    #expect(pwrite(file, noise, noise.count, Int(page - 1) * 4_096) == 4_096)
    let answer = try fixture.call("database.check")
    let findings = answer["findings"]?.array ?? []
    #expect(findings.first?["name"] == "integrity")
    let failed = answer["failed"]?.array ?? []
    #expect(failed.contains { $0["name"] == "dangling_reference" })
    #expect(!failed.contains { $0["name"] == "missing_rule" })
  }

  @Test("unknown names and numbers are refused")
  func refused() throws {
    var fixture = try Fixture(.sample4)
    let refusal = try fixture.refusal("database.check", ["checks": ["dangling-refernce"]])
    #expect(refusal.message == "unknown check 'dangling-refernce': did you mean 'dangling_reference'?")
    for params: JSON in [["stuck": -1], ["limit": 1_001], ["severity": "fatal"], ["checks": "integrity"]] {
      #expect(try fixture.refusal("database.check", params).kind == "invalid_params", "\(params)")
    }
  }

  @Test("the comparison of a key with the stored hashes can be cancelled")
  func cancelledComparison() throws {
    var fixture = try Fixture(.sample4)
    let key: JSON = ["checks": ["shared_secret"], "key": "123e4567-e89b-12d3-a456-426614174999"]
    let call = try fixture.prepared("database.check", key).call
    // The check has begun when its progress is told: what ends it then is the look between two comparisons.
    let looks = Mutex(0)
    var output = JSONWriter()
    let work = LongWork(isCancelled: {
      looks.withLock {
        $0 += 1; return $0 > 4
      }
    })
    _ = fixture.reader.answer(call, &fixture.caller, work: work, into: &output)
    #expect(try JSON(parsing: output.bytes)["error"]?["data"]?["kind"] == "cancelled")
    #expect(looks.withLock { $0 } < 9)
  }

  @Test("it is allowed to those who may only read, can be cancelled, and leaves no copy")
  func manners() throws {
    var fixture = try Fixture(.sample4)
    fixture.caller.isReadOnly = true
    #expect(try fixture.call("database.check")["checked"] == .integer(Int64(Check.all.count)))
    #expect(try fixture.call("database.checks")["checks"]?.array?.count == Check.all.count)
    #expect(TemporaryFolder.names(in: fixture.folder.path).filter { $0.contains(".check.") } == [])
    var output = JSONWriter()
    let call = try fixture.prepared("database.check", [:]).call
    _ = fixture.reader.answer(call, &fixture.caller, work: LongWork(isCancelled: { true }), into: &output)
    #expect(try JSON(parsing: output.bytes)["error"]?["data"]?["kind"] != nil)
  }
}
