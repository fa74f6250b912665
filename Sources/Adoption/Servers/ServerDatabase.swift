package import Catalogue
import Engine
import PostgreSQL
package import Store

/// A vantage6 database on a PostgreSQL server that is ready for use. All sessions on it share this value.
package struct ServerDatabase: Sendable {
  let uri: ConnectionURI
  package let layout: Layout
  package let notices: [String]
  /// Warnings that hold as long as the database is open, one sentence each.
  let ownWarnings: [String]
  /// What an upgrade of the server has left in the database, when it was opened.
  let leftovers: [Product.Leftover]
  /// Whether it was empty, and got its tables from this process.
  let wasCreated: Bool
  /// Keeps other daemons from serving the database.
  let lock: ServerLock
  /// Makes the session that the Store uses from that on the server.
  let session: @Sendable (any Session) -> any Session
  package var serial = 0

  /// The schema of our own tables: the server never looks into it.
  static let schema = "vantage6_admin"

  /// Lets another daemon, or this one, open the database again.
  package func release() { lock.release() }

  /// A connection of its own.
  func connect(_ role: SessionRole) throws(EngineError) -> PostgreSQLSession {
    try PostgreSQLSession(uri, name: lock.program, schema: Self.schema, isReader: role == .reader)
  }
}

extension ServerDatabase: AdoptedDatabase {
  package var name: String { uri.name }
  package var engine: String { "PostgreSQL" }
  package var readsBlockWriters: Bool { false }
  package func warnings(_ layout: Layout) -> [String] { leftovers.warnings(layout) + ownWarnings }

  package func session(
    _ role: SessionRole, _ catalogue: Catalogue, waits: Bool
  ) throws(Failure) -> any AdoptedSession {
    try ServerSession(self, role, catalogue)
  }

  package func longReads(
    _ catalogue: Catalogue, holdsLock: Bool, _ onStep: @escaping (CopyStep) -> Bool
  ) throws(Failure) -> @Sendable () throws(Failure) -> Database {
    { [self] () throws(Failure) in try ServerSession(self, .reader, catalogue).database }
  }
}

extension DatabaseOptions {
  /// Whether the database is on a server, and not in a file.
  package var isOnServer: Bool { ConnectionURI(path) != nil }
}
