package import Catalogue
import Engine
import Glibc
import Linux
import SQLite
import Store
import Vocabulary

extension DatabaseFile {
  /// Removes what the daemon added to a file: tables, indexes, and the write-ahead log if the file had none before. It
  /// changes nothing else, and leaves the copies beside the file.
  /// - Parameter isDry: whether nothing is changed, and the result says what would be.
  /// - Throws: `busy` while a daemon serves the file or another process keeps it locked; `invalid` if it is no database
  ///   of the product.
  package static func release(
    _ path: String, _ product: Product, isDry: Bool = false, busyMilliseconds: Int32 = 5_000
  ) throws(Failure) -> Departure {
    let file = try FilePath(path)
    guard file.exists else { throw Failure(.invalid, "there is no database '\(path)'") }
    let lock = try DatabaseLock(database: path, socket: nil)
    let hold = try FileHold(of: path)
    defer { withExtendedLifetime(hold) {} }
    let departure = try Releasing(file: file, refusal: Refusal(file, product), busyMilliseconds: busyMilliseconds).run(
      isDry)
    _ = consume lock
    return departure
  }
}

/// One release of one file.
private struct Releasing {
  let file: FilePath
  let refusal: Refusal
  let busyMilliseconds: Int32

  func run(_ isDry: Bool) throws(Failure) -> Departure {
    let connection = try attempt { () throws(EngineError) in
      try Connection(path: file.resolved, access: .readWrite, busyMilliseconds: busyMilliseconds)
    }
    // Until the file is checked, do not checkpoint a write-ahead log that a crashed process left.
    connection.setCheckpointsOnClose(FileIdentity(of: file.resolved + "-wal") == nil)
    let (layout, objects, isLogged) = try attempt { () throws(EngineError) in
      (
        Layout(columns: try connection.tables()), try Self.objects(connection),
        try connection.value("PRAGMA journal_mode")?.text == "wal"
      )
    }
    try refusal.check(layout)
    let backups = Self.backups(of: file.resolved)
    let tables = objects.filter(\.isTable).map(\.name)
    let departure = Departure(
      name: file.resolved, tables: tables, indexes: objects.filter { !$0.isTable }.map(\.name),
      changeCount: try attempt { () throws(EngineError) in try Self.changeCount(tables, connection) },
      restoresJournal: isLogged && !objects.isEmpty && !Self.isLogged(backups.last), backups: backups)
    guard !isDry, !objects.isEmpty else { return departure }
    connection.setCheckpointsOnClose(true)
    // First, since this is the step that another process can prevent.
    if departure.restoresJournal { try restoreJournal(connection) }
    try attempt { () throws(EngineError) in try Self.drop(objects, connection) }
    return departure
  }

  private func attempt<Result: ~Copyable>(_ body: () throws(EngineError) -> Result) throws(Failure) -> Result {
    do { return try body() } catch { throw refusal.failure(error) }
  }

  private typealias Object = (name: String, isTable: Bool)

  /// Our tables and indexes, without the indexes that SQLite makes by itself: those are dropped with their tables.
  private static func objects(_ connection: borrowing Connection) throws(EngineError) -> [Object] {
    try connection.rows(
      "SELECT name, type FROM sqlite_schema WHERE type IN ('index', 'table') AND sql IS NOT NULL ORDER BY type, name"
    ).compactMap { row in
      guard let name = row[0].text, name.hasPrefix(OwnTables.prefix) else { return nil }
      return (name, row[1] == .text("table"))
    }
  }

  private static func changeCount(
    _ tables: [String], _ connection: borrowing Connection
  ) throws(EngineError) -> Int64 {
    guard tables.contains(OwnTables.audit) else { return 0 }
    return try connection.value("SELECT count(*) FROM \(OwnTables.audit)")?.integer ?? 0
  }

  private static func drop(_ objects: [Object], _ connection: borrowing Connection) throws(EngineError) {
    // The audit log may contain hashes of passwords, so SQLite has to overwrite what is freed.
    _ = try connection.value("PRAGMA secure_delete = ON")
    try connection.run("PRAGMA synchronous = EXTRA")
    try connection.runInSteps(objects.filter { !$0.isTable }.map { "DROP INDEX IF EXISTS \(quoted($0.name))" })
    let tables = objects.filter(\.isTable)
    // Empty a large table in steps first, so that no other process waits long while it is dropped.
    if tables.contains(where: { $0.name == OwnTables.audit }) {
      try connection.runInSteps { () throws(EngineError) in
        let audit = OwnTables.audit
        try connection.run("DELETE FROM \(audit) WHERE seq IN (SELECT seq FROM \(audit) ORDER BY seq LIMIT 1000)")
        return connection.changeCount > 0
      }
    }
    try connection.transaction(.immediate, converting: { $0 }) { () throws(EngineError) in
      for table in tables { try connection.script("DROP TABLE IF EXISTS \(quoted(table.name))") }
    }
  }

  private static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

  /// Gives the file a rollback journal.
  /// - Throws: `busy` if another process keeps the file open.
  private func restoreJournal(_ connection: borrowing Connection) throws(Failure) {
    let deadline = monotonicNanoseconds() + Int64(busyMilliseconds) * 1_000_000
    while true {
      do throws(EngineError) {
        if try connection.value("PRAGMA journal_mode = DELETE") == .text("delete") { return }
      } catch {
        guard error.cause == .busy else { throw refusal.failure(error) }
      }
      guard monotonicNanoseconds() < deadline else {
        throw Failure(
          .busy, "the database '\(file.given)' is open in another process, so its write-ahead log cannot be removed",
          hint: "stop the vantage6 server, and try again: nothing was changed yet")
      }
      usleep(10_000)
    }
  }

  /// The paths of the safety copies, the oldest first: `FILE.before-vantage6-admin`, `…-2` and so on.
  private static func backups(of path: String) -> [String] {
    let (folder, name) = FilePath.split(path)
    let first = name + SafetyCopy.adoptionSuffix
    let copies = SmallFile.names(inFolder: folder).compactMap { entry -> (Int, String)? in
      if entry == first { return (1, entry) }
      guard entry.hasPrefix(first + "-"), let number = Int(entry.dropFirst(first.count + 1)) else { return nil }
      return (number, entry)
    }
    return copies.sorted { $0.0 < $1.0 }.map { "\(folder == "/" ? "" : folder)/\($0.1)" }
  }

  /// Whether the header of a file says that it has a write-ahead log (sqlite.org/fileformat2.html, section 1.3).
  /// - Returns: false without a copy to look at: vantage6 itself makes no write-ahead log.
  private static func isLogged(_ path: String?) -> Bool {
    guard let path, let header = try? SmallFile.bytes(path, atMost: 20), header.count == 20 else { return false }
    return header[18] == 2
  }
}
