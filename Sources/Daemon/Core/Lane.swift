import Admin
import Catalogue
import JSON
import JSONRPC
import Linux
import Synchronization
import Vocabulary

/// A thread for what may take long: reads over their budget, hashing before a write, and looking up user names; or, in a
/// lane of its own, long work such as a backup, so that the rest does not wait for it.
struct Lane: ~Copyable {
  private let shared: Shared
  /// The work that is for this lane.
  private let place: Work.Destination
  private let mailbox: Mailbox<ClientConnection>
  private var reader: (any ReadAnswering)?

  init(_ shared: Shared, _ place: Work.Destination) {
    (self.shared, self.place) = (shared, place)
    mailbox = place == .longLane ? shared.longLaneMailbox : shared.laneMailbox
  }

  /// Works until the mailbox is closed.
  mutating func run() {
    while var connection = mailbox.waitAndTake() {
      work(on: &connection)
      shared.handOver(connection)
    }
  }

  /// Works on a connection until another thread has to go on, or another connection waits.
  private mutating func work(on connection: inout ClientConnection) {
    learnUser(of: &connection)
    let cancellation = CancellationCheck(connection, shared)
    connection.applyCancellations(shared.messageLimits)
    while connection.destination == place {
      if cancellation.isAbandoned() { return connection.abandon() }
      if let index = connection.work?.unpreparedIndex {
        prepare(index, &connection, cancellation)
        // A batch with many passwords must not delay the single password of another connection.
        if !mailbox.isEmpty { return }
        connection.applyCancellations(shared.messageLimits)
      } else {
        answerCurrent(&connection, cancellation)
      }
    }
    connection.finishWork()
  }

  private func learnUser(of connection: inout ClientConnection) {
    if connection.isUserKnown { return }
    connection.caller.user = shared.userNames.lookUp(connection.caller.uid).name
    connection.isUserKnown = true
  }

  private func prepare(_ index: Int, _ connection: inout ClientConnection, _ cancellation: CancellationCheck) {
    guard let item = connection.work?.items[index], let call = item.call else { return }
    cancellation.begin(call.id?.value)
    let teller = call.id.map { ProgressTeller(connection.socket.number, $0) }
    connection.work?.prepare(
      index, shared.service.prepare(call, of: connection.caller, work(cancellation, teller, item)))
    connection.send(teller?.unsent ?? [])
  }

  private mutating func answerCurrent(_ connection: inout ClientConnection, _ cancellation: CancellationCheck) {
    guard let item = connection.work?.current else { return }
    let start = monotonicNanoseconds()
    var caller = connection.caller
    var failure: Failure?
    let teller = item.id.map { ProgressTeller(connection.socket.number, $0, now: start) }
    let work = work(cancellation, teller, item)
    let mark = connection.work?.mark()
    connection.work?.answerCurrent { item, writer in
      failure = answer(item, &caller, cancellation, work, into: &writer)
      return true
    }
    connection.caller = caller
    if let refused = connection.admitAnswers(since: mark) { failure = refused }
    connection.send(teller?.unsent ?? [])
    shared.logRequest(item.call, caller, failure, since: start)
  }

  private func work(
    _ cancellation: CancellationCheck, _ teller: ProgressTeller?, _ item: Work.Item
  ) -> LongWork {
    LongWork(isCancelled: cancellation.shouldEnd, tell: { teller?.tell($0) }, file: item.file)
  }

  private mutating func answer(
    _ item: Work.Item, _ caller: inout Caller, _ cancellation: CancellationCheck, _ work: LongWork,
    into writer: inout JSONWriter
  ) -> Failure? {
    let failure: Failure
    let mark = writer.mark()
    cancellation.begin(item.id?.value)
    do {
      let reader = try openReader()
      reader.recheckFile()
      switch reader.answer(item, &caller, budget: nil, work: work, into: &writer) {
      case .answered(let refused?):
        guard let id = cancellation.cancelled else { return refused }
        caller.cancelled.append(id)
        _ = writer.truncate(to: mark)
        failure = .cancelled
      case .answered(nil): return nil
      case .overBudget: failure = Failure(.limit, "the answer is too long: ask for less")
      case .busy: failure = Failure(.busy, "the database is busy: try again", remedy: .retry)
      }
    } catch let error { failure = error }
    writeFailure(failure, id: item.id, into: &writer)
    return failure
  }

  /// Opens the reader when it is first needed: many daemons never need one in a lane.
  private mutating func openReader() throws(Failure) -> any ReadAnswering {
    if let reader { return reader }
    let made = try shared.service.makeReader(waits: true)
    reader = made
    return made
  }
}
