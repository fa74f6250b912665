import Engine
import JSON
import JSONRPC
import Store
import TestData
import Testing

/// What is written into the audit log with each change.
@Suite struct AuditRowsTests {
  private struct Entry {
    let columns: [String: SQLValue]
    let changes: [JSON]
    var entity: String? { columns["entity"]?.text }
  }

  private static func entries(_ path: String) throws -> [Entry] {
    let connection = try PlainSession(path)
    let names = try connection.columns(of: OwnTables.audit)
    let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
    return try connection.rows("SELECT \(list) FROM vantage6_admin_audit ORDER BY seq").map { row in
      let columns = Dictionary(uniqueKeysWithValues: zip(names, row))
      let changes = try JSON(parsing: columns["changes"]?.text ?? "[]").array ?? []
      return Entry(columns: columns, changes: changes)
    }
  }

  @Test("each changed record has one entry, with who, when, by what and the call's number")
  func entries() throws {
    var fixture = try Fixture(.sample4)
    _ = try fixture.call("rpc.hello", ["program": "vctl/1", "on_behalf_of": "jane"])
    _ = try fixture.call("organization.create", ["values": ["name": "New"]])
    _ = try fixture.call("collaboration.delete", ["name": "ZEPPELIN", "dependents": "detach"])
    let entries = try Self.entries(fixture.path)
    let calls = entries.compactMap { $0.columns["call"]?.integer }
    #expect(entries.first?.columns["method"] == .text("organization.create"))
    #expect(calls.first == 1 && Set(calls.dropFirst()) == [2])
    for (number, entry) in entries.enumerated() {
      #expect(entry.columns["seq"] == .integer(Int64(number + 1)))
      #expect(entry.columns["at"] == .text("2026-11-24 08:09:10.123456"))
      #expect(entry.columns["uid"] == .integer(1_000) && entry.columns["pid"] == .integer(42))
      #expect(entry.columns["user"] == .text("tester") && entry.columns["program"] == .text("vctl/1"))
      #expect(entry.columns["on_behalf_of"] == .text("jane"))
      #expect(entry.columns["transaction"] == entry.columns["call"])
    }
    // One for each record, the one that the call is about first.
    #expect(entries[1].entity == "collaboration")
    let records = entries.dropFirst().map { "\($0.entity ?? "") \($0.columns["id"]?.integer ?? 0)" }
    #expect(Set(records).count == records.count)
    #expect(
      Set(records).isSuperset(of: ["collaboration 1", "node 5", "node 6", "task 1", "task 2", "algorithm_store 1"]))
  }

  @Test(
    "a delete keeps the whole row, unknown columns and storage classes included", .onFiles("a server refuses such rows")
  )
  func wholeRows() throws {
    var fixture = try Fixture(.damaged)
    do {
      let connection = try PlainSession(fixture.path)
      try connection.run(
        "UPDATE organization SET later_column = ?1, domain = ?2, zipcode = ?3 WHERE id = 4",
        [.real(0.1), .blob([0, 255]), .malformedText([0x61, 0xFF])])
    }
    _ = try fixture.call("organization.delete", ["id": 4, "dependents": "detach"])
    let entries = try Self.entries(fixture.path)
    let row = try #require(entries.first { $0.entity == "organization" }?.changes.first.flatMap { RowChange($0) })
    let before = Dictionary(uniqueKeysWithValues: (row.before ?? []).map { ($0.name, $0.value) })
    #expect(row.table == "organization" && row.row == 4 && row.after == nil)
    let wanted = try PlainFile(Sample.damaged.committedPath).row("organization", 4) ?? [:]
    #expect(Set(before.keys) == Set(wanted.keys) && before.keys.contains("later_column"))
    // A TEXT column keeps a real as text.
    #expect(before["later_column"] == .text("0.1") && before["domain"] == .blob([0, 255]))
    #expect(before["zipcode"] == .malformedText([0x61, 0xFF]) && before["name"] == wanted["name"])
    #expect(before["_public_key"] == wanted["_public_key"])
  }

  @Test("an update keeps the columns that it changed, before and after, and no others")
  func updates() throws {
    var fixture = try Fixture(.sample4)
    _ = try fixture.call(
      "user.update", ["id": 2, "values": ["email": nil, "firstname": "John", "status": "online", "roles": [1]]])
    let entries = try Self.entries(fixture.path)
    #expect(entries.count == 1 && entries[0].columns["id"] == .integer(2))
    let changes = entries[0].changes.compactMap { RowChange($0) }
    #expect(changes.map(\.table) == ["user", "authenticatable", "Permission", "Permission"])
    #expect(changes[0].before == [.init("email", .text("john@iknl.nl"))] && changes[0].after == [.init("email", .null)])
    #expect(changes[1].before == [.init("status", .null)] && changes[1].after == [.init("status", .text("online"))])
    #expect(changes[2].before?.map(\.value) == [.integer(4), .integer(2)] && changes[2].after == nil)
    #expect(changes[3].before == nil && Set(changes[3].after?.map(\.value) ?? []) == [.integer(1), .integer(2)])
  }

  @Test("what changes nothing, is refused or only tried leaves no entry")
  func none() throws {
    var fixture = try Fixture(.sample4)
    _ = try fixture.call("organization.update", ["id": 2, "values": ["name": "IKNL", "domain": "iknl.nl"]])
    _ = try fixture.call("user.update", ["id": 2, "values": ["roles": ["Viewer"], "organization": "IKNL"]])
    _ = try fixture.call("user.update", ["id": 2, "values": [:]])
    _ = try fixture.call("organization.create", ["values": ["name": "IKNL"], "if_not_exists": true])
    _ = try fixture.call("organization.create", ["values": ["name": "x"], "dry_run": true])
    _ = try fixture.refusal("organization.create", ["values": ["name": "IKNL"]])
    _ = try fixture.refusal("organization.delete", ["id": 2])
    _ = try fixture.call("organization.list")
    #expect(try Self.entries(fixture.path).isEmpty)
    _ = try fixture.call("organization.create", ["values": ["name": "x"]])
    #expect(try Self.entries(fixture.path).first?.columns["seq"] == .integer(1))
  }

  @Test("every value of every storage class comes back from the log as it was")
  func roundTrip() throws {
    let values: [SQLValue] = [
      .null, .integer(.max), .integer(.min), .real(0.1), .real(-0.0), .real(.infinity), .text(""), .text("é"),
      .text("e\u{301}"), .text("a\0b"), .malformedText([0xFF]), .blob([]), .blob([0, 1, 255]),
      .text("{\"real\":\"0\"}"),
    ]
    for value in values {
      let change = RowChange(table: "t", row: 1, before: [.init("a", value)], after: nil)
      let text = RowChange.text([change, change])
      #expect(try JSON(parsing: text).array?.map { RowChange($0) } == [change, change], "\(value)")
    }
    let pair = RowChange(table: "t", row: nil, before: nil, after: [.init("a", .integer(1)), .init("b", .null)])
    #expect(try JSON(parsing: RowChange.text([pair])).array?.map { RowChange($0) } == [pair])
    for wrong in ["{}", "{\"row\":1}", "[]", "null"] { #expect(try RowChange(JSON(parsing: wrong)) == nil) }
  }
}
