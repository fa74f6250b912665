import CSQLite
package import Engine

// Errors from SQLite's result codes (sqlite.org/rescode.html).
extension EngineError {
  /// - Parameter code: the extended result code.
  package init(code: Int32, message: String, sql: String? = nil) {
    let cause = Self.cause(code)
    let refusal: DatabaseRefusal? =
      switch cause {
      case .constraint: DatabaseRefusal(constraint: code, message)
      case .other: DatabaseRefusal(missing: message)
      default: nil
      }
    self.init(
      cause, message, refusal: refusal,
      description: "sqlite error \(code): \(message)" + (sql.map { " in \($0)" } ?? ""))
  }

  init(_ database: OpaquePointer?, code: Int32, sql: String? = nil) {
    let extended = database.map { sqlite3_extended_errcode($0) } ?? code
    let text = database.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
    self.init(
      code: extended == SQLITE_OK ? code : extended, message: text.map { String(cString: $0) } ?? "unknown error",
      sql: sql)
  }

  private static func cause(_ code: Int32) -> Cause {
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .busy
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
    default: .other
    }
  }
}
