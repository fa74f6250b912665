package import Catalogue
package import Store

/// A database that is ready for use, whatever its engine and its place. All sessions on it share this value.
package protocol AdoptedDatabase: StoredDatabase {
  /// What people call it, without secrets: the path of a file.
  var name: String { get }
  /// The engine's name, as people know it.
  var engine: String { get }
  /// The layout when it was opened.
  var layout: Layout { get }
  /// Counts the databases that were served. A session on a database with an earlier serial has to be replaced.
  var serial: Int { get }
  /// What the opening did, for the administrator, a sentence each.
  var notices: [String] { get }
  /// The warnings that still hold, a sentence each.
  /// - Parameter layout: that of the database now. A migration may have removed leftovers since it was opened.
  func warnings(_ layout: Layout) -> [String]
  /// Whether an open read keeps other processes from committing, so that reads have to be short.
  var readsBlockWriters: Bool { get }

  /// Opens a session, for one thread.
  /// - Parameter waits: whether it waits for a lock of another session; otherwise it fails with `busy` at once.
  func session(
    _ role: SessionRole, _ catalogue: Catalogue, waits: Bool
  ) throws(Failure) -> any AdoptedSession
  /// Prepares for reads that take minutes and keep nobody waiting.
  /// - Parameters:
  ///   - holdsLock: whether other processes may be kept waiting once, for as long as the preparation takes.
  ///   - onStep: called now and then; false ends the preparation.
  /// - Returns: what opens a session for the thread that calls it.
  /// - Throws: `busy` if other processes write all the time; `limit` for a full disk, `cancelled` when it is ended.
  func longReads(
    _ catalogue: Catalogue, holdsLock: Bool, _ onStep: @escaping (CopyStep) -> Bool
  ) throws(Failure) -> @Sendable () throws(Failure) -> Database
  /// One state of the whole database, which can be read for minutes and keeps nobody waiting. The parameters and the
  /// errors are those of `longReads`.
  func snapshot(holdsLock: Bool, _ onStep: @escaping (CopyStep) -> Bool) throws(Failure) -> Snapshot
}

extension AdoptedDatabase {
  /// A session that waits for locks.
  package func session(_ role: SessionRole, _ catalogue: Catalogue) throws(Failure) -> any AdoptedSession {
    try session(role, catalogue, waits: true)
  }

  /// Warnings for the administrator as of the opening, a sentence each.
  package var warnings: [String] { warnings(layout) }
}
