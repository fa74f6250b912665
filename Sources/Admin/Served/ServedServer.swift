import Adoption
import Catalogue
import Linux
import Store
import Synchronization
import Vocabulary

/// A served database on a server.
///
/// When a session was lost, the next thread that needs the database asks the server whether this daemon still has its
/// lock. If so, only that session is replaced. Otherwise the database is opened anew: the server may have been restarted,
/// and another daemon may have served the database meanwhile.
final class ServedServer: Served {
  /// Counts the losses and returns of the database, as far as they end what callers know of it.
  private let events = Atomic<Int>(0)
  private let state: Mutex<State>
  /// Held by the thread that connects; other threads that need the database wait.
  private let opening = Mutex(())
  private let options: ServiceOptions

  private struct State {
    var server: ServerDatabase
    /// What a session was found to have lost.
    var noted: ServerLoss?
    var loss: ServerLoss? { noted ?? (server.isUnreachable ? .session : nil) }
    /// Why the database could not be opened, for callers.
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

  func isCurrent(_ session: any AdoptedSession) -> Bool {
    let serial = state.withLock { $0.loss == nil ? $0.server.serial : nil }
    return serial.map { session.isCurrent($0) } ?? false
  }

  func opened() -> (any AdoptedDatabase)? { openedServer() }

  private func openedServer() -> ServerDatabase? { state.withLock { $0.loss == nil ? $0.server : nil } }

  func noteReplacement(seenBy session: any AdoptedSession) {
    guard let session = session as? ServerSession, let loss = session.loss else { return }
    state.withLock { state in
      guard session.serial == state.server.serial else { return }
      switch loss {
      case .database: state.noted = .database
      // One that was lost before the last check tells nothing new.
      case .session: if session.checks == state.server.checks { state.noted = state.noted ?? .session }
      }
    }
  }

  func renew() throws(Failure) -> any AdoptedDatabase {
    try opening.withLock { (_) throws(Failure) in
      if let server = openedServer() { return server }
      let (last, loss) = state.withLock { ($0.failure, $0.loss) }
      if let last, monotonicNanoseconds() - last.at < Self.patienceNanoseconds { throw last.failure }
      if loss == .session, let server = checked() { return server }
      do throws(Failure) { return try openAnew() } catch { throw lose(error) }
    }
  }

  /// The database, if the server still knows this daemon.
  private func checked() -> ServerDatabase? {
    guard state.withLock({ $0.server }).isLocked else {
      state.withLock { $0.noted = .database }
      return nil
    }
    return state.withLock { state in
      state.server.noteCheck()
      state.noted = nil
      return state.server
    }
  }

  private func openAnew() throws(Failure) -> ServerDatabase {
    var database = options.database
    database.mustExist = true
    let old = state.withLock { $0.server }
    // Its lock must not keep this daemon itself out.
    old.release()
    var server = try ServerDatabase.open(database, options.product, socket: options.socket, isAgain: true)
    server.serial = old.serial + 1
    let opened = server
    let wasTold = state.withLock { state in
      defer { state = State(server: opened) }
      return state.failure != nil
    }
    if wasTold || opened.history != old.history { events.add(1, ordering: .releasing) }
    options.tell(.replaced, "connected to the database '\(opened.name)' again")
    return opened
  }

  /// - Returns: the failure as callers get it.
  private func lose(_ failure: Failure) -> Failure {
    let told = state.withLock { $0.server }.told(failure)
    let isNews = state.withLock { state in
      let before = state.failure?.failure.message
      state.failure = (told, monotonicNanoseconds())
      return before != told.message
    }
    guard isNews else { return told }
    events.add(1, ordering: .releasing)
    options.tell(.lost, failure.message + (failure.hint.map { ": " + $0 } ?? ""))
    return told
  }

  func checkTakesChanges() throws(Failure) {}

  func restore(
    _ backup: SentBackup, after history: String, _ context: WriteContext, _ work: LongWork
  ) throws(Failure) -> (kept: String?, database: any AdoptedDatabase) {
    throw ServerDatabase.noBackup
  }
}
