import Admin
import Catalogue
import JSON
import JSONRPC
import Synchronization

/// A thread for what may take long: reads that went over their budget, hashing before a write, names of users.
struct Lane: ~Copyable {
  private let shared: Shared
  private var reader: (any ReadAnswering)?

  init(_ shared: Shared) { self.shared = shared }

  /// Works until the mailbox is closed.
  mutating func run() {
    while var connection = shared.lanes.waitAndTake() {
      work(on: &connection)
      shared.pass(on: connection)
    }
  }

  /// Goes as far as a lane can, or until it is another connection's turn.
  private mutating func work(on connection: inout Connection) {
    learnUser(of: &connection)
    let listener = HangUp(connection.socket.number, shared)
    while connection.destination == .lane {
      if listener.isGone() { return connection.abandon() }
      if let index = connection.work?.unpreparedIndex {
        prepare(index, &connection)
        // Hashing many passwords must not keep others waiting for one.
        if !shared.lanes.isEmpty { return }
      } else {
        answerCurrent(&connection, listener)
      }
    }
    connection.finishWork()
  }

  private func learnUser(of connection: inout Connection) {
    if connection.isUserKnown { return }
    connection.caller.user = shared.userNames.lookUp(connection.caller.uid).name
    connection.isUserKnown = true
  }

  private func prepare(_ index: Int, _ connection: inout Connection) {
    guard case .request(let request)? = connection.work?.items[index].content else { return }
    connection.work?.prepare(index, shared.service.prepare(request))
  }

  private mutating func answerCurrent(_ connection: inout Connection, _ listener: HangUp) {
    guard let item = connection.work?.current else { return }
    let start = monotonicNanoseconds()
    var caller = connection.caller
    var failure: Failure?
    connection.work?.answerCurrent { item, writer in
      failure = answer(item, &caller, listener, into: &writer)
      return true
    }
    connection.caller = caller
    shared.logRequest(item.method, caller, failure, since: start)
  }

  private mutating func answer(
    _ item: Work.Item, _ caller: inout Caller, _ listener: HangUp, into writer: inout JSONWriter
  ) -> Failure? {
    let failure: Failure
    do {
      let reader = try openReader()
      switch reader.answer(item, &caller, budget: nil, isCancelled: listener.isGone, into: &writer) {
      case .answered(let failure): return failure
      case .overBudget: failure = Failure(.limit, "the answer is too long: ask for less")
      case .busy: failure = Failure(.busy, "the database is busy: try again")
      }
    } catch let error { failure = error }
    writeFailure(failure, id: item.id, into: &writer)
    return failure
  }

  /// Opened when it is first needed: many daemons never have slow work.
  private mutating func openReader() throws(Failure) -> any ReadAnswering {
    if let reader { return reader }
    let made = try shared.service.makeReader()
    reader = made
    return made
  }
}

/// Listens now and then whether a client is still there while its own long work goes on.
final class HangUp {
  private let socket: Int32
  private let shared: Shared
  private var nextLook: Int64 = 0
  private static let everyNanoseconds: Int64 = 10_000_000

  init(_ socket: Int32, _ shared: Shared) { (self.socket, self.shared) = (socket, shared) }

  /// Whether the work should end, because its client is gone or the daemon's time is over.
  func isGone() -> Bool {
    let now = monotonicNanoseconds()
    if now < nextLook { return false }
    nextLook = now + Self.everyNanoseconds
    return isHungUp(socket) || shared.isAbandoned.load(ordering: .acquiring)
  }
}
