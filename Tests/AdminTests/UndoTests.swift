import Admin
import Engine
import JSON
import JSONRPC
import TestData
import Testing

@Suite struct UndoTests {
  /// Every table of the server, row by row; pairs without their place, which means nothing.
  static func content(_ path: String) throws -> [String: [[SQLValue]]] {
    let session = try PlainSession(path)
    var content: [String: [[SQLValue]]] = [:]
    for (table, columns) in try session.tables() {
      let rows = try session.rows(of: table, columns)
      content[table] = rows.sorted { String(describing: $0) < String(describing: $1) }
    }
    return content
  }

  /// Something to be undone, on the sample files: none of it needs what an older one lacks.
  static let changes: [(method: String, params: JSON)] = [
    ("organization.create", ["values": ["name": "New", "public_key": .string(PublicKeys.rsa)]]),
    ("organization.update", ["name": "IKNL", "values": ["domain": nil, "country": "NL"]]),
    ("organization.delete", ["name": "IKNL", "dependents": "delete"]),
    ("organization.delete", ["name": "IKNL", "dependents": "detach"]),
    ("user.create", ["values": ["username": "new", "password": "p", "roles": ["Root"], "organization": "IKNL"]]),
    ("user.update", ["username": "john", "values": ["roles": ["add": ["Root"]], "email": "j@example.org"]]),
    ("user.update", ["username": "john", "values": ["roles": [], "organization": "Small Organization"]]),
    ("user.update", ["username": "john", "values": ["password": "another"]]),
    ("user.delete", ["username": "john", "dependents": "detach"]),
    ("collaboration.update", ["name": "ZEPPELIN", "values": ["organizations": ["IKNL"], "encrypted": true]]),
    ("collaboration.delete", ["name": "ZEPPELIN", "dependents": "delete"]),
    ("collaboration.delete", ["name": "ZEPPELIN", "dependents": "detach"]),
    ("task.update", ["id": 1, "values": ["database": nil, "name": "x"]]),
    ("task.update", ["id": 3, "values": ["database": "other"]]),
    ("task.delete", ["id": 1, "dependents": "delete"]),
    ("role.delete", ["id": 3, "dependents": "detach", "accept": .everything]),
    ("node.delete", ["id": 5, "dependents": "delete"]),
  ]

  @Test(
    "an undone change leaves every column and every pair as it was",
    arguments: [Sample.sample2, .sample4, .upgraded3to4, .damaged].filter(\.isThere), 0..<changes.count)
  func restoresAll(sample: Sample, change: Int) throws {
    var fixture = try Fixture(sample)
    let before = try Self.content(fixture.path)
    let (method, params) = Self.changes[change]
    do { _ = try fixture.call(method, params) } catch let error as RPCError {
      // Not every file has each of the records.
      #expect([1, 8].contains(error.code), "\(error)")
      return
    }
    #expect(try Self.content(fixture.path) != before)
    _ = try fixture.call("audit.undo", ["restore_secrets": true])
    #expect(try Self.content(fixture.path) == before)
    // And the undo can be undone.
    let undo = try fixture.call("audit.list", ["limit": 1])["items"]?[0]?["seq"] ?? .null
    _ = try fixture.call("audit.undo", ["seq": undo, "restore_secrets": true, "accept": .everything])
    _ = try fixture.call(
      "audit.undo",
      ["seq": try #require(fixture.call("audit.list", ["limit": 1])["items"]?[0]?["seq"]), "restore_secrets": true])
    #expect(try Self.content(fixture.path) == before)
  }

  @Test("a row that somebody else changed since is left alone, and the reason is said")
  func foreignChange() throws {
    var fixture = try Fixture(.sample4)
    _ = try fixture.call("organization.update", ["id": 2, "values": ["country": "NL"]])
    try PlainSession(fixture.path).run("UPDATE organization SET country = 'DE' WHERE id = 2")
    let refusal = try fixture.refusal("audit.undo", ["seq": 1])
    #expect(refusal.code == 3)
    #expect(
      refusal.message == "change 1 cannot be undone: organization 'IKNL' (2) changed since: country, by another program"
    )
    #expect(try fixture.call("organization.get", ["id": 2])["country"] == "DE")
  }

  @Test("what the running server touches all the time stands in no way")
  func volatileFields() throws {
    var fixture = try Fixture(.sample4)
    _ = try fixture.call("user.create", ["values": ["username": "new"]])
    try PlainSession(fixture.path).run(
      "UPDATE authenticatable SET last_seen = '2026-01-01 00:00:00.000000', status = 'online' WHERE id = 10")
    #expect(try fixture.call("audit.undo", [:])["undone"] == [1])
  }

  @Test("later changes stand in the way, and go too where that is asked for, the newest first")
  func cascade() throws {
    var fixture = try Fixture()
    _ = try fixture.call("organization.create", ["values": ["name": "A"]])
    _ = try fixture.call("user.create", ["values": ["username": "u", "organization": "A"]])
    _ = try fixture.call("organization.update", ["id": 1, "values": ["country": "NL"]])
    let refusal = try fixture.refusal("audit.undo", ["seq": 1])
    #expect(refusal.data?["later"] == [3])
    #expect(refusal.data?["kind"] == "conflict")
    #expect(try fixture.call("audit.undo", ["seq": 1, "cascade": true])["undone"] == [3, 2, 1])
    #expect(try fixture.call("user.list")["items"] == [])
    #expect(try fixture.refusal("audit.undo", ["seq": 1]).message.contains("undone already"))
  }

  @Test("a whole transaction is undone at once")
  func transaction() throws {
    var fixture = try Fixture()
    _ = try fixture.call(
      "transaction.run",
      [
        "calls": [
          ["method": "organization.create", "params": ["values": ["name": "A"]]],
          ["method": "organization.create", "params": ["values": ["name": "B"]]],
        ]
      ])
    #expect(try fixture.call("audit.undo", ["seq": 2, "dry_run": true])["changes"]?.array?.count == 2)
    #expect(try fixture.call("organization.list", ["count": true])["total"] == 2)
    _ = try fixture.call("audit.undo", ["seq": 2])
    #expect(try fixture.call("organization.list", ["count": true])["total"] == 0)
  }

  @Test("ids of what was undone are never given out again")
  func burnedIDs() throws {
    var fixture = try Fixture()
    _ = try fixture.call("organization.create", ["values": ["name": "A"]])
    _ = try fixture.call("audit.undo")
    #expect(try fixture.call("organization.create", ["values": ["name": "A"]])["id"] == 2)
  }
}
