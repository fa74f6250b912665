import Admin
import Catalogue
import JSON
import JSONRPC
import Linux
import Synchronization

/// A connection's part in one transaction of the writer: its consecutive writes, and the way back to before them.
struct Member: ~Copyable {
  var connection: Connection
  /// Nil for a connection that came without work, which does not happen.
  private let start: Work.Mark?
  private var changes: [Change] = []

  private struct Change {
    let call: Call?
    let failure: Failure?
    let extent: ChangeExtent?
    let began: Int64
  }

  init(_ connection: consuming Connection, _ shared: Shared) {
    // A look costs two system calls. No cancellation can have come for a connection that was queued just now.
    if monotonicNanoseconds() - connection.queuedAt >= shared.bounds.cancelNanoseconds {
      connection.heedCancellations(shared.messageLimits)
    }
    start = connection.work?.mark()
    self.connection = connection
  }

  /// How many requests of it ran.
  var count: Int { changes.count }

  /// The write whose turn it is; nil at a read, and when nothing is left.
  var current: Work.Item? {
    guard let item = connection.work?.current, item.isWrite, !item.needsPreparing else { return nil }
    return item
  }

  /// Answers the current write with `body`, and remembers it for the log.
  /// - Parameter body: is handed what it has to ask now and then where the write may take its time.
  mutating func answer(
    _ shared: Shared,
    _ body: (Work.Item, Caller, _ ending: (() -> Failure?)?, inout JSONWriter) -> (Failure?, ChangeExtent?)
  ) {
    var long: LongCall?
    if connection.work?.isCurrentLong == true, let call = connection.work?.current?.call {
      long = LongCall(call, of: connection, shared)
    }
    let began = monotonicNanoseconds()
    var (failure, extent): (Failure?, ChangeExtent?)
    var call: Call?
    let caller = connection.caller
    connection.work?.answerCurrent { item, writer in
      call = item.call
      (failure, extent) = body(item, caller, long.map { $0.ending }, &writer)
      return true
    }
    if let id = long?.cancelled, !caller.cancelled.contains(id) { connection.caller.cancelled.append(id) }
    changes.append(Change(call: call, failure: failure, extent: extent, began: began))
  }

  /// Adds the single write that is pipelined behind the last one; what else is found there waits for the loop.
  mutating func takeNextFrame(_ shared: Shared, _ tape: inout Tape) -> Bool {
    guard connection.work?.takesMore == true, connection.following == nil,
      let message = nextMessage(shared, &tape)
    else { return false }
    if case .single(.success(let request)) = message {
      let item = shared.item(.success(request), isReadOnly: connection.caller.isReadOnly)
      if item.isWrite, !item.needsPreparing {
        connection.work?.append(item)
        return true
      }
    }
    connection.following = message
    return false
  }

  /// A client that pipelines goes on sending while its first requests are on their way here: what has arrived meanwhile
  /// shares their commit. It is read once only: the database is locked meanwhile.
  private mutating func nextMessage(_ shared: Shared, _ tape: inout Tape) -> Message? {
    if let message = connection.framer.nextMessage(&tape, shared.messageLimits) { return message }
    if connection.hasInputEnded || shared.isStopping.load(ordering: .acquiring) { return nil }
    switch connection.receive() {
    case .some: return connection.framer.nextMessage(&tape, shared.messageLimits)
    case .nothing: break
    case .end: connection.hasInputEnded = true
    }
    return nil
  }

  /// Goes back to before the first of its requests; their answers are void. Returns how many there were.
  mutating func rewind() -> Int {
    if let start { connection.work?.rewind(to: start) }
    defer { changes.removeAll() }
    return changes.count
  }

  /// Sends what is complete, hands the connection on, and logs what was done: nobody waits for the log.
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
