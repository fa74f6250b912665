package import Engine

// Faults of the file and of the library.
extension SQLiteSession {
  /// sqlite.org/pragma.html#pragma_integrity_check
  package func checkIntegrity(_ found: (String) -> Void) throws(EngineError) {
    do throws(EngineError) {
      let statement = try connection.statement("PRAGMA integrity_check(1000000000)")
      while try statement.step() {
        // Older libraries return all faults of the pages in one row, after a heading.
        for line in (statement.text(0) ?? "").split(separator: "\n") where line != "ok" && !line.hasPrefix("***") {
          found(String(line))
        }
      }
    } catch {
      // After some faults, the check ends with an error.
      guard error.cause == .damaged else { throw error }
      found(error.message)
    }
  }

  package func faults() throws(EngineError) -> [String] {
    guard !Library.current.hasSafeLog, try connection.value("PRAGMA journal_mode") == .text("wal") else { return [] }
    return [
      "SQLite \(Library.current.version) can lose a transaction when two processes write and checkpoint one "
        + "write-ahead log at the same moment: install 3.51.3, 3.50.7 or 3.44.6, or stop the server and change the "
        + "journal mode with 'PRAGMA journal_mode = DELETE'"
    ]
  }

  /// Indexes are left out, since they change no answer. So are the tables that SQLite makes for itself.
  package func objects() throws(EngineError) -> [SchemaObject] {
    let rows = try connection.rows(
      """
      SELECT type, name, tbl_name FROM sqlite_schema WHERE type <> 'index' AND substr(name, 1, 7) <> 'sqlite_'
      ORDER BY type, name
      """)
    return rows.compactMap { row in
      guard let kind = row[0].text, let name = row[1].text, let table = row[2].text else { return nil }
      return SchemaObject(kind: kind, name: name, table: table)
    }
  }
}
