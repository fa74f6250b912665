import Admin
import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// Whole databases on another engine, and back.
@Suite("database.copy") struct CopyTests {
  /// Those that another engine takes as they are.
  private static let samples = Sample.ofEngine.filter { $0 != .damaged }

  /// Changes of each kind, which the audit log has.
  private static func change(_ fixture: inout Fixture) throws {
    let made = try fixture.call("organization.create", ["values": ["name": "Müller & Söhne 🏥", "country": "AT"]])
    try fixture.call("organization.update", ["id": made["id"] ?? .null, "values": ["country": "DE"]])
    try fixture.call("organization.create", ["values": ["name": "short-lived"]])
    try fixture.call("organization.delete", ["name": "short-lived"])
  }

  private static func log(_ fixture: inout Fixture) throws -> JSON? {
    try fixture.call("audit.list", ["fields": "seq,at,method,entity,id,name,before,after,call,transaction"])["items"]
  }

  @Test("a copy on the other engine, and its copy on the first one, have all rows and changes", arguments: samples)
  func roundTrip(sample: Sample) throws {
    var original = try Fixture(sample)
    try Self.change(&original)
    let columns = try CopiedRows.columns(of: original.path)
    let rows = try CopiedRows.of(original.path)
    let there = try CopyPlace()
    let answer = try there.copy(&original)
    #expect(answer["left"] == [] && answer["hindrances"] == [] && answer["last"] == 4)
    #expect(answer["engine"] == (CopyPlace.otherEngine == .sqlite ? "SQLite" : "PostgreSQL"))
    for (table, lines) in rows {
      let told = answer["tables"]?.array?.first { $0["table"]?.string == table }
      #expect(told?["rows"] == .integer(Int64(lines.count)), "\(table)")
    }
    #expect(try CopiedRows.of(there.path, columns) == rows)
    var copy = try Fixture(at: there.path)
    #expect(try Self.log(&copy) == Self.log(&original))
    let back = try CopyPlace(on: .current)
    let second = try back.copy(&copy)
    #expect(try CopiedRows.of(back.path, columns) == rows)
    for table in answer["tables"]?.array ?? [] where table["table"]?.string?.hasPrefix("vantage6_admin_") == false {
      #expect(second["tables"]?.array?.contains(table) == true, "\(table)")
    }
    var last = try Fixture(at: back.path)
    #expect(try Self.log(&last) == Self.log(&original))
  }

  @Test("a copy has a history of its own, which follows the original's, and its changes can be undone")
  func history() throws {
    var original = try Fixture(.sample4)
    try Self.change(&original)
    let there = try CopyPlace()
    let answer = try there.copy(&original)
    let history = try original.call("database.status")["audit"]?["history"]
    #expect(answer["history"] == history && history != nil)
    var copy = try Fixture(at: there.path)
    #expect(try copy.call("database.status")["audit"]?["history"] != history)
    let known = try PlainSession(there.path).value("SELECT value FROM vantage6_admin_state WHERE name = 'earlier'")
    #expect(known?.text?.split(separator: " ").last.map(String.init) == history?.string)
    try copy.call("audit.undo", ["seq": 2])
    #expect(try copy.call("organization.get", ["name": "Müller & Söhne 🏥"])["country"] == "AT")
    try copy.call("audit.undo", ["seq": 4])
    #expect(try copy.call("organization.get", ["name": "short-lived"])["name"] == "short-lived")
  }

  @Test("a number that was given is not given again, also if its row was deleted", arguments: [2, 3, 4, 5])
  func numbers(generation: Int) throws {
    var original = try Fixture(Sample.of(generation: generation))
    let users = try original.call("user.list", ["limit": 1, "fields": "id,organization"])
    let organization = try #require(users["items"]?[0]?["organization"]?["id"])
    func user(_ name: String) -> JSON {
      generation == 5
        ? ["username": .string(name), "organization": organization]
        : ["username": .string(name), "organization": organization, "password": "Secret-99!"]
    }
    var last: [String: Int64] = [:]
    for entity in ["organization", "user"] {
      let values = entity == "user" ? user("gone") : ["name": "gone"]
      last[entity] = try original.call("\(entity).create", ["values": values])["id"]?.integer
      try original.call("\(entity).delete", ["id": .integer(try #require(last[entity])), "dependents": "delete"])
    }
    // What the log no longer shows is known all the same.
    try original.call("audit.prune", ["keep": 0])
    let there = try CopyPlace()
    try there.copy(&original)
    var copy = try Fixture(at: there.path)
    for entity in ["organization", "user"] {
      let made = try copy.call("\(entity).create", ["values": entity == "user" ? user("new") : ["name": "new"]])
      #expect(made["id"]?.integer == last[entity].map { $0 + 1 }, "\(entity)")
    }
  }

  @Test("what SQLite has counted for a table with AUTOINCREMENT counts", .onFiles("a server counts for every table"))
  func autoincrement() throws {
    var original = try Fixture(.sample4)
    try PlainSession(original.path).script(
      "CREATE TABLE other (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO sqlite_sequence VALUES ('organization', 500)"
    )
    let there = try CopyPlace()
    #expect(try there.copy(&original)["left"] == [["kind": "table", "name": "other", "count": 0]])
    var copy = try Fixture(at: there.path)
    #expect(try copy.call("organization.create", ["values": ["name": "next"]])["id"] == 501)
  }

  @Test("the tables of a copy are declared as those of a new database there", arguments: [2, 3, 4, 5])
  func declarations(generation: Int) throws {
    var original = try Fixture(on: CopyPlace.otherEngine, generation: generation)
    let here = try CopyPlace(on: .current)
    try here.copy(&original)
    let copy = try Fixture(at: here.path)
    let fresh = try Fixture(generation: generation)
    let declared = try Declarations.of(copy.path)
    #expect(try declared == Declarations.of(fresh.path))
    #expect(declared.count > 20)
  }

  @Test("what an upgrade in place has left goes along, and can be migrated there", arguments: [2, 3])
  func leftovers(from generation: Int) throws {
    let sample = generation == 2 ? Sample.upgraded2to4 : .upgraded3to4
    var original = try Fixture(sample, on: .sqlite)
    let there = try CopyPlace(on: .postgresql)
    let results = try there.copy(&original)["tables"]?.array?.first { $0["table"] == "result" }
    #expect(results?["rows"] == 8)
    var copy = try Fixture(at: there.path)
    for fixture in [0, 1] {
      let params: JSON = ["to": 4, "copy": .bool(fixture == 0)]
      let answer =
        fixture == 0 ? try original.call("database.migrate", params) : try copy.call("database.migrate", params)
      #expect(answer["steps"]?.array?.contains { $0["name"] == "records" } == true, "\(answer)")
    }
    #expect(try CopiedRows.of(there.path)["run"] == CopiedRows.of(original.path)["run"])
  }

  @Test("a server's database can be copied to another one", .onServers("a file is copied by a backup"))
  func betweenServers() throws {
    var original = try Fixture(.sample4)
    try Self.change(&original)
    let there = try CopyPlace(on: .postgresql)
    try there.copy(&original)
    #expect(try CopiedRows.of(there.path) == CopiedRows.of(original.path))
  }

  @Test(
    "values in every form that a file may have are the same values there", .onFiles("a server has one form of each"))
  func forms() throws {
    var original = try Fixture(.sample4)
    let plain = try PlainSession(original.path)
    let moments = ["2024-01-02 03:04:05", "2024-01-02T03:04:05Z", "2024-01-02T05:04:05.5+02:00", "2024-01-02"]
    for (place, moment) in moments.enumerated() {
      try plain.run("UPDATE run SET started_at = ?1 WHERE id = ?2", [.text(moment), .integer(Int64(place + 1))])
    }
    try plain.run("UPDATE organization SET _public_key = ?1 WHERE id = 1", [.text(PublicKeys.rsa)])
    try plain.run("UPDATE organization SET _public_key = ?1 WHERE id = 2", [.blob([0, 255, 92, 39])])
    try plain.run("UPDATE organization SET domain = ?1 WHERE id = 2", [.text("\\x41 'é' \u{10FFFF} \r\n\t")])
    try plain.run("UPDATE task SET job_id = ?1 WHERE id = 1", [.integer(2_147_483_647)])
    let there = try CopyPlace()
    let answer = try there.copy(&original)
    let copy = try PlainSession(there.path)
    let times = try copy.rows("SELECT started_at FROM run WHERE id <= 4 ORDER BY id").map { $0[0].text }
    #expect(
      times == [
        "2024-01-02 03:04:05.000000", "2024-01-02 03:04:05.000000", "2024-01-02 03:04:05.500000",
        "2024-01-02 00:00:00.000000",
      ])
    let rows = try copy.rows("SELECT _public_key, domain FROM organization WHERE id <= 2 ORDER BY id")
    #expect(rows[0][0] == .blob(Array(PublicKeys.rsa.utf8)) && rows[1][0] == .blob([0, 255, 92, 39]))
    #expect(rows[1][1] == .text("\\x41 'é' \u{10FFFF} \r\n\t"))
    // The digest is of the values, not of how a file stores them.
    var served = try Fixture(at: there.path)
    let back = try CopyPlace(on: .sqlite)
    let again = try back.copy(&served)
    for table in ["run", "organization", "task"] {
      let digests = [answer, again].map { answer in answer["tables"]?.array?.first { $0["table"]?.string == table } }
      #expect(digests[0] == digests[1] && digests[0] != nil)
    }
  }
}
