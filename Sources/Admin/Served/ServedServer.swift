import Adoption
import Catalogue
import Linux
import Store
import Synchronization
import Vocabulary

/// A served database on a server. A session whose connection is lost is replaced, after the database is opened anew: the
/// server may have been restarted, and another daemon may have taken its place meanwhile.
final class ServedServer: Served {
  private let events = Atomic<Int>(0)
  private let state: Mutex<State>
  /// Held by the thread that connects; other threads that need the database wait.
  private let opening = Mutex(())
  private let options: ServiceOptions

  private struct State {
    var server: ServerDatabase
    /// Whether a session on it was lost.
    var isLost = false
    var failure: (failure: Failure, at: Int64)?
  }

  /// A server that could not be reached is tried again after so long.
  private static let patienceNanoseconds: Int64 = 1_000_000_000

  init(_ options: ServiceOptions) throws(Failure) {
    self.options = options
    state = Mutex(State(server: try ServerDatabase.open(options.database, options.product, socket: options.socket)))
  }

  var database: any AdoptedDatabase { state.withLock { $0.server } }
  var problem: Failure? { state.withLock { $0.failure?.failure } }
  var serial: Int { events.load(ordering: .acquiring) }

  func isCurrent(_ session: any AdoptedSession) -> Bool { session.isCurrent(events.load(ordering: .relaxed)) }

  func opened() -> (any AdoptedDatabase)? { state.withLock { $0.isLost ? nil : $0.server } }

  func noteReplacement(seenBy session: any AdoptedSession) {
    guard session.database.isReplaced else { return }
    state.withLock { if $0.server.serial == session.serial { $0.isLost = true } }
  }

  func renew() throws(Failure) -> any AdoptedDatabase {
    try opening.withLock { (_) throws(Failure) in
      if let server = opened() { return server }
      let last = state.withLock { $0.failure }
      if let last, monotonicNanoseconds() - last.at < Self.patienceNanoseconds { throw last.failure }
      do throws(Failure) { return try connectAgain() } catch {
        lose(error)
        throw error
      }
    }
  }

  private func connectAgain() throws(Failure) -> ServerDatabase {
    var database = options.database
    database.mustExist = true
    let old = state.withLock { $0.server }
    // Its lock must not keep this daemon itself out.
    old.release()
    var server = try ServerDatabase.open(database, options.product, socket: options.socket)
    server.serial = serial + 1
    let opened = server
    state.withLock { $0 = State(server: opened) }
    events.store(opened.serial, ordering: .releasing)
    options.tell(.replaced, "connected to the database '\(opened.name)' again")
    return opened
  }

  private func lose(_ failure: Failure) {
    let isNews = state.withLock { state in
      let before = state.failure?.failure.message
      state.failure = (failure, monotonicNanoseconds())
      return before != failure.message
    }
    guard isNews else { return }
    options.tell(.lost, failure.message + (failure.hint.map { ": " + $0 } ?? ""))
  }

  func checkTakesChanges() throws(Failure) {}

  func restore(
    _ backup: SentBackup, after history: String, _ context: WriteContext, _ work: LongWork
  ) throws(Failure) -> (kept: String?, database: any AdoptedDatabase) {
    let database = self.database
    try database.checkTakesBackups()
    throw Failure(.internal, "nothing was restored")
  }
}
