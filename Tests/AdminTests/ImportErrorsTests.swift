import Admin
import JSON
import JSONRPC
import Linux
import Synchronization
import TestData
import Testing

/// What an import says of a wrong file, and of a database that changes meanwhile.
@Suite("errors of an import") struct ImportErrorsTests {
  private static func errors(_ lines: [String], _ fixture: inout Fixture, _ params: JSON = [:]) throws -> [String] {
    let refusal = try fixture.refusal(
      "database.import", params, file: try ExchangeTests.file(lines, fixture.folder.path))
    let rows = refusal.data?["errors"]?.array ?? []
    #expect(refusal.data?["count"]?.integer == Int64(rows.count))
    return rows.map { "\($0["line"] ?? .null) \($0["path"]?.string ?? ""): \($0["message"]?.string ?? "")" }
  }

  @Test("all wrong values of a record are told, and the values of a list by their places")
  func values() throws {
    var fixture = try Fixture(.sample4)
    let lines = [
      #"{"user": {"username": 7, "organization": "Nowhere", "emial": "x", "roles": ["Viewer", "Nix", "Nox"]}}"#,
      #"{"collaboration": {"encrypted": "maybe"}}"#,
    ]
    #expect(
      try Self.errors(lines, &fixture) == [
        "1 username: field 'username': '7' looks like an id: a name may not consist of digits only",
        "1 organization: 'organization': no organization 'Nowhere'",
        "1 emial: unknown field 'emial' of user: did you mean 'email'?", "1 roles[1]: 'roles': no role 'Nix'",
        "1 roles[2]: 'roles': no role 'Nox'",
        "2 encrypted: field 'encrypted': expected true or false, got 'maybe'", "2 name: collaboration needs 'name'",
      ])
  }

  @Test("what refers to a wrong record has its own errors told, and none for that")
  func dependents() throws {
    var fixture = try Fixture(.sample4)
    let lines = [
      #"{"organization": {"name": "One", "domian": "x"}}"#,
      #"{"collaboration": {"name": "C", "organizations": ["One"]}}"#,
      #"{"node": {"name": "N", "organization": "One", "collaboration": "C", "nmae": "x"}}"#,
      #"{"task": {"id": 1, "name": "T", "collaboration": "C", "initiator": "One", "image": []}}"#,
      #"{"result": {"task": {"id": 1}, "organization": "One", "status": 7.5}}"#,
    ]
    #expect(
      try Self.errors(lines, &fixture) == [
        "1 domian: unknown field 'domian' of organization: did you mean 'domain'?",
        "3 nmae: unknown field 'nmae' of node: did you mean 'name'?",
        "4 image: field 'image': expected text, got a list", "5 status: field 'status': expected text, got 7.5",
      ])
  }

  @Test("an existing record has the errors of its other values told, and is found by what refers to it")
  func existing() throws {
    var fixture = try Fixture(.sample4)
    let lines = [
      #"{"organization": {"id": 1, "name": "IKNL", "domian": "x"}}"#,
      #"{"user": {"username": "fresh", "organization": {"id": 1}}}"#, #"{"organization": {"name": "IKNL"}}"#,
    ]
    #expect(
      try Self.errors(lines, &fixture) == [
        "1 domian: unknown field 'domian' of organization: did you mean 'domain'?",
        "3 name: organization 'IKNL' already exists",
      ])
    #expect(
      try Self.errors(lines, &fixture, ["update": true]) == [
        "1 domian: unknown field 'domian' of organization: did you mean 'domain'?"
      ])
  }

  @Test("warnings name the record")
  func warnings() throws {
    var fixture = try Fixture(.sample4)
    let lines = [#"{"user": {"username": "ann", "organization": "IKNL", "password": "short"}}"#]
    let report = try ExchangeTests.importing(lines, &fixture)
    #expect(report["warnings"]?[0]?.string?.hasPrefix("user 'ann': the password is weak: ") == true)
  }

  /// Imports into the sample while hashing, between the reading and the transaction, deletes a row.
  private static func importing(_ lines: [String], deleting sql: String) throws -> RPCError {
    let file = Mutex<String?>(nil)
    var fixture = try Fixture(
      .sample4,
      hash: { secret in
        if let path = file.withLock({ $0 }), let other = try? PlainSession(path) {
          try? other.script(sql)
        }
        return "hash of \(secret)"
      })
    let path = fixture.path
    file.withLock { $0 = path }
    let fresh = #"{"user": {"username": "fresh", "organization": "IKNL", "password": "Right-horse-7"}}"#
    return try fixture.refusal(
      "database.import", ["update": true], file: try ExchangeTests.file(lines + [fresh], fixture.folder.path))
  }

  @Test("a node that is deleted while the file is read would need a key, and ends the import with a conflict")
  func deletedNode() throws {
    var fixture = try Fixture(.sample4)
    let name = try #require(try fixture.call("node.list")["items"]?[0]?["name"]?.string)
    let line = try #require(
      try ExchangeTests.export(&fixture, ["entities": ["node"], "where": ["name": .string(name)]]).lines.last)
    let refusal = try Self.importing(
      [line], deleting: "DELETE FROM nodeconfig; DELETE FROM node WHERE name = '\(name)'")
    #expect(refusal.kind == "conflict" && refusal.message == "node '\(name)' was deleted while the file was read")
    #expect(refusal.hint == "import the file again")
  }

  @Test("a user who is deleted meanwhile is not made without the password that he had")
  func deletedUser() throws {
    let refusal = try Self.importing(
      [#"{"user": {"username": "root", "organization": "IKNL", "password": "root"}}"#],
      deleting: """
        DELETE FROM Permission WHERE user_id = 1; DELETE FROM UserPermission WHERE user_id = 1;
        UPDATE task SET init_user_id = NULL; DELETE FROM user WHERE username = 'root'
        """)
    #expect(refusal.kind == "conflict" && refusal.message == "user 'root' was deleted while the file was read")
  }
}
