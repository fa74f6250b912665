import Admin
import Engine
import JSON
import JSONRPC
import SQLite
import TestData
import Testing

@Suite("The space that the file takes", .onFiles("a server makes room by itself")) struct SpaceTests {
  private static func grow(_ fixture: borrowing Fixture) throws {
    let connection = try Connection(path: fixture.path, access: .readWrite)
    try connection.script(
      """
      CREATE TABLE filling (text TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
      INSERT INTO filling SELECT hex(randomblob(500)) FROM n;
      DROP TABLE filling;
      """)
  }

  private static func pragma(_ name: String, _ fixture: borrowing Fixture) throws -> Int64? {
    try Connection(path: fixture.path, access: .readOnly).value("PRAGMA \(name)")?.integer
  }

  @Test("the parts add up to the file, and name entities with their fields", arguments: [Sample.sample2, .sample4])
  func sizes(sample: Sample) throws {
    var fixture = try Fixture(sample)
    let answer = try fixture.call("database.sizes")
    let parts = try #require(answer["parts"]?.array)
    let total = try #require(answer["bytes"]?.integer)
    #expect(parts.reduce(0) { $0 + ($1["bytes"]?.integer ?? 0) } == total)
    #expect(try Self.pragma("page_count", fixture).map { $0 * 4_096 } == total)
    let bytes = parts.compactMap { $0["bytes"]?.integer }
    #expect(bytes == bytes.sorted(by: >))
    let result = try #require(parts.first { $0["name"] == "result" })
    #expect(result["kind"] == "entity" && result["rows"] == 8)
    let connection = try Connection(path: fixture.path, access: .readOnly)
    let table = sample == .sample4 ? "run" : "result"
    let stored = try connection.value("SELECT sum(length(input)) FROM \(table)")?.integer
    #expect(result["fields"]?.array?.first { $0["name"] == "input" }?["bytes"]?.integer == stored)
    #expect(parts.contains { $0["name"] == "audit" } && !parts.contains { $0["name"] == "sqlite_schema" })
    #expect(parts.contains { $0["name"] == "authenticatable" && $0["kind"] == "table" })
  }

  @Test("free pages are a part, and a file that was rebuilt gives them back in steps", arguments: [2, 3, 4, 5])
  func compacts(generation: Int) throws {
    var fixture = try Fixture(generation: generation)
    try fixture.call("database.compact", ["rebuild": true, "server_stopped": true])
    try Self.grow(fixture)
    let free = try #require(try Self.pragma("freelist_count", fixture)) * 4_096
    #expect(free > 1_000_000)
    let parts = try fixture.call("database.sizes")["parts"]?.array ?? []
    #expect(parts.first?["kind"] == "free" && parts.first?["bytes"]?.integer == free)
    let plan = try fixture.call("database.compact", ["dry_run": true])
    #expect(plan["incremental"] == true && plan["free_bytes"]?.integer == free && plan["room_bytes"] == nil)
    #expect(try Self.pragma("freelist_count", fixture) == free / 4_096)
    let answer = try fixture.call("database.compact")
    #expect(try Self.pragma("freelist_count", fixture) == 0 && fixture.steps > 0)
    #expect(answer["returned"]?.integer ?? 0 >= free && answer["dry_run"] == nil)
    #expect(try Connection(path: fixture.path, access: .readOnly).value("PRAGMA integrity_check") == .text("ok"))
    #expect(try fixture.call("database.compact")["returned"] == 0)
  }

  @Test(
    "a file has to be rebuilt once, with the server stopped", arguments: [Sample.sample2, .sample3, .sample4])
  func rebuilds(sample: Sample) throws {
    var fixture = try Fixture(sample)
    try Self.grow(fixture)
    let records = try fixture.call("user.list")
    let plan = try fixture.call("database.compact", ["dry_run": true])
    #expect(plan["incremental"] == false && plan["room_bytes"] != nil && plan["lock_ms"] != nil)
    let refusal = try fixture.refusal("database.compact")
    #expect(refusal.kind == "invalid" && refusal.data?["hint"]?.string?.contains("'rebuild'") == true)
    let unsure = try fixture.refusal("database.compact", ["rebuild": true])
    #expect(unsure.message.contains("nobody can tell whether the server has the database open"))
    let answer = try fixture.call("database.compact", ["rebuild": true, "server_stopped": true])
    #expect(answer["incremental"] == true && answer["returned"]?.integer ?? 0 > 1_000_000)
    #expect(try Self.pragma("freelist_count", fixture) == 0 && Self.pragma("auto_vacuum", fixture) == 2)
    // The daemon goes on with it, and the next one is made in steps.
    #expect(try fixture.call("user.list") == records)
    try fixture.call("organization.create", ["values": ["name": "later"]])
    try Self.grow(fixture)
    #expect(try fixture.call("database.compact")["returned"]?.integer ?? 0 > 1_000_000)
  }

  @Test("a file without free pages needs nothing")
  func nothing() throws {
    var fixture = try Fixture(.sample3)
    #expect(try fixture.call("database.compact")["returned"] == 0)
  }
}
