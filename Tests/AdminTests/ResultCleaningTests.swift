import Admin
import Adoption
import Catalogue
import Engine
import JSON
import JSONRPC
import TestData
import Testing

@Suite("result.clean") struct ResultCleaningTests {
  private static let samples = [Sample.sample2, .sample3, .sample4]
  private static let longAgo: JSON = "2025-01-01T00:00:00Z"

  private static func table(_ fixture: borrowing Fixture) -> String {
    fixture.service.served.database.layout.has("run") ? "run" : "result"
  }

  /// The rows that fulfil a condition: the id, the input and the result.
  private static func rows(_ fixture: borrowing Fixture, _ condition: String) throws -> [[SQLValue]] {
    let connection = try PlainSession(fixture.path)
    return try connection.rows("SELECT id, input, result FROM \(table(fixture)) WHERE \(condition) ORDER BY id")
  }

  private static func run(_ fixture: borrowing Fixture, _ statement: String) throws {
    let connection = try PlainSession(fixture.path)
    try connection.run(statement.replacing("TABLE", with: table(fixture)))
  }

  @Test("empties what finished before the moment, and nothing else", arguments: samples)
  func cleans(sample: Sample) throws {
    var fixture = try Fixture(sample)
    let isLeft = "finished_at IS NULL" + (Self.table(fixture) == "run" ? " OR blob_storage_used = TRUE" : "")
    let left = try Self.rows(fixture, isLeft)
    let old = try Self.rows(fixture, "NOT (\(isLeft))")
    let answer = try fixture.call("result.clean", ["older_than": Self.longAgo])
    #expect(try Self.rows(fixture, isLeft) == left && !left.isEmpty)
    for (before, after) in zip(old, try Self.rows(fixture, "NOT (\(isLeft))")) {
      for place in 1...2 { #expect(after[place] == (before[place].isNull ? .null : .text(""))) }
    }
    func size(_ place: Int) -> Int64 { old.reduce(0) { $0 + Int64($1[place].text?.utf8.count ?? 0) } }
    #expect(answer["cleaned"]?.integer == Int64(old.count))
    #expect(answer["input_bytes"]?.integer == size(1) && answer["result_bytes"]?.integer == size(2))
    #expect(answer["bytes"]?.integer == size(1) + size(2))
    #expect(fixture.steps > 0)
    // There is nothing left to do.
    #expect(try fixture.call("result.clean", ["older_than": Self.longAgo])["cleaned"] == 0)
  }

  @Test("a newer moment, and a node that still works, keep a result")
  func keeps() throws {
    var fixture = try Fixture(.sample4)
    #expect(try fixture.call("result.clean", ["older_than": "2024-01-01"])["cleaned"] == 0)
    try Self.run(fixture, "UPDATE TABLE SET status = 'active' WHERE finished_at IS NOT NULL")
    #expect(try fixture.call("result.clean", ["older_than": Self.longAgo])["cleaned"] == 0)
  }

  @Test("the moment of the cleaning is noted where the server notes it, and once")
  func stamp() throws {
    var fixture = try Fixture(.sample4)
    try Self.run(fixture, "UPDATE TABLE SET cleanup_at = '2024-03-03 00:00:00.000000' WHERE id = 2")
    try fixture.call("result.clean", ["older_than": Self.longAgo])
    let earlier = try fixture.call("result.get", ["id": 2, "fields": ["cleanup_at"]])
    let now = try fixture.call("result.get", ["id": 8, "fields": ["cleanup_at"]])
    #expect(earlier["cleanup_at"] == "2024-03-03T00:00:00.000000Z" && now["cleanup_at"] == .string(Fixture.now))
  }

  @Test("what is in blob storage stays, with a warning")
  func blobs() throws {
    var fixture = try Fixture(.sample4)
    try Self.run(fixture, "UPDATE TABLE SET blob_storage_used = TRUE WHERE id = 2")
    let answer = try fixture.call("result.clean", ["older_than": Self.longAgo])
    #expect(answer["warnings"]?[0]?.string?.hasPrefix("1 result in blob storage stay") == true, "\(answer)")
    #expect(try Self.rows(fixture, "id = 2").first?[1].text?.isEmpty == false)
  }

  @Test("inputs can be kept")
  func keepsInput() throws {
    var fixture = try Fixture(.sample3)
    let inputs = try Self.rows(fixture, "TRUE").map { $0[1] }
    let answer = try fixture.call("result.clean", ["older_than": Self.longAgo, "keep_input": true])
    #expect(try Self.rows(fixture, "TRUE").map { $0[1] } == inputs)
    #expect(answer["input_bytes"] == 0 && (answer["result_bytes"]?.integer ?? 0) > 0)
  }

  @Test("a dry run answers the same, and changes nothing", arguments: samples)
  func dryRun(sample: Sample) throws {
    var fixture = try Fixture(sample)
    let before = try Self.rows(fixture, "TRUE")
    let dry = try fixture.call("result.clean", ["older_than": Self.longAgo, "dry_run": true])
    #expect(try Self.rows(fixture, "TRUE") == before)
    #expect(try fixture.call("audit.list", ["count": true])["total"] == 0)
    let done = try fixture.call("result.clean", ["older_than": Self.longAgo])
    #expect(dry["dry_run"] == true)
    for name in ["cleaned", "bytes", "input_bytes", "result_bytes"] { #expect(dry[name] == done[name], "\(name)") }
  }

  @Test("the audit log has the sizes and not the values, and nothing can bring them back", arguments: samples)
  func audit(sample: Sample) throws {
    var fixture = try Fixture(sample)
    try fixture.call("result.update", ["id": 2, "values": ["log": "before"]])
    try fixture.call("result.update", ["id": 2, "values": ["input": "other"]])
    try fixture.call("result.clean", ["older_than": Self.longAgo])
    let change = try fixture.call("audit.list", ["where": ["entity": "result", "id": 2]])["items"]?[0]
    #expect(change?["method"] == "result.clean" && change?["before"]?["input"] == "(5 bytes)")
    #expect(change?["after"]?["input"] == "(removed)")
    let connection = try PlainSession(fixture.path)
    let text = try connection.value(
      "SELECT changes FROM vantage6_admin_audit WHERE method = 'result.clean' AND id = 2")?.text
    #expect(text?.contains("\"other\"") == false, "\(text ?? "")")
    let seq = try #require(change?["seq"])
    let refusal = try fixture.refusal("audit.undo", ["seq": seq])
    #expect(refusal.kind == "conflict" && refusal.message.contains("removed for good"), "\(refusal.message)")
    // A change of other fields can still be undone; one of the input not, even with those after it.
    try fixture.call("audit.undo", ["seq": 1])
    #expect(try fixture.refusal("audit.undo", ["seq": 2, "cascade": true]).message.contains("removed for good"))
  }

  @Test("without a moment, with one in the future, and in a transaction it is refused")
  func refused() throws {
    var fixture = try Fixture(.sample4)
    #expect(try fixture.refusal("result.clean").message.contains("'older_than'"))
    #expect(try fixture.refusal("result.clean", ["older_than": "2999-01-01"]).message.contains("in the past"))
    let part: JSON = ["method": "result.clean", "params": ["older_than": Self.longAgo]]
    #expect(try fixture.refusal("transaction.run", ["calls": [part]]).message.contains("part of a transaction"))
  }
}
