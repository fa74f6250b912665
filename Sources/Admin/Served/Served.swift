package import Adoption
package import Catalogue
package import Store

/// The database that is served, which may become another one while it is. All threads share it.
///
/// A thread with a session asks before each use whether the session is on the present database (`isCurrent`), and calls
/// `renew` if it is not. Opening may take long, so it is never done on the loop.
package protocol Served: AnyObject, Sendable {
  /// The database that was opened last.
  var database: any AdoptedDatabase { get }
  /// Why nothing is served now, for callers: without the database's name. Nil while it is served.
  var problem: Failure? { get }
  /// Changes whenever the database became another one, was lost or came back.
  var serial: Int { get }

  /// Whether the session is on the present database.
  func isCurrent(_ session: any AdoptedSession) -> Bool
  /// The present database if it is open already; nil if `renew` has to open it.
  func opened() -> (any AdoptedDatabase)?
  /// The present database, opened if it is another one than before.
  /// - Throws: if it cannot be served, with what to do.
  func renew() throws(Failure) -> any AdoptedDatabase
  /// Remembers that the database was replaced in its place, if this session has seen it.
  func noteReplacement(seenBy session: any AdoptedSession)

  /// - Throws: while nothing may be changed, as while a backup is being restored.
  func checkTakesChanges() throws(Failure)
  /// Puts a backup in the place of the contents, and opens the database anew. Meanwhile nothing can be changed.
  /// - Parameters:
  ///   - context: who restores it, for the audit log.
  ///   - history: the name of the present history.
  ///   - work: hears how far it is, and may end it while the database still has its old contents.
  /// - Returns: the path of a copy of the old contents, and the database as it is now.
  func restore(
    _ backup: SentBackup, after history: String, _ context: WriteContext, _ work: LongWork
  ) throws(Failure) -> (kept: String?, database: any AdoptedDatabase)
}

/// A backup that came with a call.
package struct SentBackup {
  /// Of its file.
  let descriptor: Int32
  /// What messages call it.
  let name: String
}
