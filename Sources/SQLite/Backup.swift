import CSQLite
package import Engine

/// Copies a whole database in steps, through SQLite's online backup (sqlite.org/backup.html). Other connections may
/// read and write the source between steps. The copy is complete once `step` has returned true. Both connections must
/// outlive this value.
package struct Backup: ~Copyable {
  private let pointer: OpaquePointer

  /// - Throws: if the target is in use.
  package init(of source: borrowing Connection, into target: borrowing Connection) throws(EngineError) {
    guard let pointer = sqlite3_backup_init(target.handle, "main", source.handle, "main") else {
      throw EngineError(target.handle, code: SQLITE_ERROR)
    }
    self.pointer = pointer
  }

  deinit { sqlite3_backup_finish(pointer) }

  /// How many pages the source had at the last step, and how many of them are not copied yet; 0 before the first step.
  package var pages: Int32 { sqlite3_backup_pagecount(pointer) }
  package var remaining: Int32 { sqlite3_backup_remaining(pointer) }

  /// Copies that many more pages, or all remaining ones if the number is negative. The source is locked against commits
  /// while a step runs. The copy starts again from the first page if another connection has written to the source since
  /// the last step.
  /// - Returns: whether the copy is complete.
  package func step(pages: Int32) throws(EngineError) -> Bool {
    switch sqlite3_backup_step(pointer, pages) {
    case SQLITE_DONE: return true
    case SQLITE_OK: return false
    case let code: throw EngineError(code: code, message: sqlite3_errstr(code).map { String(cString: $0) } ?? "")
    }
  }
}
