package import Engine
package import SQLite

/// How a database file is opened.
package struct DatabaseOptions: Sendable {
  package enum Journal: Sendable {
    /// An existing file keeps what it has; a new one gets a write-ahead log where SQLite's is safe.
    case keep
    /// A write-ahead log, which stays with the file, even where SQLite's is not safe.
    case wal
  }

  package var path: String
  /// The generation of a new file; nil for the newest.
  package var generation: Int?
  package var journal: Journal
  /// Adds indexes on foreign keys and names.
  package var isIndexed: Bool
  /// How long opening waits for another process's lock.
  package var busyMilliseconds: Int32
  /// A file that is missing or empty is refused, and not made a new database.
  package var mustExist = false
  /// The file was put in the place of another one: its audit log tells another history from now on.
  package var isReplaced = false
  /// Names the history that a file's audit log begins; tests bring a name of their own.
  package var nameHistory: @Sendable () -> String = { History.randomName() }
  /// What the Store is given in place of a session; tests bring one that fails.
  package var session: @Sendable (any Session) -> any Session = { $0 }
  /// Whose write-ahead log it would be.
  package var library = Library.current
  /// Called now and then while opening takes long, with what is being done, for people.
  package var onStep: @Sendable (String) -> Void = { _ in }

  /// How long making one index may lock the database.
  package var indexMilliseconds: Int64 = 2_000
  /// How long others who want to write may have to wait for the copy of their file.
  package var copyMilliseconds: Int64 = 2_000

  package init(
    path: String, generation: Int? = nil, journal: Journal = .keep, isIndexed: Bool = true,
    busyMilliseconds: Int32 = 2_000
  ) {
    (self.path, self.generation, self.journal) = (path, generation, journal)
    (self.isIndexed, self.busyMilliseconds) = (isIndexed, busyMilliseconds)
  }
}

/// How a file's transactions are made atomic (sqlite.org/pragma.html#pragma_journal_mode). Only this difference is kept
/// in the file itself.
package enum JournalMode: Sendable {
  case wal
  case rollback
}

extension JournalMode {
  /// What the administrator should know of it; nil where there is nothing.
  package func warning(_ library: Library = .current) -> String? {
    guard self == .wal, !library.hasSafeLog else { return nil }
    return
      "SQLite \(library.version) has the WAL-reset bug: two programs that write to a database with a write-ahead log can "
      + "lose a transaction, or damage the file; install SQLite 3.51.3 or newer (or 3.50.7, or 3.44.6), or stop all programs "
      + "that use the file and type: sqlite3 FILE 'PRAGMA journal_mode = DELETE'"
  }
}
