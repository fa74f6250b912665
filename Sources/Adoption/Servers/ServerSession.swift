import Catalogue
import Engine
import PostgreSQL
import Store

/// A session on a database of a server, for one thread.
final class ServerSession: AdoptedSession {
  let database: Database
  let serial: Int

  /// Opens a connection of its own.
  init(_ server: ServerDatabase, _ role: SessionRole, _ catalogue: Catalogue) throws(Failure) {
    serial = server.serial
    let session: PostgreSQLSession
    do throws(EngineError) {
      session = try server.connect(role)
      // The lock goes with this connection: when it is lost, nobody may have changed anything before it is taken again.
      if role == .writer { try server.lock.take(.writing, with: session) }
    } catch { throw Failure(error) }
    database = try Database(server.session(session), catalogue, isNew: server.wasCreated)
  }

  func isCurrent(_ serial: Int) -> Bool { serial == self.serial && !database.isReplaced }
}
