import Catalogue
import Engine
import PostgreSQL
import Synchronization

/// The locks that let one daemon serve a database (postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS).
/// One goes with a connection that does nothing else, so that the database stays locked while the writer connects again;
/// the other one with the writer's connection, so that it cannot write after it lost its lock.
final class ServerLock: Sendable {
  enum Kind: Int32 { case serving = 1, writing }

  /// What the server's list of sessions calls this daemon.
  let program: String
  private let session: Mutex<PostgreSQLSession?>

  /// - Parameter socket: of this daemon, which the next one names.
  /// - Throws: `busy` if another daemon serves the database.
  init(_ uri: ConnectionURI, socket: String?) throws(Failure) {
    program = Self.programPrefix + (socket.map { " \($0)" } ?? "")
    do throws(EngineError) {
      let session = try PostgreSQLSession(uri, name: program, schema: ServerDatabase.schema)
      try Self.take(.serving, with: session, uri.name)
      self.session = Mutex(session)
    } catch { throw ServerRefusal(name: uri.name).failure(error) }
  }

  /// Gives the lock up that the connection of its own holds.
  func release() {
    session.withLock { session in
      // The server notices the end of a connection a moment later.
      _ = try? session?.value("SELECT pg_advisory_unlock(\(Self.key), \(Kind.serving.rawValue))")
      session = nil
    }
  }

  /// Whether the server has not ended the connection that holds the lock, as far as it has told. Quick.
  var isHeld: Bool { session.withLock { $0?.isConnected == true } }
  /// Whether the server says so.
  var answers: Bool {
    session.withLock { session in
      guard let session, (try? session.value("SELECT 1")) != nil else { return false }
      return session.isConnected
    }
  }

  static let programPrefix = "vantage6-admin"
  /// The first half of the locks' keys: `v6ad` as a number.
  private static let key: Int32 = 0x7636_6164

  /// Takes the lock of that kind, for as long as the session lasts.
  func take(_ kind: Kind, with session: PostgreSQLSession) throws(EngineError) {
    try Self.take(kind, with: session, "")
  }

  private static func take(_ kind: Kind, with session: PostgreSQLSession, _ name: String) throws(EngineError) {
    // The server may need a moment to notice that an earlier daemon has ended. It waits no longer than for other locks.
    do throws(EngineError) {
      try session.run("SELECT pg_advisory_lock(\(key), \(kind.rawValue))")
    } catch {
      guard error.cause == .busy else { throw error }
      throw EngineError(.busy, try holder(of: kind, session))
    }
  }

  /// The words for the daemon that holds the lock.
  private static func holder(of kind: Kind, _ session: PostgreSQLSession) throws(EngineError) -> String {
    let rows = try session.rows(
      """
      SELECT a.application_name, a.pid, a.usename::text, coalesce(host(a.client_addr), 'this machine')
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted
      AND l.classid = \(key) AND l.objid = \(kind.rawValue)
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """)
    guard let row = rows.first, let program = row[0].text, let address = row[3].text else {
      return "another vantage6-admin serves the database"
    }
    let socket = program.dropFirst(programPrefix.count + 1)
    return "another vantage6-admin on \(address) serves the database"
      + (socket.isEmpty ? "" : ", on the socket '\(socket)'")
  }
}
