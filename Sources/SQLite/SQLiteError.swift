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

  /// What went wrong, as far as anybody acts on it.
  package enum Cause: Sendable {
    /// Another connection holds the lock, and kept it for longer than we wait.
    case busy
    /// A progress check ended the statement.
    case interrupted
    case readOnly
    case diskFull
    case tooBig
    case constraint
    case damaged
    case notADatabase
    case inputOutput
    case cannotOpen
    case noMemory
    /// The tables changed again and again while a statement was made.
    case changedSchema
    case other
  }

  package var cause: Cause {
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: .busy
    case SQLITE_INTERRUPT: .interrupted
    case SQLITE_READONLY: .readOnly
    case SQLITE_FULL: .diskFull
    case SQLITE_TOOBIG: .tooBig
    case SQLITE_CONSTRAINT: .constraint
    case SQLITE_CORRUPT: .damaged
    case SQLITE_NOTADB: .notADatabase
    case SQLITE_IOERR: .inputOutput
    case SQLITE_CANTOPEN: .cannotOpen
    case SQLITE_NOMEM: .noMemory
    case SQLITE_SCHEMA: .changedSchema
    case SQLITE_PROTOCOL: .busy
    default: .other
    }
  }

  /// Which constraint, where that matters.
  package enum Constraint: Sendable { case trigger, other }

  package var constraint: Constraint { code == SQLITE_CONSTRAINT | 7 << 8 ? .trigger : .other }

  package var description: String {
    "sqlite error \(code): \(message)" + (sql.map { " in \($0)" } ?? "")
  }
}
