import Admin
import Catalogue
import Engine
import Glibc
import SQLite
import TestData
import Testing

@testable import Adoption

/// Opens a vantage6 database; a new one has no rows.
func openDatabase(_ options: DatabaseOptions) throws(Failure) -> DatabaseFile {
  try DatabaseFile.open(options, .vantage6) { (_, _) throws(EngineError) in }
}

func openDatabase(_ path: String) throws(Failure) -> DatabaseFile { try openDatabase(DatabaseOptions(path: path)) }

/// What a file holds besides ours: its schema, and every row with its storage class.
func contents(_ path: String) throws -> [String: [[SQLValue]]] {
  let connection = try Connection(path: path, access: .readWrite)
  let objects = try connection.rows(
    "SELECT name, type, sql FROM sqlite_schema WHERE name NOT LIKE 'vantage6\\_admin\\_%' ESCAPE '\\' ORDER BY name")
  var contents = ["": objects]
  for object in objects where object[1] == .text("table") {
    guard let name = object[0].text else { continue }
    contents[name] = try connection.rows("SELECT rowid, * FROM \"\(name)\" ORDER BY rowid")
  }
  return contents
}

func own(_ path: String) throws -> [[SQLValue]] {
  try Connection(path: path, access: .readWrite).rows(
    "SELECT name, sql FROM sqlite_schema WHERE name LIKE 'vantage6\\_admin\\_%' ESCAPE '\\' ORDER BY name")
}

@Suite struct OpeningTests {
  @Test("a missing file becomes a database of the generation", arguments: [2, 3, 4, 5])
  func missing(generation: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "new.sqlite")
    var options = DatabaseOptions(path: path, generation: generation)
    options.library = SQLite.Library(number: 3_051_003)
    let file = try DatabaseFile.open(options, .vantage6) { (fresh, connection) throws(EngineError) in
      try connection.run("INSERT INTO organization (name) VALUES (?1)", [.text("rule \(fresh.rows.count)")])
    }
    #expect(file.wasCreated)
    #expect(file.journal == .wal)
    #expect(Catalogue.vantage6.generation(of: file.layout) == generation)
    #expect(file.backup == nil)
    #expect(file.warnings == [])
    #expect(folder.names == ["new.sqlite"])
    #expect(try permissions(path) == 0o600)
    let fresh = try #require(Product.vantage6.fresh[generation])
    let connection = try file.connect(.reader)
    #expect(try connection.value("SELECT name FROM organization") == .text("rule \(fresh.rows.count)"))
    #expect(
      try connection.value("SELECT last FROM vantage6_admin_sequence WHERE name = 'organization'") == .integer(1))
    let rows = try connection.rows(
      "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'vantage6%' ORDER BY rowid")
    #expect(rows == fresh.tables.map { [.text($0)] })
    #expect(try connection.value("PRAGMA integrity_check") == .text("ok"))
  }

  @Test("where SQLite's write-ahead log is not safe, a new file has none, unless it is asked for, which is warned of")
  func unsafeLog() throws {
    let folder = try TemporaryFolder()
    func open(_ name: String, _ journal: DatabaseOptions.Journal = .keep, library: Int32) throws -> DatabaseFile {
      var options = DatabaseOptions(path: folder.path(of: name), journal: journal)
      options.library = SQLite.Library(number: library)
      return try openDatabase(options)
    }
    let plain = try open("plain", library: 3_040_001)
    #expect(plain.journal == .rollback && plain.warnings == [])
    // EXTRA
    #expect(try plain.connect(.writer).value("PRAGMA synchronous") == .integer(3))
    let logged = try open("logged", .wal, library: 3_040_001)
    #expect(logged.journal == .wal)
    #expect(logged.warnings.contains { $0.contains("SQLite 3.40.1 has the WAL-reset bug") })
    // What has one keeps it, with the warning as long as it holds.
    #expect(try open("logged", library: 3_051_002).warnings.count == 1)
    let safe = try open("logged", library: 3_051_003)
    #expect(safe.journal == .wal && safe.warnings == [])
  }

  @Test("an empty file becomes a database, and keeps its permissions")
  func empty() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "empty")
    try TemporaryFolder.write([], to: path)
    chmod(path, 0o640)
    let file = try openDatabase(path)
    #expect(file.wasCreated)
    #expect(Catalogue.vantage6.generation(of: file.layout) == 4)
    #expect(try permissions(path) == 0o640)
    #expect(try !openDatabase(path).wasCreated)
    #expect(folder.names == ["empty"])
  }

  @Test("a creation that fails leaves no half of a schema, and the next one succeeds")
  func failedCreation() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "new.sqlite")
    do {
      _ = try DatabaseFile.open(DatabaseOptions(path: path), .vantage6) { (_, connection) throws(EngineError) in
        try connection.run("INSERT INTO organization (name) VALUES ('seed')")
        throw EngineError(code: 13, message: "database or disk is full")
      }
      Issue.record("a failed seed made a database")
    } catch {
      #expect(error.message == "no space is left for the database '\(path)'")
    }
    let tables = try Connection(path: path, access: .readWrite).value("SELECT count(*) FROM sqlite_schema")
    #expect(tables == .integer(0))
    #expect(try openDatabase(path).wasCreated)
  }

  @Test("a crash during creation is rolled back by the next opening")
  func crash() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "new.sqlite")
    // What a killed process leaves is what the disk holds in the middle of its transaction: copied while it is open,
    // after so little cache that pages were written early.
    let crashed = folder.path(of: "crashed.sqlite")
    var sides = 0
    _ = try DatabaseFile.open(DatabaseOptions(path: path), .vantage6) { (_, connection) throws(EngineError) in
      try connection.run("PRAGMA cache_spill = 1")
      try connection.run("PRAGMA cache_size = 1")
      for number in 0..<500 {
        try connection.run("INSERT INTO organization (name) VALUES (?1)", [.text("organization \(number)")])
      }
      for side in ["", "-wal", "-journal"] {
        guard let bytes = try? TemporaryFolder.bytes(of: path + side) else { continue }
        try? TemporaryFolder.write(bytes, to: crashed + side)
        sides += side.isEmpty || bytes.isEmpty ? 0 : 1
      }
    }
    #expect(sides > 0)
    let file = try openDatabase(crashed)
    #expect(file.wasCreated)
    let connection = try file.connect(.reader)
    #expect(try connection.value("SELECT count(*) FROM organization") == .integer(0))
    #expect(try connection.value("PRAGMA integrity_check") == .text("ok"))
  }

  @Test(
    "a database is adopted once: what was there stays, a copy is made, nothing is added twice",
    arguments: Sample.allCases)
  func adoption(sample: Sample) throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: sample)
    chmod(path, 0o664)
    let before = try contents(path)
    let file = try openDatabase(path)
    #expect(!file.wasCreated)
    #expect(file.journal == .rollback)
    #expect(try contents(path) == before)
    let backup = try #require(file.backup)
    #expect(backup.hasSuffix("/\(sample.rawValue).before-vantage6-admin"))
    #expect(try permissions(backup) == 0o664)
    #expect(try contents(backup) == before)
    #expect(try own(backup) == [])
    let added = try own(path)
    #expect(added.count > 20)
    let bytes = try TemporaryFolder.bytes(of: path)
    let again = try openDatabase(path)
    #expect(again.backup == nil)
    #expect(again.layout == file.layout)
    #expect(try own(path) == added)
    #expect(try TemporaryFolder.bytes(of: path) == bytes)
    #expect(folder.names == [sample.rawValue, "\(sample.rawValue).before-vantage6-admin"])
  }

  @Test("an earlier copy is never overwritten")
  func secondCopy() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample3, as: "v6.sqlite")
    try TemporaryFolder.write([1, 2, 3], to: path + ".before-vantage6-admin")
    #expect(try #require(openDatabase(path).backup).hasSuffix("v6.sqlite.before-vantage6-admin-2"))
    #expect(try TemporaryFolder.bytes(of: path + ".before-vantage6-admin") == [1, 2, 3])
  }

  @Test("every foreign key and name leads exactly one index, without ours where there is one")
  func indexes() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    let file = try openDatabase(path)
    let connection = try file.connect(.reader)
    let leading = try connection.rows(
      """
      SELECT s.name || '.' || c.name, i.name FROM sqlite_schema AS s, pragma_index_list(s.name) AS i,
        pragma_index_info(i.name) AS c WHERE s.type = 'table' AND c.seqno = 0
      """
    ).reduce(into: [String: [String]]()) { $0[$1[0].text ?? "", default: []].append($1[1].text ?? "") }
    #expect(leading["task.init_org_id"] == ["vantage6_admin_index_task_init_org_id"])
    #expect(leading["task.job_id"] == ["vantage6_admin_index_task_job_id"])
    #expect(leading["Member.organization_id"] == ["vantage6_admin_index_Member_organization_id"])
    #expect(leading["role.name"] == ["vantage6_admin_index_role_name"])
    #expect(leading["organization.name"] == ["sqlite_autoindex_organization_1"])
    #expect(leading["user.username"] == ["sqlite_autoindex_user_1"])
    #expect(leading.values.allSatisfy { $0.count == 1 })
    let plan = try connection.rows("EXPLAIN QUERY PLAN SELECT collaboration_id FROM Member WHERE organization_id = 1")
    #expect(plan.first?.last?.text?.contains("USING COVERING INDEX vantage6_admin_index_Member") == true)
  }

  @Test("a database can be opened without indexes, and get them later")
  func unindexed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample2)
    _ = try openDatabase(DatabaseOptions(path: path, isIndexed: false))
    let names = try own(path).compactMap { $0[0].text }
    #expect(
      names == [
        "vantage6_admin_audit", "vantage6_admin_audit_record", "vantage6_admin_audit_undoes", "vantage6_admin_sequence",
        "vantage6_admin_state",
      ])
    #expect(try openDatabase(path).backup == nil)
    #expect(try own(path).count > 20)
  }

  @Test("a file of 0.1.0 gets the index that undo needs, whatever the options say", arguments: [false, true])
  func auditIndexes(isIndexed: Bool) throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample3)
    _ = try openDatabase(path)
    try Connection(path: path, access: .readWrite).run("DROP INDEX vantage6_admin_audit_undoes")
    _ = try openDatabase(DatabaseOptions(path: path, isIndexed: isIndexed))
    let connection = try Connection(path: path, access: .readOnly)
    for (question, index) in [
      ("SELECT seq, call FROM vantage6_admin_audit WHERE undoes = ?1 ORDER BY seq DESC LIMIT 1", "audit_undoes"),
      (
        "SELECT changes FROM vantage6_admin_audit WHERE entity = ?1 AND id = ?2 AND seq > ?3 ORDER BY seq",
        "audit_record"
      ),
    ] {
      let plan = try connection.rows("EXPLAIN QUERY PLAN " + question).compactMap { $0.last?.text }
      #expect(plan.count == 1 && plan[0].contains("USING INDEX vantage6_admin_\(index) ("), "\(plan)")
    }
    _ = consume connection
    _ = try DatabaseFile.release(path, .vantage6)
    #expect(try own(path).isEmpty)
  }

  @Test("sequences start at the highest number seen, and never sink")
  func sequences() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample3)
    let file = try openDatabase(path)
    let writer = try file.connect(.writer)
    func last(_ name: String) throws -> SQLValue? {
      try writer.value("SELECT last FROM vantage6_admin_sequence WHERE name = ?1", [.text(name)])
    }
    let users = try writer.value("SELECT max(id) FROM authenticatable")
    #expect(try last("authenticatable") == users)
    #expect(try last("user") == nil)
    #expect(try last("run_id") == writer.value("SELECT max(run_id) FROM task"))
    let before = try last("organization")
    try writer.script(
      """
      DELETE FROM organization; INSERT INTO node (id) VALUES (1000); INSERT INTO task (run_id) VALUES (77), ('none')
      """)
    _ = try openDatabase(path)
    #expect(try last("organization") == before)
    #expect(try last("authenticatable") == .integer(1000))
    #expect(try last("run_id") == .integer(77))
  }

  @Test("the journal mode of an adopted file changes only where that is asked for")
  func journal() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    #expect(try openDatabase(path).journal == .rollback)
    #expect(try openDatabase(DatabaseOptions(path: path, journal: .wal)).journal == .wal)
    #expect(try openDatabase(path).journal == .wal)
    #expect(try Connection(path: path, access: .readWrite).value("PRAGMA journal_mode") == .text("wal"))
  }

  @Test("rows that an upgrade in place left behind are told of", arguments: Sample.allCases)
  func leftovers(sample: Sample) throws {
    let folder = try TemporaryFolder()
    let warnings = try openDatabase(folder.copy(of: sample)).warnings
    switch sample {
    case .upgraded2to4, .upgraded3to4:
      #expect(warnings.contains { $0.contains("'result'") })
      #expect(warnings.contains { $0.contains("'run_id'") })
    default: #expect(warnings == [])
    }
  }

  @Test("a file that was replaced is no longer the one at its path")
  func identity() throws {
    let folder = try TemporaryFolder()
    let file = try openDatabase(folder.copy(of: .sample4))
    #expect(file.isAtItsPath)
    rename(file.path, file.path + ".old")
    #expect(!file.isAtItsPath)
    _ = try folder.copy(of: .sample4)
    #expect(!file.isAtItsPath)
  }

  @Test("a link leads to the file beside which the side files are")
  func link() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4, as: "real.sqlite")
    let link = folder.path(of: "link.sqlite")
    symlink("real.sqlite", link)
    let file = try openDatabase(link)
    #expect(file.path.hasSuffix("/real.sqlite"))
    #expect(folder.names == ["link.sqlite", "real.sqlite", "real.sqlite.before-vantage6-admin"])
    #expect(FileIdentity(of: path) == file.identity)
  }

  @Test("a file with a second name is told of")
  func hardLink() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    #expect(Glibc.link(path, folder.path(of: "second.sqlite")) == 0)
    #expect(try openDatabase(path).warnings.contains { $0.contains("hard links") })
  }

  @Test("connections are durable, and readers cannot write", arguments: [DatabaseOptions.Journal.keep, .wal])
  func settings(journal: DatabaseOptions.Journal) throws {
    let folder = try TemporaryFolder()
    let file = try openDatabase(DatabaseOptions(path: folder.copy(of: .sample4), journal: journal))
    let reader = try file.connect(.reader)
    let writer = try file.connect(.writer)
    // FULL is 2, EXTRA is 3.
    #expect(try writer.value("PRAGMA synchronous") == .integer(journal == .wal ? 2 : 3))
    #expect(try writer.value("PRAGMA foreign_keys") == .integer(0))
    try writer.run("INSERT INTO organization (name) VALUES ('new')")
    #expect(try reader.value("SELECT count(*) FROM organization WHERE name = 'new'") == .integer(1))
    #expect(throws: EngineError.self) { try reader.run("DELETE FROM organization") }
  }

  @Test("a file that another process makes just now is taken; a link that leads nowhere is refused")
  func madeMeanwhile() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "new.sqlite")
    try TemporaryFolder.write([], to: path)
    #expect(try FilePath.newPath(path).hasSuffix("/new.sqlite"))
    let link = folder.path(of: "link")
    #expect(symlink("nowhere", link) == 0)
    #expect(throws: Failure.self) { try FilePath.newPath(link) }
  }

  @Test("many openers at once make one database")
  func concurrentCreation() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "new.sqlite")
    let created = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try DatabaseFile.open(DatabaseOptions(path: path, busyMilliseconds: 20_000), .vantage6) {
            (_, connection) throws(EngineError) in try connection.run("INSERT INTO organization (name) VALUES ('seed')")
          }.wasCreated
        }
      }
      return try await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(created.filter { $0 }.count == 1)
    let connection = try Connection(path: path, access: .readWrite)
    #expect(try connection.value("SELECT count(*) FROM organization") == .integer(1))
  }

  @Test("many openers at once adopt a file once")
  func concurrentAdoption() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample3)
    let before = try contents(path)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { _ = try openDatabase(DatabaseOptions(path: path, busyMilliseconds: 20_000)) }
      }
      try await group.waitForAll()
    }
    #expect(try contents(path) == before)
    #expect(try Connection(path: path, access: .readWrite).value("PRAGMA integrity_check") == .text("ok"))
    #expect(folder.names.allSatisfy { !$0.hasSuffix(".part") && !$0.hasSuffix("-journal") })
  }
}

func permissions(_ path: String) throws -> mode_t {
  var status = stat()
  try #require(stat(path, &status) == 0)
  return status.st_mode & 0o777
}
