import CSQLite
package import Engine

/// A copy of a whole database in steps, through SQLite's online backup (sqlite.org/backup.html): others may read and
/// write the source between steps. What it has copied is whole once `step` answered true. Both connections must outlive
/// it.
package struct Backup: ~Copyable {
  private let pointer: OpaquePointer

  /// - Throws: when the target is in use.
  package init(of source: borrowing Connection, into target: borrowing Connection) throws(EngineError) {
    guard let pointer = sqlite3_backup_init(target.handle, "main", source.handle, "main") else {
      throw EngineError(target.handle, code: SQLITE_ERROR)
    }
    self.pointer = pointer
  }

  deinit { sqlite3_backup_finish(pointer) }

  /// Copies that many more pages, or all that are left where the number is negative; true when the copy is complete.
  /// The source is locked against commits while a step runs. It starts again from the first page when another
  /// connection has written to the source since the last step.
  package func step(pages: Int32) throws(EngineError) -> Bool {
    switch sqlite3_backup_step(pointer, pages) {
    case SQLITE_DONE: return true
    case SQLITE_OK: return false
    case let code: throw EngineError(code: code, message: sqlite3_errstr(code).map { String(cString: $0) } ?? "")
    }
  }
}
