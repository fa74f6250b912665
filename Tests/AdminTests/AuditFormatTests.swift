import Admin
import Adoption
import Catalogue
import Engine
import Glibc
import JSON
import JSONRPC
import Store
import TestData
import Testing

/// The audit log in files of users: earlier formats are brought to the present one, later ones are left alone.
@Suite(.onFiles("earlier releases served files only")) struct AuditFormatTests {
  private static func state(_ path: String) throws -> [String?: String?] {
    let rows = try PlainSession(path).rows("SELECT name, value FROM vantage6_admin_state")
    return Dictionary(uniqueKeysWithValues: rows.map { ($0[0].text, $0[1].text) })
  }

  @Test(
    "a file whose log is of the first format is brought to the present one, and its records are answered as before",
    .onFiles("earlier releases served files only"))
  func first() throws {
    var fixture = try Fixture(.audited1)
    #expect(try Self.state(fixture.path)["format"] == String(OwnTables.format))
    let records = try #require(try fixture.call("audit.list", ["order": ["seq"]])["items"]?.array)
    #expect(records.count == 17)
    #expect(records.compactMap { $0["seq"]?.integer } == Array(1...17))
    // A change of pairs, whose rows the first format named by numbers that mean nothing.
    #expect(records[2]["before"] == ["roles": [["id": 4, "name": "Viewer"]], "rules": []], "\(records[2])")
    let rule: JSON = ["id": 1, "name": "node", "scope": "global", "operation": "view"]
    #expect(records[2]["after"] == ["roles": [], "rules": [rule]], "\(records[2])")
    #expect(records[16]["name"] == "olduser" && records[16]["after"] == .null)
  }

  /// A user's file whose log is of that format; each format that there was has one.
  private static func file(ofFormat number: Int64) -> String {
    Sample.audited1.committedPath.replacing("format-1", with: "format-\(number)")
  }

  @Test(
    "all changes of each format can be undone, the newest first, and the tables are as they were",
    arguments: 1...OwnTables.format)
  func undo(format: Int64) throws {
    var fixture = try Fixture(copyOf: Self.file(ofFormat: format))
    #expect(try fixture.call("audit.list", ["limit": 1])["items"]?[0]?["seq"] == (format == 1 ? 17 : 18))
    while let number = try Self.newest(&fixture) {
      _ = try fixture.call("audit.undo", ["seq": .integer(number), "restore_secrets": true])
    }
    for table in ["organization", "user", "Permission", "UserPermission", "collaboration", "Member", "node", "task"] {
      #expect(try Self.rows(table, fixture.path) == Self.rows(table, Sample.sample4.committedPath), "\(table)")
    }
  }

  /// The newest change that is neither an undo nor undone.
  private static func newest(_ fixture: inout Fixture) throws -> Int64? {
    let records = try fixture.call("audit.list", ["limit": 1_000])["items"]?.array ?? []
    var undone: Set<Int64> = []
    for record in records {
      guard let call = record["call"]?.integer else { continue }
      // An undo that is undone itself does not count, and comes later than what undoes it.
      if undone.contains(call) { continue }
      guard let target = record["undoes"]?.integer else {
        return record["seq"]?.integer
      }
      undone.insert(target)
    }
    return nil
  }

  private static func rows(_ table: String, _ path: String) throws -> [[SQLValue]] {
    try PlainSession(path).rows("SELECT * FROM \"\(table)\" ORDER BY 1, 2")
  }

  @Test("a file whose log is of a later format is refused, and left as it is")
  func later() throws {
    let path: String
    let folder = try TemporaryFolder()
    do {
      let fixture = try Fixture(.sample4)
      path = folder.path(of: "later.sqlite")
      try PlainSession(fixture.path)
        .run("UPDATE vantage6_admin_state SET value = '3' WHERE name = 'format'")
      try TemporaryFolder.write(try TemporaryFolder.bytes(of: fixture.path), to: path)
    }
    let bytes = try TemporaryFolder.bytes(of: path)
    do {
      _ = try DatabaseFile.open(DatabaseOptions(path: path), .vantage6)
      Issue.record("it was opened")
    } catch {
      #expect(error.message.contains("has an audit log of format 3, which a newer vantage6-admin made"))
    }
    #expect(try TemporaryFolder.bytes(of: path) == bytes)
  }

  @Test("a restored copy tells another history; the same file goes on with its own")
  func history() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    func open() throws -> String? {
      _ = try DatabaseFile.open(DatabaseOptions(path: path), .vantage6)
      return try Self.state(path)["history"] ?? nil
    }
    let first = try #require(try open())
    #expect(first.count == 8)
    #expect(try open() == first)
    let copy = try TemporaryFolder.bytes(of: path)
    // The copy is another file, in whose place it is put by another name.
    try TemporaryFolder.write(copy, to: path + ".copy")
    try #require(rename(path + ".copy", path) == 0)
    let second = try open()
    #expect(second != first)
    #expect(try open() == second)
  }

  @Test("numbers and etags of another history are refused with a conflict")
  func conflicts() throws {
    var fixture = try Fixture(.sample4)
    let etag = try #require(try fixture.call("organization.get", ["id": 2])["etag"]?.string)
    let history = try #require(try fixture.call("watch.start")["history"]?.string)
    #expect(etag.hasSuffix(".\(history)"))
    let foreign = etag.dropLast(8) + "AAAAAAAA"
    let refused = try fixture.refusal(
      "organization.update", ["id": 2, "if_match": .string(String(foreign)), "values": ["country": "NL"]])
    #expect(refused.message == "organization 2 was read before the database was replaced or restored")
    #expect(refused.data?["kind"] == "conflict")
    for (method, params) in [
      ("watch.start", ["history": "AAAAAAAA"]), ("audit.undo", ["seq": 1, "history": "AAAAAAAA"]),
    ]
      as [(String, JSON)]
    {
      let refused = try fixture.refusal(method, params)
      #expect(refused.data?["kind"] == "conflict" && refused.data?["history"] == .string(history), "\(method)")
    }
    #expect(try fixture.call("watch.start", ["since": 0, "history": .string(history)])["seq"] == 0)
  }
}
