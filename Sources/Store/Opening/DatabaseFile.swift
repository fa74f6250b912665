package import Catalogue
package import SQLite

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

  /// Whether the file at the path is still the one that was opened: not replaced, restored or deleted.
  package var isAtItsPath: Bool { FileIdentity(of: path) == identity }

  /// A configured connection. Readers may also write to the file system: after a crash of another process it is the
  /// first reader that has to roll its transaction back.
  package func connect(
    _ role: ConnectionRole, busyMilliseconds: Int32 = 5_000
  ) throws(SQLiteError) -> Connection {
    let connection = try Connection(
      path: path, access: .readWrite, busyMilliseconds: busyMilliseconds,
      busyWait: role == .reader ? .eager : .patient)
    try connection.configure(role, journal: journal)
    return connection
  }
}
