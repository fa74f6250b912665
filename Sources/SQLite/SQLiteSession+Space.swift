package import Engine

// The pages of the file (sqlite.org/fileformat2.html, section 1).
extension SQLiteSession {
  package func space() throws(EngineError) -> FileSpace {
    FileSpace(
      pageBytes: try number("page_size"), pages: try number("page_count"), freePages: try number("freelist_count"),
      // 0 is none, 1 full, 2 incremental.
      returnsPages: try number("auto_vacuum") > 0)
  }

  private func number(_ pragma: String) throws(EngineError) -> Int64 {
    try connection.value("PRAGMA \(pragma)")?.integer ?? 0
  }

  /// sqlite.org/dbstat.html
  package func objectSizes() throws(EngineError) -> [ObjectSize]? {
    // The table is there only where the library was built with it.
    guard try connection.value("SELECT sqlite_compileoption_used('ENABLE_DBSTAT_VTAB')") == .integer(1) else {
      return nil
    }
    let rows = try connection.rows(
      """
      SELECT d.name, coalesce(s.tbl_name, d.name), s.type = 'index', d.pgsize
      FROM dbstat('main', 1) AS d LEFT JOIN sqlite_schema AS s ON s.name = d.name
      """)
    return rows.compactMap { row in
      guard let name = row[0].text, let table = row[1].text, let bytes = row[3].integer else { return nil }
      return ObjectSize(name: name, table: table, isIndex: row[2] == .integer(1), bytes: bytes)
    }
  }

  package func returnPages(_ count: Int) throws(EngineError) {
    try connection.run("PRAGMA incremental_vacuum(\(count))")
  }

  package func rebuild() throws(EngineError) {
    // The mode counts from the next VACUUM on (sqlite.org/pragma.html#pragma_auto_vacuum).
    try connection.run("PRAGMA auto_vacuum = INCREMENTAL")
    try connection.run("VACUUM")
  }

  package func truncateLog() throws(EngineError) { try connection.run("PRAGMA wal_checkpoint(TRUNCATE)") }
}
