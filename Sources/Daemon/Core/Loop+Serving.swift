import Admin
import Catalogue
import Glibc
import JSON
import JSONRPC
import Linux
import Synchronization
import Vocabulary

extension Loop {
  /// What the loop does with a connection after its turn.
  enum TurnEnd {
    /// For an event, or until there is memory for its message.
    case wait(Poll.Interest?)
    /// The turn is over before the input is: the other connections come first.
    case yield
    case handOver
    case close
  }

  /// Gives one connection its turn.
  mutating func serve(_ index: Int, isReadable: Bool) {
    guard var connection = seats[index]?.connection.take() else { return stopListening(index) }
    switch turn(&connection, isReadable: isReadable) {
    case .wait(let interest):
      seats[index]?.connection = consume connection
      if let interest { listen(index, interest) } else { awaitMemory(index) }
    case .yield:
      seats[index]?.connection = consume connection
      if slots[index]?.isRunnable == false {
        slots[index]?.isRunnable = true
        runnable.append(index)
      }
    case .handOver:
      slots[index]?.isRunnable = false
      shared.handOver(connection)
    case .close:
      // The socket closes with its connection, and epoll forgets it.
      _ = consume connection
      end(index)
    }
  }

  /// Frees a slot; a connection that is in it is closed.
  mutating func end(_ index: Int) {
    _ = slots.remove(index)
    _ = seats.remove(index)
    line.endPrivileges(index)
    shared.service.metrics.connections.store(slots.count, ordering: .relaxed)
    stopWatching(index)
    if slots.count == 0 { idleSince = monotonicNanoseconds() }
    if resumeAcceptingAt != nil { resumeAccepting() }
  }

  private mutating func listen(_ index: Int, _ interest: Poll.Interest) {
    guard let socket = slots[index]?.socket, let generation = slots[index]?.generation else { return }
    let before = slots[index]?.interest
    if before == interest { return }
    if slots[index]?.waitsForMemory == true, interest == .input { return stopListening(index) }
    let token = EventToken.slot(index, generation: generation).value
    do throws(SystemError) {
      if before == nil {
        try poll.add(socket, interest, token: token)
      } else {
        try poll.change(socket, interest, token: token)
      }
      slots[index]?.interest = interest
    } catch {
      shared.log(.hindered, "cannot wait for a connection: \(error.reason)")
      end(index)
    }
  }

  /// Removes the socket of a connection that the writer or a lane has from epoll, which would report its event without
  /// end until the connection returns. Most connections return before any event, so handing one over does not remove it.
  mutating func stopListening(_ index: Int) {
    guard let socket = slots[index]?.socket else { return }
    poll.remove(socket)
    slots[index]?.interest = nil
  }
}

// MARK: A turn

extension Loop {
  private mutating func turn(_ connection: inout ClientConnection, isReadable: Bool) -> TurnEnd {
    let end = exchange(&connection, isReadable: isReadable)
    return settle(&connection, after: end)
  }

  /// Reads, answers and sends.
  private mutating func exchange(_ connection: inout ClientConnection, isReadable: Bool) -> TurnEnd {
    if !connection.flush() {
      dropIfSlow(&connection)
      return .wait(.output)
    }
    if connection.isDead || connection.isClosing { return .close }
    if connection.work != nil { return .handOver }
    var isReadable = isReadable && stopDeadline == nil && !connection.hasInputEnded
    var frames = 0
    var isAwaiting = false
    while true {
      while let message = nextMessage(&connection) {
        answer(message, &connection)
        frames += 1
        let isTurnOver = frames >= shared.service.limits.framesPerTurn
        let mustStop = isTurnOver || connection.work != nil || connection.isClosing || connection.hasUnsent
        guard mustStop || answers.bytes.count > shared.bounds.answerBytes else { continue }
        if !sendAnswers(&connection) { return .wait(.output) }
        if connection.isDead || connection.isClosing { return .close }
        if connection.work != nil { return .handOver }
        if isTurnOver {
          _ = tellChanges(&connection)
          return connection.hasUnsent ? .wait(.output) : .yield
        }
      }
      if !isReadable { break }
      isReadable = false
      let room = room(for: &connection)
      if room != .given {
        isAwaiting = room == .awaited
        break
      }
      if connection.receive() == .end { connection.hasInputEnded = true }
    }
    if !sendAnswers(&connection) { return .wait(.output) }
    if frames > 0 { connection.noteProgress() }
    let isOver = connection.isDead || connection.isClosing || connection.hasInputEnded || stopDeadline != nil
    if isOver { return .close }
    let hasMore = tellChanges(&connection)
    if connection.hasUnsent { return .wait(.output) }
    if isAwaiting { return .wait(nil) }
    return hasMore ? .yield : .wait(.input)
  }

  /// Sends the answers.
  /// - Returns: false if the socket does not take all of them.
  private mutating func sendAnswers(_ connection: inout ClientConnection) -> Bool {
    if !answers.bytes.isEmpty {
      connection.send(answers.bytes)
      answers.removeAll(keepingCapacity: answers.bytes.count <= 4 * shared.bounds.answerBytes)
    }
    return !connection.hasUnsent || connection.isDead
  }

  /// The next message of a connection; nil if there is none. A stream that cannot be framed gets an error, and is closed.
  private mutating func nextMessage(_ connection: inout ClientConnection) -> Work.Asked? {
    if let message = connection.following.take() { return message }
    if connection.isClosing || connection.framer.pendingCount == 0 { return nil }
    switch connection.hasInputEnded ? lastFrame(&connection) : connection.framer.next() {
    case .line(let line): return message(line, &connection)
    case .incomplete: return nil
    case .tooLong:
      refuse(
        .invalidRequest("the message is longer than \(connection.framer.frameBytesMax) bytes, which is the limit"),
        &connection)
    case .http:
      refuse(.invalidRequest("this socket speaks json-rpc 2.0, one message a line, not http"), &connection)
    }
    return nil
  }

  /// The last line may lack its newline, unless the peer hung up: then the line may be cut off, and nobody reads answers.
  private func lastFrame(_ connection: inout ClientConnection) -> Framer.Frame {
    isHungUp(connection.socket.number) ? connection.framer.next() : connection.framer.finish()
  }

  private mutating func refuse(_ error: RPCError, _ connection: inout ClientConnection) {
    refuse(error, Failure(.invalid, error.message), &connection)
  }

  mutating func refuse(_ failure: Failure, _ connection: inout ClientConnection) {
    refuse(RPCError(failure), failure, &connection)
  }

  private mutating func refuse(_ error: RPCError, _ failure: Failure, _ connection: inout ClientConnection) {
    answers.writeError(id: .null, error)
    answers.endLine()
    connection.isClosing = true
    shared.logRequest(nil, connection.caller, failure)
  }

  /// Answers a message at once, or stores it as the connection's work for another thread.
  private mutating func answer(_ message: Work.Asked, _ connection: inout ClientConnection) {
    switch message {
    case .single(let item): answer(item, &connection)
    case .batch(let items): answer(Work(batch: items), &connection)
    }
  }

  private mutating func answer(_ item: Work.Item, _ connection: inout ClientConnection) {
    let mark = answers.mark()
    if item.isWrite || !quick.answer(item, &connection.caller, into: &answers) {
      connection.work = Work(single: item)
      if connection.calls.bytes == 0 { connection.noteCalls(requests.entryCount) }
    } else if answers.count(since: mark) > 0 {
      answers.endLine()
    }
  }

  /// Answers a batch of reads here until its time is over or one is not quick; the rest is work for a lane.
  private mutating func answer(_ batch: consuming Work, _ connection: inout ClientConnection) {
    var batch = batch
    if !batch.hasWrites {
      let end = monotonicNanoseconds() + shared.bounds.batchNanoseconds
      var isQuick = true
      while isQuick, batch.current != nil {
        batch.answerCurrent { item, writer in
          isQuick = quick.answer(item, &connection.caller, into: &writer)
          return isQuick
        }
        if monotonicNanoseconds() > end { break }
      }
    }
    connection.work = batch
    if connection.calls.bytes == 0 { connection.noteCalls(requests.entryCount) }
    if connection.work?.destination == .finished {
      _ = sendAnswers(&connection)
      connection.finishWork()
    }
  }
}

/// Answers reads on the loop.
struct QuickAnswers {
  let shared: Shared
  let reader: any ReadAnswering

  /// - Returns: false if the read is too long for the loop; then nothing is written.
  func answer(_ item: Work.Item, _ caller: inout Caller, into writer: inout JSONWriter) -> Bool {
    let outcome = reader.answer(item, &caller, budget: shared.readBudget, work: nil, into: &writer)
    guard case .answered(let failure) = outcome else { return false }
    if let failure { shared.logRequest(item.call, caller, failure) }
    return true
  }
}
