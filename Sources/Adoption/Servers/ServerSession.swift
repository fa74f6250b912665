import Catalogue
import Engine
import PostgreSQL
package import Store

/// A session on a database of a server, for one thread.
package final class ServerSession: AdoptedSession {
  package let database: Database
  package let serial: Int
  /// The check of the database's lock that it came after (`ServerDatabase.checks`).
  package let checks: Int
  private let connection: PostgreSQLSession
  /// That of the database, for a writer.
  private let lock: ServerLock?

  /// Opens a connection of its own.
  init(_ server: ServerDatabase, _ role: SessionRole, _ catalogue: Catalogue) throws(Failure) {
    (serial, checks, lock) = (server.serial, server.checks, role == .writer ? server.lock : nil)
    do throws(EngineError) {
      connection = try server.connect(role)
      // The lock goes with this connection: when it is lost, nobody may have changed anything before it is taken again.
      if role == .writer { try server.lock.take(.writing, with: connection) }
    } catch {
      if error.cause == .cannotOpen { throw ServerRefusal.unreachable(error) }
      throw Failure(error)
    }
    database = try Database(server.session(connection), catalogue, isNew: server.wasCreated)
  }

  /// A writer looks at the daemon's own lock as well: without it, another daemon may begin.
  package func isCurrent(_ serial: Int) -> Bool {
    serial == self.serial && !database.isReplaced && lock?.isHeld != false
  }

  /// What else has to be replaced with it, if the session is of no use any more.
  package var loss: ServerLoss? {
    if lock?.isHeld == false { return .database }
    guard database.isReplaced else { return nil }
    return connection.isConnected ? .database : .session
  }

  package func end() { connection.end() }
}

/// What was lost of a database on a server.
package enum ServerLoss: Sendable {
  /// A connection only, as far as is known.
  case session
  /// Our tables are not there any more, or our lock.
  case database
}
