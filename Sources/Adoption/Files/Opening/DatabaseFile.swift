package import Catalogue
package import Engine
package import SQLite
import Synchronization

/// A database file that is ready for use. All connections to the file share this value.
package struct DatabaseFile: Sendable {
  /// The absolute path, with every link followed. SQLite makes its side files beside this name.
  package let path: String
  package let identity: FileIdentity
  package let layout: Layout
  package let journal: JournalMode
  /// Whether there was no file before, or an empty one.
  package let wasCreated: Bool
  /// The path of the copy that was made before our tables were added to an existing file; nil if none was made.
  package let backup: String?
  /// Warnings that hold as long as the file is open, one sentence each.
  let ownWarnings: [String]
  /// What an upgrade of the server has left in the file, when it was opened.
  let leftovers: [Product.Leftover]
  /// The path as it was given. A link in it may later lead to another file.
  package let place: String
  /// Makes the session that the Store uses from that on the file.
  let session: @Sendable (any Session) -> any Session
  /// The lock on the file. It is kept as long as a copy of this value or a connection to the file.
  package var hold: FileHold?
  /// Counts the files that were served. A session on a file with an earlier serial has to be replaced.
  package var serial = 0

  /// Whether the file at the path is still the one that was opened: not replaced, restored or deleted.
  package var isAtItsPath: Bool { FileIdentity(of: place) == identity }

  /// Opens and configures a connection. Readers can write to the file, too: after another process crashed, the first
  /// reader has to roll back that process's transaction.
  package func connect(
    _ role: SessionRole, busyMilliseconds: Int32 = 5_000
  ) throws(EngineError) -> Connection {
    let connection = try Connection(
      path: path, access: .readWrite, busyMilliseconds: busyMilliseconds,
      busyWait: role == .reader ? .eager : .patient)
    try connection.configure(role, journal: journal)
    return connection
  }
}

extension DatabaseFile {
  /// The absolute path, with every link followed.
  /// - Throws: `invalid` for a path that cannot be a database's, `readOnly` if this process may not write the file or
  ///   its folder.
  package static func resolvedPath(_ path: String) throws(Failure) -> String { try FilePath(path).resolved }

  /// Whether the write-ahead log at the path is the one that the connections to this file use, so that it holds changes
  /// to this file.
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
