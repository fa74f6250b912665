package import Catalogue
package import Engine
package import SQLite
import Synchronization

/// A vantage6 database that is ready for use: everything about the file that its connections share.
package struct DatabaseFile: Sendable {
  /// Absolute, with every link followed: the name beside which SQLite puts its side files.
  package let path: String
  package let identity: FileIdentity
  package let layout: Layout
  package let journal: JournalMode
  /// There was no file, or an empty one.
  package let wasCreated: Bool
  /// The copy that was made before the first addition to somebody else's file.
  package let backup: String?
  /// What the administrator should know, one sentence each.
  package let warnings: [String]
  /// The path as it was given: a link in it may lead elsewhere one day.
  package let place: String
  /// What the Store is given in place of a session.
  let session: @Sendable (any Session) -> any Session
  /// Kept as long as anybody knows the file, and each connection does.
  package var hold: FileHold?
  /// Counts the files that were served; those who have a connection to an earlier one need another.
  package var serial = 0

  /// Whether the file at the path is still the one that was opened: not replaced, restored or deleted.
  package var isAtItsPath: Bool { FileIdentity(of: place) == identity }

  /// A configured connection. Readers may also write to the file system: after a crash of another process it is the
  /// first reader that has to roll its transaction back.
  package func connect(
    _ role: ConnectionRole, busyMilliseconds: Int32 = 5_000
  ) throws(EngineError) -> Connection {
    let connection = try Connection(
      path: path, access: .readWrite, busyMilliseconds: busyMilliseconds,
      busyWait: role == .reader ? .eager : .patient)
    try connection.configure(role, journal: journal)
    return connection
  }
}

extension DatabaseFile {
  /// Absolute, with every link followed.
  /// - Throws: `invalid` for what can be no database.
  package static func resolvedPath(_ path: String) throws(Failure) -> String { try FilePath(path).resolved }

  /// Whether the write-ahead log at the path is the one that was there while this file was: it holds changes to this one.
  package var ownsSideFiles: Bool {
    guard let log = FileIdentity(of: path + "-wal") else { return false }
    return hold?.log.withLock { $0 == log } ?? false
  }

  /// Remembers the log that a connection to the file uses.
  func noteLog() {
    guard journal == .wal, let log = FileIdentity(of: path + "-wal") else { return }
    hold?.log.withLock { $0 = log }
  }
}
