import Admin
import Engine
import JSON
import JSONRPC
import TestData
import Testing

@Suite("Undo and secrets")
struct UndoSecretsTests {
  /// The stored password of the user, or api_key of the node, with that name.
  private static func secret(_ fixture: borrowing Fixture, _ name: String = "u") throws -> SQLValue? {
    let connection = try PlainSession(fixture.path)
    let sql =
      "SELECT password FROM user WHERE username = ?1 UNION ALL SELECT api_key FROM node WHERE name = ?1"
    return try connection.value(sql, [.text(name)])
  }

  private static func text(_ text: String) -> SQLValue { .text("hash of \(text)") }

  private static func withUser(_ generation: Int = 4) throws -> Fixture {
    var fixture = try Fixture(generation: generation)
    try fixture.call("user.create", ["values": ["username": "u", "password": "first"]])
    return fixture
  }

  private static func last(_ fixture: inout Fixture) throws -> JSON {
    try fixture.call("audit.list", ["limit": 1])["items"]?[0]?["seq"] ?? .null
  }

  @Test("what was deleted comes back with its password or key", arguments: [2, 3, 4])
  func deletes(generation: Int) throws {
    var fixture = try Self.withUser(generation)
    try fixture.call("organization.create", ["values": ["name": "o"]])
    try fixture.call("collaboration.create", ["values": ["name": "c", "organizations": ["o"]]])
    try fixture.call(
      "node.create",
      [
        "values": [
          "name": "n", "organization": "o", "collaboration": "c", "api_key": "6f1b1a9e-53f2-4a53-8d6f-0c2f5c0f8d11",
        ]
      ])
    let before = try UndoTests.content(fixture.path)
    for (method, params) in [
      ("user.delete", ["username": "u"]), ("node.delete", ["name": "n"]),
      ("collaboration.delete", ["name": "c", "dependents": "delete"]),
    ] as [(String, JSON)] {
      try fixture.call(method, params)
      let undo = try fixture.call("audit.undo")
      #expect(undo["warnings"] == nil)
      #expect(try UndoTests.content(fixture.path) == before)
    }
    #expect(try !fixture.call("audit.list").description.contains("hash of"))
  }

  @Test("a creation that was undone comes back with its password, too")
  func creationAgain() throws {
    var fixture = try Self.withUser()
    let before = try UndoTests.content(fixture.path)
    try fixture.call("audit.undo")
    #expect(try fixture.call("audit.undo", ["seq": 2])["warnings"] == nil)
    #expect(try UndoTests.content(fixture.path) == before)
  }

  @Test("a newer password stays; where nothing else was changed, that is said, with the way that works")
  func onlyASecret() throws {
    var fixture = try Self.withUser()
    try fixture.call("user.set_password", ["username": "u", "password": "second"])
    let undo = try fixture.call("audit.undo", ["seq": 2])
    #expect(undo["undone"] == [] && undo["changes"] == [])
    #expect(
      undo["warnings"]?.array?.map(\.string) == [
        "nothing of change 2 was undone: the newer password of user 'u' (1) stays"
      ])
    #expect(undo["withheld"] == [["name": "password of user 'u' (1)", "change": 2]])
    #expect(try Self.secret(fixture) == Self.text("second"))
    #expect(try fixture.call("audit.list", ["count": true])["total"] == 2)
    // What was said works.
    #expect(try fixture.call("audit.undo", ["seq": 2, "restore_secrets": true])["undone"] == [2])
    #expect(try Self.secret(fixture) == Self.text("first"))
    // And so does the way back.
    #expect(try fixture.call("audit.undo", ["seq": 3])["undone"] == [])
    #expect(try Self.secret(fixture) == Self.text("first"))
    #expect(try fixture.call("audit.undo", ["seq": 3, "restore_secrets": true])["undone"] == [3])
    #expect(try Self.secret(fixture) == Self.text("second"))
  }

  @Test("a key that was reset stays")
  func keys() throws {
    var fixture = try Fixture(.sample4)
    let node = try #require(fixture.call("node.list", ["limit": 1])["items"]?[0]?["id"])
    try fixture.call("node.reset_api_key", ["id": node])
    let before = try UndoTests.content(fixture.path)
    let undo = try fixture.call("audit.undo")
    #expect(undo["undone"] == [] && undo["warnings"]?.array?.count == 1)
    #expect(try UndoTests.content(fixture.path) == before)
    #expect(try fixture.call("audit.undo", ["restore_secrets": true])["undone"] == [1])
    #expect(try UndoTests.content(fixture.path) != before)
  }

  @Test("everything else of a change is undone, and the warning names the way to the old secret, which works")
  func mixed() throws {
    var fixture = try Self.withUser()
    try fixture.call("user.update", ["username": "u", "values": ["email": "a@b.nl", "password": "second"]])
    let dry = try fixture.call("audit.undo", ["seq": 2, "dry_run": true])
    #expect(
      dry["warnings"] == ["the newer password of user 'u' (1) would stay"]
        && dry["withheld"] == [["name": "password of user 'u' (1)", "change": 2]])
    let undo = try fixture.call("audit.undo", ["seq": 2])
    #expect(undo["undone"] == [2])
    #expect(
      undo["warnings"]?.array?.map(\.string) == [
        "the newer password of user 'u' (1) stays"
      ])
    #expect(undo["withheld"] == [["name": "password of user 'u' (1)", "change": 2, "undo": 3]])
    #expect(try fixture.call("user.get", ["username": "u"])["email"]?.isNull == true)
    #expect(try Self.secret(fixture) == Self.text("second"))
    let refusal = try fixture.refusal("audit.undo", ["seq": 2, "restore_secrets": true])
    #expect(refusal.data?["hint"] == "undo change 3 first, then this one with 'restore_secrets'")
    try fixture.call("audit.undo", ["seq": 3])
    #expect(try fixture.call("user.get", ["username": "u"])["email"] == "a@b.nl")
    #expect(try fixture.call("audit.undo", ["seq": 2, "restore_secrets": true])["undone"] == [2])
    #expect(try fixture.call("user.get", ["username": "u"])["email"]?.isNull == true)
    #expect(try Self.secret(fixture) == Self.text("first"))
  }

  @Test("a transaction that deletes one user and sets another's password is undone but for the latter")
  func transaction() throws {
    var fixture = try Self.withUser()
    try fixture.call("user.create", ["values": ["username": "v", "password": "other"]])
    let calls: JSON = [
      ["method": "user.delete", "params": ["username": "v"]],
      ["method": "user.set_password", "params": ["username": "u", "password": "second"]],
    ]
    try fixture.call("transaction.run", ["calls": calls])
    let undo = try fixture.call("audit.undo", ["seq": 4])
    #expect(undo["undone"] == [3] && undo["warnings"]?.array?.count == 1)
    #expect(undo["changes"]?.array?.map { $0["name"] } == ["v"])
    #expect(try Self.secret(fixture, "v") == Self.text("other"))
    #expect(try Self.secret(fixture) == Self.text("second"))
    // Each call of it is undone.
    for seq in [3, 4] as [Int64] {
      #expect(try fixture.refusal("audit.undo", ["seq": .integer(seq)]).message.contains("undone already"))
    }
    #expect(try fixture.call("audit.undo")["undone"] == [2])
  }

  @Test("one transaction makes a user and sets its password: both are undone, and made again")
  func createAndSet() throws {
    var fixture = try Fixture()
    let calls: JSON = [
      ["method": "user.create", "params": ["values": ["username": "u", "password": "first"]]],
      ["method": "user.set_password", "params": ["username": "u", "password": "second"]],
    ]
    try fixture.call("transaction.run", ["calls": calls])
    let before = try UndoTests.content(fixture.path)
    let undo = try fixture.call("audit.undo")
    #expect(undo["undone"] == [1] && undo["warnings"] == nil)
    #expect(try fixture.call("user.list")["items"] == [])
    try fixture.call("audit.undo", ["seq": try Self.last(&fixture)])
    #expect(try UndoTests.content(fixture.path) == before)
  }

  @Test("a creation is undone together with what set its password later", arguments: [false, true])
  func cascade(restoresSecrets: Bool) throws {
    var fixture = try Self.withUser()
    try fixture.call("user.set_password", ["username": "u", "password": "second"])
    try fixture.call("user.update", ["username": "u", "values": ["email": "a@b.nl", "password": "third"]])
    let before = try UndoTests.content(fixture.path)
    #expect(try fixture.refusal("audit.undo", ["seq": 1]).data?["later"] == [2, 3])
    let undo = try fixture.call(
      "audit.undo", ["seq": 1, "cascade": true, "restore_secrets": .bool(restoresSecrets)])
    #expect(undo["undone"] == (restoresSecrets ? [3, 2, 1] : [3, 1]))
    #expect(undo["warnings"] == nil)
    #expect(try fixture.call("user.list")["items"] == [])
    try fixture.call("audit.undo", ["seq": try Self.last(&fixture), "restore_secrets": .bool(restoresSecrets)])
    #expect(try UndoTests.content(fixture.path) == before)
  }

  @Test("a password that an earlier undo left is in nobody's way; one that another program set is")
  func leftBefore() throws {
    var fixture = try Self.withUser()
    try fixture.call("user.update", ["username": "u", "values": ["email": "a@b.nl", "password": "second"]])
    try fixture.call("audit.undo", ["seq": 2])
    #expect(try fixture.call("audit.undo", ["seq": 1, "dry_run": true])["undone"] == [1])
    try PlainSession(fixture.path).run("UPDATE user SET password = 'theirs'")
    let refusal = try fixture.refusal("audit.undo", ["seq": 1, "cascade": true])
    #expect(refusal.message.contains("changed since: password"), "\(refusal.message)")
  }
}
