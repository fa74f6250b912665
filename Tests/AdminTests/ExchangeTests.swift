import Admin
import Engine
import Glibc
import JSON
import JSONRPC
import Linux
import SQLite
import Synchronization
import TestData
import Testing

/// Records travel by files between databases.
@Suite("database.export and .import") struct ExchangeTests {
  static func export(_ fixture: inout Fixture, _ params: JSON = [:]) throws -> (lines: [String], answer: JSON) {
    let path = fixture.folder.path(of: "export-\(UInt32.random(in: 0...UInt32.max))")
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    let answer = try fixture.call("database.export", params, file: SentFile(Descriptor(owning: file)))
    let bytes = try TemporaryFolder.bytes(of: path)
    #expect(answer["bytes"] == .integer(Int64(bytes.count)))
    return (String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init), answer)
  }

  @discardableResult
  static func importing(_ lines: [String], _ fixture: inout Fixture, _ params: JSON = [:]) throws -> JSON {
    try fixture.call("database.import", params, file: try file(lines, fixture.folder.path))
  }

  static func file(_ lines: [String], _ folder: String) throws -> SentFile {
    let path = "\(folder)/import-\(UInt32.random(in: 0...UInt32.max))"
    try TemporaryFolder.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: path)
    return SentFile(Descriptor(owning: open(path, O_RDONLY | O_CLOEXEC)))
  }

  private static let hash = "$2b$12$C6UzMDM.H6dfI/f/IKcEeO7ZKHdMfnRnKAXxNKPJm8cQbF7XzYh5W"

  static let healthy: [(Sample, Int)] =
    [(.early2, 2), (.sample2, 2), (.sample3, 3), (.sample4, 4), (.imported2, 2), (.imported3, 3), (.imported4, 4)]
    .filter(\.0.isThere)

  @Test("what was exported and imported is exported the same again", arguments: healthy, [false, true])
  func same(_ one: (sample: Sample, generation: Int), withSecrets: Bool) throws {
    var origin = try Fixture(one.sample)
    let params: JSON = ["with_secrets": .bool(withSecrets)]
    let (lines, answer) = try Self.export(&origin, params)
    #expect(answer["left"] == 0, "\(answer["problems"] ?? .null)")
    var target = try Fixture(generation: one.generation, hash: { _ in Self.hash })
    let report = try Self.importing(lines, &target, ["accept": .everything])
    let created = report["records"]?.array?.reduce(0) { $0 + ($1["created"]?.integer ?? 0) } ?? 0
    #expect(created > 10 && created < Int64(lines.count))
    let again = try Self.export(&target, params).lines
    // Who is told of no key gets one of his own; hashes are carried as they are.
    #expect(again == lines || again.count == lines.count, "\(again.count) of \(lines.count)")
    for (line, other) in zip(lines, again) where line != other { Issue.record("\(line)\n\(other)") }
    #expect(try target.call("audit.list", ["count": true])["total"]?.integer ?? 0 >= created)
  }

  @Test(
    "records of older versions are carried to newer ones",
    arguments: [(Sample.sample2, 4), (.sample3, 4), (.sample2, 3)])
  func newer(sample: Sample, generation: Int) throws {
    var origin = try Fixture(sample)
    let lines = try Self.export(&origin).lines
    var target = try Fixture(generation: generation, hash: { _ in Self.hash })
    do { try Self.importing(lines, &target, ["accept": .everything]) } catch let error as RPCError {
      Issue.record("\(error.message) \(error.data?["errors"] ?? .null)")
    }
  }

  @Test(
    "of a damaged file all that cannot be carried is told, and the rest is in the file",
    .onFiles("a server refuses such rows"))
  func damaged() throws {
    var origin = try Fixture(.damaged)
    let (lines, answer) = try Self.export(&origin)
    let problems = (answer["problems"]?.array ?? []).map {
      "\($0["entity"]?.string ?? "") \($0["id"] ?? .null) \($0["field"]?.string ?? "")"
    }
    for expected in [
      "user 4 organization", "result 4 organization", "node 5 collaboration", "task 2 collaboration", "result 3 task",
      "collaboration 1 encrypted", "result 6 assigned_at", "user 1 roles", "node 9 organization",
    ] { #expect(problems.contains(expected), "\(expected)") }
    #expect(answer["left"]?.integer == Int64(problems.count))
    #expect(lines.count > 20)
  }

  @Test("a selection has what it needs, and nothing else")
  func selection() throws {
    var origin = try Fixture(.sample4)
    let lines = try Self.export(&origin, ["entities": ["user"], "where": ["username": "jane"]]).lines
    let kinds = lines.dropFirst().compactMap { (try? JSON(parsing: $0))?.object?.members.first?.key }
    #expect(Set(kinds) == ["organization", "role", "user"] && kinds.last == "user")
    #expect(kinds.filter { $0 == "user" }.count == 1)
    let refusal = try origin.refusal(
      "database.export", ["where": ["id": 1]], file: try Self.file([], origin.folder.path))
    #expect(refusal.message == "'where' needs exactly one entity in 'entities'")
  }

  @Test("existing records are errors that name them, or are changed where they differ")
  func existing() throws {
    var fixture = try Fixture(.sample4)
    let lines = [
      #"{"organization": {"name": "IKNL", "domain": "new.example"}}"#, #"{"organization": {"name": "Fresh"}}"#,
    ]
    let refusal = try fixture.refusal("database.import", [:], file: try Self.file(lines, fixture.folder.path))
    #expect(refusal.kind == "already_exists" && refusal.message == "line 1: organization 'IKNL' already exists")
    #expect(try fixture.call("organization.list", ["where": ["name": "Fresh"]])["items"] == [])
    let report = try Self.importing(lines, &fixture, ["update": true])
    #expect(report["records"] == [["entity": "organization", "created": 1, "updated": 1, "unchanged": 0]])
    let again = try Self.importing(lines, &fixture, ["update": true])
    #expect(again["records"] == [["entity": "organization", "created": 0, "updated": 0, "unchanged": 2]])
    #expect(try fixture.call("organization.get", ["name": "IKNL"])["domain"] == "new.example")
  }

  @Test("all errors are told at once, with their places, and nothing is changed")
  func errors() throws {
    var fixture = try Fixture(.sample4)
    let before = try Dump.text(fixture.path, now: Fixture.now)
    let lines = [
      #"{"organization": {"name": "One"}}"#, #"{"organisation": {"name": "Two"}}"#, "", "not json",
      #"{"user": {"username": "x1", "organization": "Nowhere"}}"#, #"{"user": {"username": "x2", "emial": "a@b"}}"#,
      #"{"task": {"id": 7, "collaboration": "ZEPPELIN"}}"#, #"{"result": {"task": {"id": 8}, "organization": "IKNL"}}"#,
      #"{"organizations": {"name": "Three", "users": [{"username": "ok1"}, {"username": 7, "password": "Right-horse-7"}]}}"#,
    ]
    let refusal = try fixture.refusal("database.import", [:], file: try Self.file(lines, fixture.folder.path))
    let errors = (refusal.data?["errors"]?.array ?? []).map {
      "\($0["line"] ?? .null) \($0["path"]?.string ?? "") \($0["message"]?.string ?? "")"
    }
    #expect(refusal.data?["count"]?.integer == Int64(errors.count))
    for expected in [
      "2  unknown entity 'organisation': did you mean 'organization'?", "4  this is no JSON",
      "5 organization 'organization': no organization 'Nowhere'",
      "6 emial unknown field 'emial' of user: did you mean 'email'?", "8 task 'task': the file has no task 8",
      "9 users[1].username field 'username'",
    ] { #expect(errors.contains { $0.hasPrefix(expected) }, "\(expected): \(errors)") }
    #expect(errors.count == 6, "\(errors)")
    #expect(try Dump.text(fixture.path, now: Fixture.now) == before)
  }

  @Test("the server's own form: participants with and without keys, users with the roles that are given")
  func serverForm() throws {
    var fixture = try Fixture(generation: 4, hash: { "hash of \($0)" })
    let lines = [
      #"{"organizations": {"name": "North", "domain": "n.example", "zipcode": 3511, "public_key": "", "users": [{"username": "ann", "password": "Right-horse-7", "email": "ann@n.example"}]}}"#,
      #"{"organizations": {"name": "South", "users": null}}"#,
      #"{"collaborations": {"name": "Both", "encrypted": "false", "participants": [{"name": "North", "api_key": "123e4567-e89b-12d3-a456-426614174001"}, "South"], "tasks": ["hello-world"]}}"#,
    ]
    let report = try Self.importing(lines, &fixture, ["roles": ["Viewer"]])
    #expect(report["secrets"]?.array?.count == 1 && report["secrets"]?[0]?["name"] == "South - Both Node")
    let ann = try fixture.call("user.get", ["username": "ann"])
    #expect(ann["roles"]?[0]?["name"] == "Viewer" && ann["organization"]?["name"] == "North")
    #expect(try fixture.call("organization.get", ["name": "North"])["zipcode"] == "3511")
    let both = try fixture.call("collaboration.get", ["name": "Both"])
    #expect(both["encrypted"] == false && both["organizations"]?.array?.count == 2)
    let node = try fixture.call("node.get", ["name": "North - Both Node"])
    #expect(node["organization"]?["name"] == "North" && node["collaboration"]?["name"] == "Both")
    #expect(try fixture.call("result.list")["items"]?.array?.count == 2)
    // What has no name is made with the collaboration, and not again.
    let again = try Self.importing(lines, &fixture, ["roles": ["Viewer"], "update": true])
    #expect(again["records"]?.array?.allSatisfy { $0["created"] == 0 } == true && again["secrets"] == [])
    // Nobody becomes a superuser in silence.
    #expect(try fixture.call("role.list", ["where": ["name": "super"]])["items"] == [])
  }

  @Test("a key is made for each new node, and none for one that is there")
  func hashes() throws {
    let count = Mutex(0)
    var fixture = try Fixture(
      generation: 4,
      hash: { _ in
        count.withLock { $0 += 1 }
        return Self.hash
      })
    let lines = [
      #"{"organizations": {"name": "North"}}"#, #"{"organizations": {"name": "South"}}"#,
      #"{"collaborations": {"name": "Both", "participants": ["North", "South"]}}"#,
    ]
    try Self.importing(lines, &fixture)
    #expect(count.withLock { $0 } == 2)
    try Self.importing(lines, &fixture, ["update": true])
    #expect(count.withLock { $0 } == 2)
  }

  @Test("a dry run changes nothing, and is refused what an import is")
  func dryRun() throws {
    var fixture = try Fixture(.sample4)
    let before = try Dump.text(fixture.path, now: Fixture.now)
    let report = try Self.importing([#"{"organization": {"name": "Fresh"}}"#], &fixture, ["dry_run": true])
    #expect(report["records"]?[0]?["created"] == 1 && report["dry_run"] == true)
    #expect(try Dump.text(fixture.path, now: Fixture.now) == before)
  }
}
