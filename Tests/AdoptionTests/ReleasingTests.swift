import Admin
import Adoption
import Catalogue
import Engine
import Glibc
import SQLite
import TestData
import Testing

@Suite struct ReleasingTests {
  @Test(
    "after a release, schema, rows and journal are what they were before the adoption", arguments: Sample.allCases,
    [false, true])
  func asBefore(sample: Sample, isLogged: Bool) throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: sample, as: "v6.sqlite")
    let (before, dump) = (try contents(path), try Self.dump(path))
    let header = try TemporaryFolder.bytes(of: path)[18..<20]
    let file = try openDatabase(DatabaseOptions(path: path, journal: isLogged ? .wal : .keep))
    try Self.record(2_500, in: file)
    #expect(try !own(path).isEmpty)
    let departure = try DatabaseFile.release(path, .vantage6)
    #expect(departure.tables.contains("vantage6_admin_audit") && departure.changeCount == 2_500)
    #expect(departure.indexes.contains { $0.hasPrefix("vantage6_admin_index_") })
    #expect(departure.restoresJournal == isLogged)
    #expect(departure.backups == [file.path + ".before-vantage6-admin"])
    #expect(try contents(path) == before)
    #expect(try own(path) == [])
    #expect(try Self.dump(path) == dump)
    #expect(try TemporaryFolder.bytes(of: path)[18..<20] == header)
    #expect(folder.names == ["v6.sqlite", "v6.sqlite.before-vantage6-admin"])
  }

  @Test("what the log held is overwritten")
  func secrets() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    try Self.record(3, in: try openDatabase(path))
    #expect(try Self.holds("old secret hash", path))
    _ = try DatabaseFile.release(path, .vantage6)
    #expect(try !Self.holds("old secret hash", path))
  }

  @Test("a log that was there before stays, and a file of ours ends as the server makes one")
  func logs() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample3)
    try Connection(path: path, access: .readWrite).run("PRAGMA journal_mode = WAL")
    _ = try openDatabase(path)
    #expect(try !DatabaseFile.release(path, .vantage6).restoresJournal)
    #expect(try TemporaryFolder.bytes(of: path)[18] == 2)
    let new = folder.path(of: "new.sqlite")
    _ = try openDatabase(DatabaseOptions(path: new, journal: .wal))
    #expect(try DatabaseFile.release(new, .vantage6).restoresJournal)
    #expect(try TemporaryFolder.bytes(of: new)[18] == 1)
  }

  @Test("a dry run says the same and changes nothing, and a second release finds nothing")
  func dry() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    _ = try openDatabase(DatabaseOptions(path: path, journal: .wal))
    let before = try TemporaryFolder.bytes(of: path)
    let names = folder.names
    let would = try DatabaseFile.release(path, .vantage6, isDry: true)
    #expect(try TemporaryFolder.bytes(of: path) == before)
    #expect(folder.names == names)
    let did = try DatabaseFile.release(path, .vantage6)
    #expect(would.tables == did.tables && would.indexes == did.indexes && would.restoresJournal && did.restoresJournal)
    let again = try DatabaseFile.release(path, .vantage6)
    #expect(again.tables == [] && again.indexes == [] && again.changeCount == 0)
  }

  @Test("a database that is served, open with a log, missing or somebody else's is not released")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    _ = try openDatabase(DatabaseOptions(path: path, journal: .wal))
    let lock = try DatabaseLock(database: path, socket: "/run/x.sock")
    #expect(Self.refusal(path)?.contains("already served by another vantage6-admin") == true)
    _ = consume lock
    let other = try Connection(path: path, access: .readWrite)
    _ = try other.rows("SELECT * FROM organization")
    #expect(Self.refusal(path)?.contains("is open in another process") == true)
    #expect(try !own(path).isEmpty)
    _ = consume other
    #expect(Self.refusal(folder.path(of: "none"))?.hasPrefix("there is no database") == true)
    let foreign = folder.path(of: "foreign.sqlite")
    try Connection(path: foreign, access: .create).run("CREATE TABLE vantage6_admin_t (a)")
    #expect(Self.refusal(foreign)?.contains("is not a vantage6 database") == true)
    #expect(Self.refusal(path) == nil)
  }

  private static func refusal(_ path: String) -> String? {
    do {
      _ = try DatabaseFile.release(path, .vantage6, busyMilliseconds: 50)
      return nil
    } catch { return error.message }
  }

  /// Fills the audit log as changes do.
  private static func record(_ count: Int, in file: DatabaseFile) throws {
    let connection = try file.connect(.writer)
    try connection.run(
      """
      WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
      INSERT INTO vantage6_admin_audit (at, uid, pid, method, entity, id, call, "transaction", changes)
      SELECT '', 0, 1, 'user.update', 'user', i, i, i, 'old secret hash' FROM n
      """, [.integer(Int64(count))])
  }

  private static func holds(_ text: String, _ path: String) throws -> Bool {
    try TemporaryFolder.bytes(of: path).firstRange(of: Array(text.utf8)) != nil
  }

  private static let hasShell: Bool = {
    let isThere = ["/bin/", "/usr/bin/", "/usr/local/bin/"].contains { access($0 + "sqlite3", X_OK) == 0 }
    if !isThere { print("skipped: without 'sqlite3', files are compared by their schema and rows only") }
    return isThere
  }()

  /// What sqlite3 itself writes of a file; nothing where it is not installed.
  private static func dump(_ path: String) throws -> [UInt8] {
    guard hasShell, let pipe = popen("sqlite3 '\(path)' .dump 2>/dev/null", "re") else { return [] }
    defer { pclose(pipe) }
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&room, 1, room.count, pipe), count > 0 { bytes += room[..<count] }
    #expect(!bytes.isEmpty)
    return bytes
  }
}
