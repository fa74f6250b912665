import Admin
import Adoption
import Engine
import Glibc
import JSON
import JSONRPC
import Linux
import SQLite
import TestData
import Testing

/// Backups over the service, with their files.
@Suite("database.backup, .verify and .restore", .onFiles("a server's databases are backed up with its own tools"))
struct BackupTests {
  private static func file(_ path: String, _ flags: Int32 = O_RDWR | O_CREAT) -> SentFile {
    SentFile(Descriptor(owning: open(path, flags | O_CLOEXEC, 0o600)))
  }

  /// Makes a backup of the fixture's database, and answers its path and what the daemon said.
  private static func backUp(_ fixture: inout Fixture, as name: String = "backup") throws -> (
    path: String, answer: JSON
  ) {
    let path = fixture.folder.path(of: name)
    return (path, try fixture.call("database.backup", file: file(path)))
  }

  /// All rows, but for the history's name, the next numbers, which a restore raises, and the record of a restore.
  private static func dump(_ path: String) throws -> [String] {
    let connection = try Connection(path: path, access: .readWrite)
    let own: Set = ["vantage6_admin_state", "vantage6_admin_sequence"]
    var rows: [String] = []
    for table in try connection.tables().keys.sorted() where !own.contains(table) {
      rows += try connection.rows("SELECT * FROM \"\(table)\"").map { "\(table) \($0)" }
        .filter { !$0.contains("database.restore") }.sorted()
    }
    return rows
  }

  @Test("a backup is the whole database, whatever its layout and journal", arguments: Sample.ofEngine, [false, true])
  func whole(sample: Sample, isLogged: Bool) throws {
    let folder = try TemporaryFolder()
    let original = try folder.copy(of: sample)
    if isLogged {
      #expect(try Connection(path: original, access: .readWrite).value("PRAGMA journal_mode = WAL") == .text("wal"))
    }
    var fixture = try Fixture(copyOf: original)
    try fixture.call("organization.create", ["values": ["name": "new"]])
    let (path, answer) = try Self.backUp(&fixture)
    #expect(try Self.dump(path) == Self.dump(fixture.path))
    #expect(answer["last"] == 1 && answer["held_ms"]?.integer ?? 1_000 < 1_000)
    #expect(answer["bytes"]?.integer == Int64(try TemporaryFolder.bytes(of: path).count))
    let verified = try fixture.call("database.verify", ["name": "b"], file: Self.file(path, O_RDONLY))
    for key in ["bytes", "layout", "history", "last", "last_at", "records"] { #expect(verified[key] == answer[key]) }
    #expect(verified["records"]?.array?.contains { $0["entity"] == "organization" } == true)
  }

  @Test("a target that cannot take a backup is refused, and stays as it is")
  func targets() throws {
    var fixture = try Fixture(.sample4)
    let used = fixture.folder.path(of: "used")
    try TemporaryFolder.write(Array("mine".utf8), to: used)
    #expect(
      try fixture.refusal("database.backup").message == "'database.backup' needs a file, and none came with the call")
    let cases: [(SentFile, String)] = [
      (Self.file(used), "the file for the backup is not empty"),
      (Self.file(fixture.path), "the file for the backup is not empty"),
      (
        Self.file(fixture.folder.path(of: "w"), O_WRONLY | O_CREAT),
        "the backup is read back: open its file for reading and writing"
      ),
      (Self.file("/dev/null"), "a backup is written to a file, and this is none"),
    ]
    for (file, message) in cases {
      #expect(try fixture.refusal("database.backup", file: file).message == message)
    }
    #expect(try TemporaryFolder.bytes(of: used) == Array("mine".utf8))
  }

  @Test("a backup can be cancelled, and leaves an empty file")
  func cancelled() throws {
    var fixture = try Fixture(.sample4)
    let path = fixture.folder.path(of: "backup")
    var output = JSONWriter()
    let call = try fixture.prepared("database.backup", [:]).call
    let work = LongWork(isCancelled: { true }, file: Self.file(path))
    _ = fixture.reader.answer(call, &fixture.caller, work: work, into: &output)
    #expect(try JSON(parsing: output.bytes)["error"]?["data"]?["kind"] == "cancelled")
    #expect(try TemporaryFolder.bytes(of: path) == [])
  }

  @Test(
    "what is no whole backup is told",
    arguments: [
      ("empty", "'f' is not an SQLite database, or is encrypted"),
      ("text", "'f' is not an SQLite database, or is encrypted"),
      ("foreign", "'f' is not a vantage6 database: it has the table 't'"),
      ("cut", "the backup 'f' is damaged or was cut off ("), ("newer", "'f' has an audit log of format 99"),
      ("torn", "the backup 'f' is damaged or was cut off ("),
    ])
  func noBackup(kind: String, message: String) throws {
    var fixture = try Fixture(.sample4)
    let (whole, _) = try Self.backUp(&fixture)
    let path = fixture.folder.path(of: kind)
    let bytes = try TemporaryFolder.bytes(of: whole)
    switch kind {
    case "empty": try TemporaryFolder.write([], to: path)
    case "text": try TemporaryFolder.write(Array(String(repeating: "text ", count: 999).utf8), to: path)
    case "foreign": try Connection(path: path, access: .create).script("CREATE TABLE t (x)")
    case "cut": try TemporaryFolder.write(Array(bytes.prefix(102_400)), to: path)
    case "newer":
      try TemporaryFolder.write(bytes, to: path)
      try Connection(path: path, access: .readWrite).run(
        "UPDATE vantage6_admin_state SET value = 99 WHERE name = 'format'")
    default:
      // Pages in the middle are overwritten by zeros.
      try TemporaryFolder.write(
        Array(bytes.prefix(40_960)) + [UInt8](repeating: 0, count: 20_480) + Array(bytes.dropFirst(61_440)), to: path)
    }
    let before = try Self.dump(fixture.path)
    for (method, params): (String, JSON) in [
      ("database.verify", ["name": "f"]), ("database.restore", ["name": "f", "server_stopped": true]),
    ] {
      let refusal = try fixture.refusal(method, params, file: Self.file(path, O_RDONLY))
      #expect(refusal.message.hasPrefix(message), "\(method): \(refusal.message)")
    }
    #expect(try Self.dump(fixture.path) == before)
    #expect(fixture.folder.names.filter { $0.contains("restore") } == [])
  }

  @Test(
    "a restored database is that of the backup, with a history of its own; the contents before are kept",
    arguments: [
      false, true,
    ])
  func restored(isLogged: Bool) throws {
    let folder = try TemporaryFolder()
    let original = try folder.copy(of: .sample4)
    if isLogged {
      #expect(try Connection(path: original, access: .readWrite).value("PRAGMA journal_mode = WAL") == .text("wal"))
    }
    var fixture = try Fixture(copyOf: original)
    try fixture.call("organization.create", ["values": ["name": "first"]])
    let (path, _) = try Self.backUp(&fixture)
    let then = try Self.dump(path)
    try fixture.call("organization.create", ["values": ["name": "second"]])
    let later = try Self.dump(fixture.path)
    let history = try fixture.call("database.status")["audit"]?["history"]
    let rehearsal = try fixture.call(
      "database.restore", ["name": "b", "dry_run": true], file: Self.file(path, O_RDONLY))
    #expect(rehearsal["lost"]?["changes"] == 1 && rehearsal["kept"] == .null)
    #expect(rehearsal["lost"]?["records"] == [["entity": "organization", "now": 6, "then": 5]])
    #expect(try Self.dump(fixture.path) == later)
    let params: JSON = isLogged ? ["name": "b"] : ["name": "b", "server_stopped": true]
    let answer = try fixture.call("database.restore", params, file: Self.file(path, O_RDONLY))
    #expect(try Self.dump(fixture.path) == then)
    let kept = try #require(answer["kept"]?.string)
    #expect(kept == fixture.path + ".before-restore")
    #expect(try Self.dump(kept) == later)
    let now = try fixture.call("database.status")["audit"]
    #expect(now?["history"] == answer["history"] && now?["history"] != history)
    let record = try fixture.call("audit.list", ["order": ["-seq"], "limit": 1])["items"]?[0]
    #expect(record?["method"] == "database.restore" && record?["user"] == "tester" && record?["entity"] == "database")
    #expect(record?["before"] == ["history": history ?? .null] && record?["after"] == record?["before"])
    let undo = try fixture.refusal("audit.undo")
    #expect(undo.kind == "invalid" && undo.message.hasSuffix("restored a backup: it cannot be undone"))
    // The next change and the next id follow those of the backup.
    let created = try fixture.call("organization.create", ["values": ["name": "third"]])
    #expect(created["id"] == rehearsal["lost"]?["records"]?[0]?["now"])
    #expect(try fixture.call("organization.list", ["where": ["name": "second"]])["items"] == [])
    // What was restored can be taken back.
    try fixture.call("database.restore", params, file: Self.file(kept, O_RDONLY))
    #expect(try Self.dump(fixture.path) == later)
  }

  @Test("a backup from before a migration takes the migration back")
  func beforeMigration() throws {
    var fixture = try Fixture(.sample2)
    try fixture.call("organization.create", ["values": ["name": "first"]])
    let (path, _) = try Self.backUp(&fixture)
    let then = try Self.dump(path)
    try fixture.call("database.migrate", ["to": 4])
    #expect(try fixture.call("database.status")["database"]?["layout"] == 4)
    try fixture.call("database.restore", ["name": "b", "server_stopped": true], file: Self.file(path, O_RDONLY))
    #expect(try fixture.call("database.status")["database"]?["layout"] == 2)
    #expect(try Self.dump(fixture.path) == then)
    // Both ways: methods and columns are those of the layout that is there.
    try fixture.call("organization.create", ["values": ["name": "second"]])
    try fixture.call("database.migrate", ["to": 4])
    #expect(try fixture.call("organization.get", ["name": "second"])["name"] == "second")
  }

  @Test("a restore wants to know that the server is stopped, and sees another process if there is a log")
  func stopped() throws {
    var fixture = try Fixture(.sample4)
    let (path, _) = try Self.backUp(&fixture)
    let refusal = try fixture.refusal("database.restore", [:], file: Self.file(path, O_RDONLY))
    #expect(refusal.data?["remedy"] == "server_stopped" && refusal.data?["kind"] == "invalid")
  }

  @Test("a backup of another database is refused, unless it is wanted")
  func otherDatabase() throws {
    var fixture = try Fixture(.sample4)
    var other = try Fixture(.sample4)
    let (path, _) = try Self.backUp(&other)
    let params: JSON = ["name": "b", "server_stopped": true]
    let refusal = try fixture.refusal("database.restore", params, file: Self.file(path, O_RDONLY))
    #expect(refusal.message == "'b' is a backup of another database" && refusal.data?["remedy"] == "other_database")
    let never = try fixture.folder.copy(of: .sample4, as: "never adopted")
    let unknown = try fixture.refusal("database.restore", params, file: Self.file(never, O_RDONLY))
    #expect(unknown.message.hasPrefix("'b' was made before vantage6-admin served a database"))
    let wanted: JSON = ["name": "b", "server_stopped": true, "other_database": true]
    try fixture.call("database.restore", wanted, file: Self.file(path, O_RDONLY))
    #expect(try Self.dump(fixture.path) == Self.dump(path))
  }

  @Test("a restore that is cancelled leaves the database as it was")
  func cancelledRestore() throws {
    var fixture = try Fixture(.sample4)
    let (path, _) = try Self.backUp(&fixture)
    try fixture.call("organization.create", ["values": ["name": "later"]])
    let before = try Self.dump(fixture.path)
    for limit in 0..<8 {
      var count = 0
      var output = JSONWriter()
      let call = try fixture.prepared("database.restore", ["server_stopped": true]).call
      let work = LongWork(
        isCancelled: {
          count += 1; return count > limit
        }, file: Self.file(path, O_RDONLY))
      _ = fixture.reader.answer(call, &fixture.caller, work: work, into: &output)
      let answer = try JSON(parsing: output.bytes)
      guard answer["error"] != nil else { break }
      #expect(answer["error"]?["data"]?["kind"] == "cancelled", "\(limit)")
      #expect(try Self.dump(fixture.path) == before, "\(limit)")
    }
    try fixture.call("organization.create", ["values": ["name": "still works"]])
  }

  @Test("who may only read makes backups and looks at them, and restores none")
  func readOnly() throws {
    var fixture = try Fixture(.sample4)
    fixture.caller.isReadOnly = true
    let (path, _) = try Self.backUp(&fixture)
    try fixture.call("database.verify", file: Self.file(path, O_RDONLY))
    let refusal = try fixture.refusal("database.restore", ["server_stopped": true], file: Self.file(path, O_RDONLY))
    #expect(refusal.data?["kind"] == "read_only")
  }
}
