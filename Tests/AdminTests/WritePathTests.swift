import Engine
import JSON
import JSONRPC
import Store
import TestData
import Testing

/// Defaults, the first database of a task, parent rows: what a write does beside what it is told.
@Suite struct WritePathTests {
  @Test("what is not given gets its default, at the moment of the call", arguments: [2, 3, 4, 5])
  func defaults(generation: Int) throws {
    var fixture = try Fixture(generation: generation)
    let organization = try fixture.call("organization.create", ["values": ["name": "o"]])
    #expect(organization["domain"] == .null && organization["public_key"] == .null)
    #expect(try fixture.call("collaboration.create", ["values": ["name": "c"]])["encrypted"] == true)
    #expect(try fixture.call("collaboration.create", ["values": ["name": "d", "encrypted": nil]])["encrypted"] == true)
    let user = try fixture.call("user.create", ["values": ["username": "u"]])
    let role = try fixture.call("role.create", ["values": ["name": "r"]])
    let task = try fixture.call("task.create", ["values": ["collaboration": "c", "initiator": "o"]])
    #expect(task["run_id"] == 1 && task["name"] == .null)
    let result = try fixture.call("result.create", ["values": ["task": 1, "organization": "o"]])
    #expect(result["assigned_at"] == .string(Fixture.now))
    let file = try PlainFile(fixture.path)
    #expect(file.row(generation >= 4 ? "run" : "result", 1)?["assigned_at"] == .text("2026-11-24 08:09:10.123456"))
    let login: [String: SQLValue] =
      generation < 5 ? ["ip": .null] : ["keycloak_id": .null, "keycloak_client_id": .null]
    let row: [String: SQLValue] = ["id": .integer(1), "type": .text("user"), "last_seen": .null, "status": .null]
    #expect(file.row("authenticatable", 1) == row.merging(login) { $1 })
    if generation < 5 { #expect(file.row("user", 1)?["password"] == .null) }
    if generation > 2 {
      if generation < 5 { #expect(user["failed_login_attempts"] == 0) }
      #expect(task["created_at"] == .string(Fixture.now))
      #expect(file.row("task", 1)?["created_at"] == .text("2026-11-24 08:09:10.123456"))
    }
    if generation == 5 {
      #expect(user["is_service_account"] == false)
      let session = try fixture.call(
        "session.create", ["values": ["name": "s", "owner": "u", "collaboration": "c"]])
      #expect(session["scope"] == "own" && session["last_used_at"] == .string(Fixture.now))
      let store = try fixture.call("algorithm_store.create", ["values": ["url": "https://s.example"]])
      #expect(store["api_path"] == "/api")
    }
    if generation >= 4 {
      #expect(role["is_default_role"] == false && result["blob_storage_used"] == false)
      #expect(file.row("run", 1)?["blob_storage_used"] == .integer(0))
    }
    // A null that is said later is kept.
    #expect(
      try fixture.call("collaboration.update", ["name": "c", "values": ["encrypted": nil]])["encrypted"] == .null)
  }

  @Test("keys and passwords are kept as the server of that generation keeps them", arguments: [2, 3, 4])
  func secrets(generation: Int) throws {
    var fixture = try Fixture(generation: generation)
    _ = try fixture.call("organization.create", ["values": ["name": "o"]])
    let values: JSON = ["name": "n", "organization": "o"]
    let made = try fixture.call("node.create", ["values": values])
    let key = try #require(made["api_key"]?.string)
    #expect(key.count == 36 && key.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
    #expect(try fixture.call("node.get", ["name": "n"])["api_key"] == nil)
    let stored = try PlainFile(fixture.path).row("node", 1)?["api_key"]
    #expect(stored == .text(generation == 2 ? key : "hash of \(key)"))
    let mine = "0f8fad5b-d9cb-469f-a165-70867728950e"
    _ = try fixture.call("node.update", ["name": "n", "values": ["api_key": .string(mine)]])
    #expect(try PlainFile(fixture.path).row("node", 1)?["api_key"] == .text(generation == 2 ? mine : "hash of \(mine)"))
    let without = try fixture.call("node.create", ["values": ["name": "m", "organization": "o", "api_key": nil]])
    #expect(without["api_key"] == nil)
    #expect(try PlainFile(fixture.path).row("node", 2)?["api_key"] == .null)
    _ = try fixture.call("user.create", ["values": ["username": "u", "password": "$2b$12$looks.like.a.hash"]])
    #expect(try PlainFile(fixture.path).row("user", 3)?["password"] == .text("hash of $2b$12$looks.like.a.hash"))
    _ = try fixture.call("user.update", ["username": "u", "values": ["password": nil]])
    #expect(try PlainFile(fixture.path).row("user", 3)?["password"] == .null)
  }

  @Test("keys are hashed in a file that was upgraded from 2.x", .onFiles("there is no such database on a server"))
  func upgraded() throws {
    var fixture = try Fixture(.upgraded2to4)
    let made = try fixture.call("node.create", ["values": ["name": "n", "organization": "IKNL"]])
    let key = try #require(made["api_key"]?.string)
    #expect(try PlainFile(fixture.path).row("node", 10)?["api_key"] == .text("hash of \(key)"))
    #expect(try PlainFile(fixture.path).row("node", 5)?["api_key"] == .text("123e4567-e89b-12d3-a456-426614174000"))
  }

  @Test("real bcrypt is what the real server makes: $2b$12$, and it verifies")
  func bcrypt() throws {
    let hash = try #require(Bcrypt.hash("Sécret-1!"))
    #expect(hash.hasPrefix("$2b$12$") && hash.utf8.count == 60)
    #expect(Bcrypt.verify("Sécret-1!", hash: hash) && !Bcrypt.verify("Secret-1!", hash: hash))
    #expect(!Bcrypt.verify("x", hash: "x") && !Bcrypt.verify("", hash: "") && Bcrypt.hash("a\0b") == nil)
  }

  @Test("a task's database is its first row on 4.x: read, changed, made, taken away")
  func taskDatabase() throws {
    var fixture = try Fixture(.sample4)
    let rows = { (path: String) in
      try PlainFile(path).rows("taskdatabase").map { [$0["id"], $0["task_id"], $0["database"], $0["parameters"]] }
    }
    #expect(try fixture.call("task.get", ["id": 1])["database"] == "default")
    _ = try fixture.call("task.update", ["id": 1, "values": ["database": "changed"]])
    #expect(
      try rows(fixture.path)[0] == [.integer(1), .integer(1), .text("changed"), .text("{\"query\": \"SELECT 1\"}")])
    let two = try fixture.call("task.update", ["id": 2, "values": ["database": "made"]])
    #expect(two["database"] == "made" && two["databases"]?.array?.count == 1)
    #expect(try rows(fixture.path).last == [.integer(3), .integer(2), .text("made"), .text("{}")])
    #expect(try fixture.call("task.update", ["id": 1, "values": ["database": nil]])["database"] == "other")
    #expect(try fixture.call("task.update", ["id": 1, "values": ["database": nil]])["database"] == .null)
    #expect(try fixture.call("task.update", ["id": 1, "values": ["database": nil]])["database"] == .null)
    #expect(try rows(fixture.path).count == 1)
    #expect(try fixture.call("task.create", ["values": ["collaboration": 1, "database": nil]])["databases"] == [])
    // The row's id is never given out again.
    let again = try fixture.call("task.update", ["id": 1, "values": ["database": "again"]])
    #expect(again["databases"]?[0]?["id"] == 4)
    try expectRefusal("invalid", "'database'", of: "task.update", ["id": 1, "values": ["database": 5]], on: &fixture)
  }

  @Test("before 4.x it is a column of the task", arguments: [Sample.early2, .sample2, .sample3].filter(\.isThere))
  func databaseColumn(sample: Sample) throws {
    var fixture = try Fixture(sample)
    _ = try fixture.call("task.update", ["id": 1, "values": ["database": "changed"]])
    _ = try fixture.call("task.update", ["id": 2, "values": ["database": nil]])
    let file = try PlainFile(fixture.path)
    #expect(file.row("task", 1)?["database"] == .text("changed") && file.row("task", 2)?["database"] == .null)
  }

  @Test(
    "a user without its parent row gets one at the first write, and only then", .onFiles("a server refuses such rows"))
  func parents() throws {
    var fixture = try Fixture(.damaged)
    _ = try fixture.call("user.get", ["username": "ghost"])
    #expect(try PlainFile(fixture.path).row("authenticatable", 501) == nil)
    let ghost = try fixture.call("user.update", ["username": "ghost", "values": ["firstname": "Casper"]])
    #expect(ghost["damaged"] == nil && ghost["status"] == .null)
    #expect(try PlainFile(fixture.path).row("authenticatable", 501)?["type"] == .text("user"))
    let online = try fixture.call("user.update", ["username": "ghost", "values": ["status": "online"]])
    #expect(online["status"] == "online")
    #expect(try PlainFile(fixture.path).row("authenticatable", 501)?["status"] == .text("online"))
    // A new one comes after it, though its parent's table ended at 500.
    #expect(try fixture.call("user.create", ["values": ["username": "new"]])["id"] == 502)
  }

  @Test(
    "a parentless user whom another program added while we run stands in no new one's way",
    .onFiles("a server numbers rows by its own sequences, and has no such users"))
  func foreignChild() throws {
    var fixture = try Fixture(.sample4)
    try fixture.plant(
      "INSERT INTO user (id, username) VALUES (10, 'theirs'); INSERT INTO node (id, name) VALUES (11, 'theirs')")
    let made = try fixture.call("user.create", ["values": ["username": "ours"]])
    #expect(made["id"] == 12)
  }

  /// All bytes of a file, and all rows of a server's tables.
  private static func bytes(_ fixture: borrowing Fixture) throws -> [UInt8] {
    switch TestEngine.current {
    case .sqlite: try TemporaryFolder.bytes(of: fixture.path)
    case .postgresql: Array(try Dump.text(fixture.path, now: "").utf8)
    }
  }

  @Test("a dry run answers what would be, and leaves the file as it is, byte by byte")
  func dryRun() throws {
    var fixture = try Fixture(.sample4)
    let calls: [(String, JSON)] = [
      ("organization.create", ["values": ["name": "New"]]),
      ("user.update", ["id": 2, "values": ["email": "x@y.z", "roles": []]]),
      ("organization.delete", ["id": 2, "dependents": "delete"]),
      ("node.create", ["values": ["name": "n", "organization": 1]]),
      ("task.create", ["values": ["collaboration": 1, "database": "d"]]),
      ("role.create", ["values": ["name": "Root"], "if_not_exists": true]),
    ]
    let before = try Self.bytes(fixture)
    var answers: [JSON] = []
    for (method, params) in calls {
      var object = params.object ?? JSON.Object()
      object["dry_run"] = true
      let answer = try fixture.call(method, .object(object))
      #expect(answer["dry_run"] == true, "\(method)")
      answers.append(answer)
    }
    #expect(try fixture.refusal("user.delete", ["id": 2, "dry_run": true]).kind == "constraint")
    let after = try Self.bytes(fixture)
    #expect(before.count == after.count && before == after)
    // The same calls, in earnest, answer the same where nothing is random.
    for ((method, params), dry) in zip(calls.prefix(2), answers) {
      let answer = try fixture.call(method, params)
      // A server's sequence takes no number back.
      let differing: Set<String> = TestEngine.current == .sqlite ? ["etag"] : ["etag", "id"]
      for member in answer.object?.members ?? [] where !differing.contains(member.key) {
        #expect(dry[member.key] == member.value, "\(method)")
      }
      #expect(answer["dry_run"] == nil)
    }
    let id = try fixture.call("organization.get", ["name": "New"])["id"]
    #expect(TestEngine.current == .sqlite ? id == 5 : id?.integer ?? 0 > 5)
  }

  @Test("a refused call leaves nothing behind, also what it had written before")
  func refused() throws {
    var fixture = try Fixture(.sample4)
    do {
      let connection = try PlainSession(fixture.path)
      // Refused by the database in the middle of the call, after rows were written.
      try connection.script(
        PlainSession.trigger("guard", "BEFORE INSERT ON Permission", when: "NEW.role_id = 1", refusing: "no"))
    }
    let before = try Dump.text(fixture.path, now: "")
    let refusal = try fixture.refusal(
      "user.create", ["values": ["username": "new", "rules": [1], "roles": ["Viewer", "Root"]]])
    #expect(refusal.kind == "constraint" && !refusal.message.contains("guard"))
    #expect(try Dump.text(fixture.path, now: "") == before)
    let made = try fixture.call("user.create", ["values": ["username": "new", "roles": ["Viewer"]]])
    // A server's sequence has given the number.
    #expect(made["id"] == (TestEngine.current == .sqlite ? 10 : 11))
  }
}
