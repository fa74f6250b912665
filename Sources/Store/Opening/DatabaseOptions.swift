/// How a database file is opened.
package struct DatabaseOptions: Sendable {
  package enum Journal: Sendable {
    /// An existing file keeps what it has; a new one gets a write-ahead log.
    case keep
    /// Switches an existing file to a write-ahead log, which stays with the file.
    case wal
  }

  package var path: String
  /// The generation of a new file: 2, 3 or 4.
  package var generation: Int
  package var journal: Journal
  /// Adds indexes on foreign keys and names.
  package var isIndexed: Bool
  /// How long opening waits for another process's lock.
  package var busyMilliseconds: Int32
  /// Called now and then while opening takes long, with what is being done, for people.
  package var onStep: @Sendable (String) -> Void = { _ in }

  /// How long making one index may lock the database.
  package var indexMilliseconds: Int64 = 2_000
  /// How long others who want to write may have to wait for the copy of their file.
  package var copyMilliseconds: Int64 = 2_000

  package init(
    path: String, generation: Int = 4, journal: Journal = .keep, isIndexed: Bool = true,
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
