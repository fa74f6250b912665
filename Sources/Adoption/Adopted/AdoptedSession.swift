package import Store

/// What a session is for.
package enum SessionRole: Sendable { case reader, writer }

/// A session on an adopted database, for one thread.
package protocol AdoptedSession: AnyObject {
  var database: Database { get }
  /// The serial of its database.
  var serial: Int { get }
  /// Whether its database is the one with that serial, and still in its place. Asked before each request, so it must be
  /// quick.
  func isCurrent(_ serial: Int) -> Bool
  /// Lets go of locks that another session of this process needs. The session is of no use then.
  func end()
}

extension AdoptedSession {
  package func end() {}
}
