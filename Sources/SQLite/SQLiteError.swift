import CSQLite

/// What SQLite answered, with the statement that it was about. Its text is for the log, never for a caller.
///
/// Codes: sqlite.org/rescode.html.
package struct SQLiteError: Error, Sendable, CustomStringConvertible {
  /// The extended result code.
  package let code: Int32
  package let message: String
  package let sql: String?

  package init(code: Int32, message: String, sql: String? = nil) {
    (self.code, self.message, self.sql) = (code, message, sql)
  }

  init(_ database: OpaquePointer?, code: Int32, sql: String? = nil) {
    let extended = database.map { sqlite3_extended_errcode($0) } ?? code
    let text = database.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
    self.init(
      code: extended == SQLITE_OK ? code : extended, message: text.map { String(cString: $0) } ?? "unknown error",
      sql: sql)
  }

  /// The result code without its extension.
  package var primaryCode: Int32 { code & 0xff }
  /// Another connection holds the lock, and kept it for longer than we wait.
  package var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }
  /// A progress handler or `interrupt` ended the statement.
  package var isInterrupted: Bool { primaryCode == SQLITE_INTERRUPT }
  package var isConstraint: Bool { primaryCode == SQLITE_CONSTRAINT }

  package var description: String {
    "sqlite error \(code): \(message)" + (sql.map { " in \($0)" } ?? "")
  }
}
