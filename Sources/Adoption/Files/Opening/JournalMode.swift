package import SQLite

/// How a file's transactions are made atomic (sqlite.org/pragma.html#pragma_journal_mode). The file itself stores only
/// whether it has a write-ahead log.
package enum JournalMode: Sendable {
  case wal
  case rollback
}

extension JournalMode {
  /// A warning for the administrator about this mode; nil if there is none.
  package func warning(_ library: Library = .current) -> String? {
    guard self == .wal, !library.hasSafeLog else { return nil }
    return
      "SQLite \(library.version) has the WAL-reset bug: two programs that write to a database with a write-ahead log can "
      + "lose a transaction, or damage the file; install SQLite 3.51.3 or newer (or 3.50.7, or 3.44.6), or stop all programs "
      + "that use the file and type: sqlite3 FILE 'PRAGMA journal_mode = DELETE'"
  }
}
