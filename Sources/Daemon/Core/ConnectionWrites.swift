import Admin
import Catalogue
import JSON
import JSONRPC
import Linux
import Synchronization

/// The consecutive writes of one connection in one transaction of the writer, with what is needed to run them again.
struct ConnectionWrites: ~Copyable {
  var connection: ClientConnection
  /// Where the writes start; nil for a connection without work, which nobody posts.
  private let start: Work.Mark?
  private var changes: [Change] = []

  private struct Change {
    let call: Call?
    let failure: Failure?
    let extent: ChangeExtent?
    let began: Int64
    /// Where its answer is.
    let place: (start: Work.Mark, end: Work.Mark)?
  }

  init(_ connection: consuming ClientConnection, _ shared: Shared) {
    // Looking costs two system calls: it is skipped for a connection queued just now, since no cancel can have arrived.
    if monotonicNanoseconds() - connection.queuedAt >= shared.bounds.cancelNanoseconds {
      connection.applyCancellations(shared.messageLimits)
    }
    start = connection.work?.mark()
    self.connection = connection
  }

  /// How many writes ran.
  var count: Int { changes.count }

  /// The next write of a group; nil if something else is next, or nothing is left.
  var current: Work.Item? {
    guard let item = connection.work?.current, item.isWrite, !item.needsPreparing, !item.isStepped else { return nil }
    return item
  }

  /// Answers the current write with `body`, and keeps its outcome for the log.
  /// - Parameter body: gets what long work has for a call with `long`.
  mutating func answer(
    _ shared: Shared,
    _ body: (Work.Item, Caller, LongWork?, inout JSONWriter) -> (Failure?, ChangeExtent?)
  ) {
    var long: LongCall?
    if connection.work?.isCurrentLong == true, let call = connection.work?.current?.call {
      long = LongCall(call, of: connection, shared)
    }
    let began = monotonicNanoseconds()
    var (failure, extent): (Failure?, ChangeExtent?)
    var call: Call?
    let caller = connection.caller
    let isOverfull = connection.isOverfull()
    let start = connection.work?.mark()
    connection.work?.answerCurrent { item, writer in
      call = item.call
      if isOverfull {
        failure = MemoryAccount.usedUp
        writeFailure(MemoryAccount.usedUp, id: item.id, into: &writer)
      } else {
        (failure, extent) = body(item, caller, long?.work, &writer)
      }
      return true
    }
    let end = connection.work?.mark()
    connection.send(long?.unsent ?? [])
    if let id = long?.cancelled, !caller.cancelled.contains(id) { connection.caller.cancelled.append(id) }
    changes.append(
      Change(
        call: call, failure: failure, extent: extent, began: began,
        place: start.flatMap { start in end.map { (start, $0) } }))
  }

  /// Adds the next message of the connection if it is a single write; any other message is left for the loop.
  mutating func takeNextFrame(_ shared: Shared, _ requests: inout RequestReader) -> Bool {
    guard connection.work?.takesMore == true, connection.following == nil,
      let message = nextMessage(shared, &requests)
    else { return false }
    if case .single(let item) = message, item.isWrite, !item.needsPreparing {
      connection.work?.append(item)
      return true
    }
    connection.following = message
    return false
  }

  /// A client that pipelines sends further requests while its first ones wait for the writer: those that have arrived
  /// share the commit. The socket is read only once, since the database is locked meanwhile, and only if the client was
  /// seen to pipeline: most wait for each answer.
  private mutating func nextMessage(_ shared: Shared, _ requests: inout RequestReader) -> Work.Asked? {
    if let message = receivedMessage(shared, &requests) {
      connection.sendsAhead = true
      return message
    }
    guard connection.sendsAhead else { return nil }
    if connection.hasInputEnded || shared.isStopping.load(ordering: .acquiring) { return nil }
    guard connection.hasRoomToReceive() else { return nil }
    switch connection.receive() {
    case .some: return receivedMessage(shared, &requests)
    case .nothing: connection.sendsAhead = false
    case .end: connection.hasInputEnded = true
    }
    return nil
  }

  /// The next message of the input buffer. A large one, or one that finds no memory, is left for the loop.
  private mutating func receivedMessage(_ shared: Shared, _ requests: inout RequestReader) -> Work.Asked? {
    guard case .line(let line) = connection.framer.next() else { return nil }
    if line.count <= MemoryAccount.ordinaryMessageBytes,
      let message = connection.message(line, &requests, shared.messageLimits)
    {
      if line.count <= MemoryAccount.shortLineBytes { connection.noteCalls(requests.entryCount) }
      return message
    }
    connection.framer.putBack(line)
    return nil
  }

  /// How many writes were calls, and not errors from before.
  var callCount: Int { changes.count { $0.call != nil } }

  /// Adds the warnings to the answers.
  /// - Parameter warnings: by the call, counted from 0 among those of this connection.
  mutating func warn(_ warnings: [Int: [String]]) {
    // The last one first, since what follows an answer moves.
    for (number, change) in changes.filter({ $0.call != nil }).enumerated().reversed() {
      guard let sentences = warnings[number], let place = change.place else { continue }
      connection.work?.amend(from: place.start, to: place.end) { LateWarning.add(sentences, to: $0) }
    }
  }

  /// Goes back to the first write and drops the answers.
  /// - Returns: how many writes had run.
  mutating func rewind() -> Int {
    if let start { connection.work?.rewind(to: start) }
    defer { changes.removeAll() }
    return changes.count
  }

  /// Sends the answers if the work is complete, hands the connection over, and logs the writes afterwards, so that the
  /// client does not wait for the log.
  consuming func finish(_ shared: Shared) {
    let (changes, caller) = (changes, connection.caller)
    var connection = connection
    connection.finishWork()
    shared.handOver(connection)
    for change in changes {
      shared.logRequest(change.call, caller, change.failure, change.extent, since: change.began)
    }
  }
}
