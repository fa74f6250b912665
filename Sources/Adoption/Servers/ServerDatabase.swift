package import Catalogue
import Engine
import PostgreSQL
package import Store
import Synchronization

/// A vantage6 database on a PostgreSQL server that is ready for use. All sessions on it share this value.
package struct ServerDatabase: Sendable {
  let uri: ConnectionURI
  package let layout: Layout
  package let notices: [String]
  /// Warnings that hold as long as the database is open, one sentence each.
  let ownWarnings: [String]
  /// What an upgrade of the server has left in the database, when it was opened.
  let leftovers: [Product.Leftover]
  /// What types lacked when it was opened, one sentence each.
  let missingWords: [String]
  let product: Product
  /// Whether it was empty, and got its tables from this process.
  let wasCreated: Bool
  /// Keeps other daemons from serving the database.
  let lock: ServerLock
  /// Makes the session that the Store uses from that on the server.
  let session: @Sendable (any Session) -> any Session
  package var serial = 0
  /// How often the lock was found to be held after a session was lost.
  package private(set) var checks = 0
  /// Whether no session could be opened since the last check.
  package var isUnreachable: Bool { trouble.isSeen.load(ordering: .acquiring) }
  private let trouble = Trouble()
  /// The name of the audit log's history.
  package let history: String

  /// The schema of our own tables: the server never looks into it.
  static let schema = "vantage6_admin"

  /// Why it could not be opened again, for callers: they need not know where it is.
  package func told(_ failure: Failure) -> Failure { ServerRefusal(name: uri.name).told(failure) }

  /// Lets another daemon, or this one, open the database again.
  package func release() { lock.release() }

  /// Notes a check that found the lock held.
  package mutating func noteCheck() {
    checks += 1
    trouble.isSeen.store(false, ordering: .releasing)
  }

  /// Whether the server answers and this daemon still has its lock, so that nothing but single sessions was lost.
  package var isLocked: Bool { lock.answers }

  /// A connection of its own.
  func connect(_ role: SessionRole) throws(EngineError) -> PostgreSQLSession {
    try PostgreSQLSession(uri, name: lock.program, schema: Self.schema, isReader: role == .reader)
  }
}

/// Shared by the copies of a database.
private final class Trouble: Sendable {
  let isSeen = Atomic(false)
}

extension ServerDatabase: AdoptedDatabase {
  package var name: String { uri.name }
  package var engine: String { "PostgreSQL" }
  package var readsBlockWriters: Bool { false }

  package func warnings(_ layout: Layout) -> [String] {
    leftovers.warnings(layout) + ownWarnings + wordsStillMissing(layout)
  }

  /// The layout does not tell whether types have got their words since: the server is asked, if it answers.
  private func wordsStillMissing(_ layout: Layout) -> [String] {
    guard !missingWords.isEmpty else { return [] }
    do throws(EngineError) { return try product.missingWords(in: try connect(.reader), layout) } catch {
      return missingWords
    }
  }

  package func session(
    _ role: SessionRole, _ catalogue: Catalogue, waits: Bool
  ) throws(Failure) -> any AdoptedSession {
    do throws(Failure) { return try ServerSession(self, role, catalogue) } catch {
      trouble.isSeen.store(true, ordering: .releasing)
      throw error
    }
  }

  package func longReads(
    _ catalogue: Catalogue, holdsLock: Bool, _ onStep: @escaping (CopyStep) -> Bool
  ) throws(Failure) -> @Sendable () throws(Failure) -> Database {
    { [self] () throws(Failure) in try ServerSession(self, .reader, catalogue).database }
  }

  package func snapshot(holdsLock: Bool, _ onStep: @escaping (CopyStep) -> Bool) throws(Failure) -> Snapshot {
    do throws(EngineError) { return try Snapshot(session(try connect(.reader))) } catch {
      if error.cause == .cannotOpen { throw ServerRefusal.unreachable(error) }
      throw Failure(error)
    }
  }
}

extension DatabaseOptions {
  /// Whether the database is on a server, and not in a file.
  package var isOnServer: Bool { ConnectionURI(path) != nil }
}
