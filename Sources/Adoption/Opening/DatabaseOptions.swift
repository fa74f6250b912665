package import Engine
package import SQLite

/// How a database is opened.
package struct DatabaseOptions: Sendable {
  package enum Journal: Sendable {
    /// An existing file keeps its journal mode; a new file gets a write-ahead log if SQLite's is safe.
    case keep
    /// The file gets a write-ahead log and keeps it, even if SQLite's is not safe.
    case wal
  }

  package var path: String
  /// The path of the file that has the password for a server, and nothing else; nil for none.
  package var passwordFile: String?
  /// The generation of vantage6 whose tables a new file gets; nil for the usual one.
  package var generation: Int?
  package var journal: Journal
  /// Adds indexes on foreign keys and names.
  package var isIndexed: Bool
  /// How long opening waits for another process's lock.
  package var busyMilliseconds: Int32
  /// Whether a file that is missing or empty is refused, and not made a new database.
  package var mustExist = false
  /// Whether the file has replaced another one, so that its audit log begins another history.
  package var isReplaced = false
  /// Makes the name of a history that begins; tests pass a function of their own.
  package var nameHistory: @Sendable () -> String = { History.randomName() }
  /// Makes the session that the Store uses from that on the file; tests return one that fails.
  package var session: @Sendable (any Session) -> any Session = { $0 }
  /// The SQLite library, whose version says whether its write-ahead log is safe.
  package var library = Library.current
  /// Called now and then during a long opening, with what is being done, for people.
  package var onStep: @Sendable (String) -> Void = { _ in }

  /// How long making one index may lock the database.
  package var indexMilliseconds: Int64 = 2_000
  /// How long the copy of the file may keep other writers waiting.
  package var copyMilliseconds: Int64 = 2_000

  package init(
    path: String, generation: Int? = nil, journal: Journal = .keep, isIndexed: Bool = true,
    busyMilliseconds: Int32 = 2_000
  ) {
    (self.path, self.generation, self.journal) = (path, generation, journal)
    (self.isIndexed, self.busyMilliseconds) = (isIndexed, busyMilliseconds)
  }
}
