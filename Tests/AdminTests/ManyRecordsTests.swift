import JSON
import JSONRPC
import TestData
import Testing

/// Changes to many records in one call.
@Suite struct ManyRecordsTests {
  private static let users: JSON = ["where": ["username": ["ne": "root"]], "entity": "user"]

  private static func with(_ params: JSON, _ more: JSON) -> JSON {
    .object(JSON.Object((params.object?.members ?? []) + (more.object?.members ?? [])))
  }

  @Test("all records of a condition are changed, and one undo takes it back", arguments: [2, 3, 4])
  func update(generation: Int) throws {
    var fixture = try Fixture(.of(generation: generation))
    let start = try Dump.text(fixture.path, now: "")
    let change = Self.with(Self.users, ["values": ["lastname": "Roe", "rules": ["add": [1]]]])
    let dry = try fixture.call("records.update", Self.with(change, ["dry_run": true]))
    #expect(dry["matched"] == 3 && dry["changed"]?[0]?["names"] == ["john", "jane", "noorg"])
    #expect(dry["changes"]?.array?.count == 3 && dry["changes"]?[0]?["before"]?["lastname"] == "Doe")
    #expect(try Dump.text(fixture.path, now: "") == start)
    let answer = try fixture.call("records.update", change)
    #expect(answer["matched"] == 3 && answer["changed"] == dry["changed"] && answer["changes"] == nil)
    #expect(try fixture.call("user.list", ["where": ["lastname": "Roe"], "count": true])["total"] == 3)
    let again = try fixture.call("records.update", change)
    #expect(again["matched"] == 3 && again["changed"] == [])
    let seq = try #require(fixture.call("audit.list", ["limit": 1, "order": "seq"])["items"]?[0]?["seq"])
    #expect(try fixture.call("audit.undo", ["seq": seq])["undone"]?.array?.count == 1)
    #expect(try Dump.text(fixture.path, now: "") == start)
  }

  @Test("an error in one of the records undoes all, and names it")
  func errors() throws {
    var fixture = try Fixture(.of(generation: 4))
    let start = try Dump.text(fixture.path, now: "")
    let cases: [(JSON, JSON, String)] = [
      (Self.users, ["email": "one@x.example"], "user 'jane': user with email 'one@x.example' already exists"),
      (["entity": "user", "where": [:]], ["roles": []], "user 'root': "),
      (Self.users, ["organization": "Nowhere"], "'organization'"), (Self.users, ["nickname": "x"], "unknown field"),
      (Self.users, ["password": "Secret-12345!"], "'password' belongs to one record, and is not set for many"),
      (["entity": "user", "keys": ["john", "nobody", 99]], ["lastname": "x"], "there are no users 'nobody', 99"),
      (["entity": "user", "keys": ["nobody"]], ["lastname": "x"], "no user 'nobody'"),
      (["entity": "user", "keys": ["john"], "where": [:]], ["lastname": "x"], "give 'keys' or 'where'"),
      (["entity": "user"], ["lastname": "x"], "give 'keys' or 'where'"),
      (["entity": "user", "keys": "john"], ["lastname": "x"], "parameter 'keys': expected a list of ids or names"),
      (["entity": "user", "where": ["nickname": 1]], ["lastname": "x"], "unknown field"),
      (["entity": "rule", "where": [:]], ["name": "x"], "rules are the server's own: there is no 'rule.update'"),
      (["entity": "usr", "where": [:]], ["name": "x"], "unknown entity 'usr'"),
      (Self.with(Self.users, ["if_count": 2]), ["lastname": "x"], "it is 3 users now, not 2"),
      (Self.users, [1], "'values': expected an object of fields"),
    ]
    for (choice, values, message) in cases {
      let refusal = try fixture.refusal("records.update", Self.with(choice, ["values": values]))
      #expect(refusal.message.contains(message), "\(refusal.message)")
    }
    let refusal = try fixture.refusal("records.update", Self.with(Self.users, ["values": ["email": "a@x.example"]]))
    #expect(refusal.data?["errors"]?.array?.count == 2 && refusal.data?["errors"]?[1]?["name"] == "noorg")
    #expect(try Dump.text(fixture.path, now: "") == start)
  }

  @Test("a delete of many records needs nothing for what refers to them from among them", arguments: [2, 3, 4, 5])
  func delete(generation: Int) throws {
    var fixture = try Fixture(.of(generation: generation))
    let start = try Dump.text(fixture.path, now: "")
    let tasks: JSON = ["entity": "task", "where": ["id": ["ge": 1]]]
    let refusal = try fixture.refusal("records.delete", tasks)
    #expect(refusal.kind == "constraint" && refusal.message.contains("tasks are still referred to by"))
    #expect(!refusal.message.contains("referred to by 1 task"), "\(refusal.message)")
    let all = Self.with(tasks, ["dependents": "delete"])
    let dry = try fixture.call("records.delete", Self.with(all, ["dry_run": true]))
    #expect(try Dump.text(fixture.path, now: "") == start)
    let answer = try fixture.call("records.delete", all)
    #expect(answer["deleted"] == dry["deleted"] && answer["deleted"]?[0]?["entity"] == "task")
    for entity in ["task", "result"] {
      #expect(try fixture.call("\(entity).list", ["count": true])["total"] == 0, "\(entity)")
    }
    #expect(try fixture.call("records.delete", all)["matched"] == 0)
    let seq = try #require(fixture.call("audit.list", ["limit": 1])["items"]?[0]?["seq"])
    try fixture.call("audit.undo", ["seq": seq])
    #expect(try Dump.text(fixture.path, now: "") == start)
  }

  @Test("keys name several records, once each; a missing one is an error unless it is to be passed over")
  func keys() throws {
    var fixture = try Fixture(.of(generation: 4))
    let keys: JSON = ["entity": "user", "keys": ["noorg", 4, ["username": "noorg"]], "dependents": "detach"]
    #expect(try fixture.call("records.delete", Self.with(keys, ["dry_run": true]))["matched"] == 1)
    let some: JSON = ["entity": "user", "keys": ["noorg", "nobody"], "dependents": "detach"]
    #expect(try fixture.refusal("records.delete", some).kind == "not_found")
    #expect(try fixture.call("records.delete", Self.with(some, ["skip_missing": true]))["matched"] == 1)
    #expect(try fixture.call("user.list", ["count": true])["total"] == 3)
    let none: JSON = ["entity": "user", "keys": [], "dependents": "detach"]
    #expect(try fixture.call("records.delete", none)["matched"] == 0)
  }

  @Test("what harms the server needs the same word as for one record")
  func guards() throws {
    var fixture = try Fixture(.of(generation: 4))
    let all: JSON = ["entity": "user", "where": [:], "dependents": "detach"]
    #expect(try fixture.refusal("records.delete", all).data?["requires"] == ["root"])
    #expect(try fixture.call("records.delete", Self.with(all, ["accept": ["root"]]))["matched"] == 4)
    let roles: JSON = ["entity": "role", "where": [:], "values": ["description": "x"], "dry_run": true]
    #expect(try fixture.refusal("records.update", roles).data?["requires"] == ["default_role"])
  }

  @Test("more records than are flushed at once are changed as one, and undone as one")
  func many() throws {
    var fixture = try Fixture(generation: 4)
    do {
      let connection = try PlainSession(fixture.path)
      try connection.run(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 5200) "
          + "INSERT INTO organization (id, name) SELECT i, 'o' || i FROM n")
    }
    let start = try Dump.text(fixture.path, now: "")
    let some: JSON = ["entity": "organization", "where": ["id": ["gt": 1]]]
    let answer = try fixture.call("records.update", Self.with(some, ["values": ["country": "NL"]]))
    #expect(answer["matched"] == 5_199 && answer["changed"]?[0]?["count"] == 5_199)
    #expect(answer["changed"]?[0]?["ids"]?.array?.count == 100)
    #expect(try fixture.call("organization.list", ["where": ["country": "NL"], "count": true])["total"] == 5_199)
    // A later change stands in the way of the undo, and is undone with it if that is wanted.
    try fixture.call("organization.update", ["id": 9, "values": ["country": "BE"]])
    let log = try fixture.call("audit.list", ["limit": 1, "where": ["method": "records.update"]])
    let first = try #require(log["items"]?[0]?["seq"])
    let middle = try Dump.text(fixture.path, now: "")
    #expect(try fixture.refusal("audit.undo", ["seq": first]).kind == "conflict")
    #expect(try Dump.text(fixture.path, now: "") == middle)
    let cascade = try fixture.call("audit.undo", ["seq": first, "cascade": true, "dry_run": true])
    #expect(cascade["records"] == 5_200 && cascade["changes"]?.array?.count == 1_000)
    let last = try #require(fixture.call("audit.list", ["limit": 1])["items"]?[0]?["seq"])
    try fixture.call("audit.undo", ["seq": last])
    let deletion = try fixture.call("records.delete", some)
    #expect(deletion["matched"] == 5_199 && deletion["deleted"]?[0]?["count"] == 5_199)
    // Each is one transaction in the log, however many audit records were written at once.
    for method: JSON in ["records.delete", "records.update"] {
      let log = try fixture.call("audit.list", ["limit": 1, "where": ["method": method]])
      let undone = try fixture.call("audit.undo", ["seq": try #require(log["items"]?[0]?["seq"])])
      #expect(undone["records"] == 5_199 && undone["changes"]?.array?.count == 1_000)
    }
    #expect(try Dump.text(fixture.path, now: "") == start)
  }

  @Test(
    "a record that no longer fulfils the condition when the transaction begins is left out; one of a key is an error")
  func changedBetween() throws {
    var fixture = try Fixture(.of(generation: 4))
    let byCondition = try fixture.prepared(
      "records.update", ["entity": "user", "where": ["lastname": ["in": ["Doe", "Roe"]]], "values": ["lastname": "X"]])
    let byKeys = try fixture.prepared("records.delete", ["entity": "user", "keys": ["noorg", "jane"]])
    try fixture.call("user.update", ["username": "john", "values": ["lastname": "Changed"]])
    try fixture.call("user.delete", ["username": "noorg", "dependents": "detach"])
    #expect(try fixture.call(byCondition)["matched"] == 1)
    #expect(throws: RPCError.self) { _ = try fixture.call(byKeys) }
    #expect(try fixture.call("user.list", ["count": true])["total"] == 3)
  }

  @Test("put makes a record, changes it, and leaves what it does not name", arguments: [2, 3, 4, 5])
  func put(generation: Int) throws {
    var fixture = try Fixture(.of(generation: generation))
    let made = try fixture.call("organization.put", ["name": "Beta", "values": ["country": "NL"]])
    #expect(made["created"] == true && made["country"] == "NL")
    let same = try fixture.call("organization.put", ["name": "Beta"])
    #expect(same["created"] == false && same["id"] == made["id"] && same["etag"] == made["etag"])
    let changed = try fixture.call("organization.put", ["name": "Beta", "values": ["domain": "b.example"]])
    #expect(changed["country"] == "NL" && changed["domain"] == "b.example")
    let node = try fixture.call(
      "node.put", ["name": "machine", "values": ["organization": "Beta", "collaboration": 1]])
    #expect(node["created"] == true && (node["api_key"]?.string?.isEmpty == false) == (generation < 5))
    #expect(try fixture.call("node.put", ["name": "machine"])["api_key"] == nil)
    for (method, params, message) in [
      ("organization.put", ["name": "Beta", "values": ["name": "Gamma"]], "'name' is the name by which"),
      ("organization.put", [:], "organization: give 'name'"),
      ("organization.put", ["id": 1], "unknown parameter 'id'"),
      ("organization.put", ["name": "New", "values": ["id": 7]], "field 'id' cannot be set"),
      ("node.put", ["name": "new"], "node needs 'organization'"),
      ("task.put", ["id": 1], "unknown method 'task.put'"),
    ] as [(String, JSON, String)] {
      let refusal = try fixture.refusal(method, params)
      #expect(refusal.message.contains(message), "\(refusal.message)")
    }
  }
}
