import Admin
import Catalogue
import JSON
import JSONRPC
import Linux

// Memory for input. Nobody waits for ever: the connection that is first in a line gets its whole message. While others
// wait, it and all others that keep memory have `memoryNanoseconds` for each piece that they got; then they are refused and
// closed.

extension Loop {
  /// What became of asking for memory to receive more.
  enum Room { case given, awaited, refused }

  /// Asks for the memory that the connection needs to receive more.
  mutating func room(for connection: inout ClientConnection) -> Room {
    let size = connection.inputBytesToReceive
    return size <= connection.framer.storageBytes ? .given : grow(&connection, to: size)
  }

  private mutating func grow(_ connection: inout ClientConnection, to size: Int) -> Room {
    let wanted = connection.holdings(input: size)
    let (memory, slot) = (shared.memory, connection.slot)
    if wanted.isLarge || wanted.bytes > memory.shareBytes,
      wanted.bytes > memory.budget(isLarge: wanted.isLarge).privilegedMax
    {
      refuse(memory.tooLong(isLarge: wanted.isLarge), &connection)
      return .refused
    }
    let isPrivileged = line.isPrivileged(slot, isLarge: wanted.isLarge)
    let isWithinShare = !wanted.isLarge && wanted.bytes <= memory.shareBytes
    let isItsTurn = isPrivileged || isWithinShare || connection.booking.covers(wanted)
    if isItsTurn || !line.hasWaiters(isLarge: wanted.isLarge),
      connection.booking.ask(wanted, isPrivileged ? .privilegedInput : .input)
    {
      if wanted.isLarge { line.endPrivilege(slot, isLarge: false) }
      connection.heldSince = monotonicNanoseconds()
      return .given
    }
    if wanted.isLarge, line.largeCount >= shared.bounds.memoryWaitersMax {
      refuse(MemoryAccount.crowded, &connection)
      return .refused
    }
    return .awaited
  }

  /// Puts a connection into the line. Its socket is not watched, since epoll would report its input without end.
  mutating func awaitMemory(_ index: Int) {
    guard let wanted = seats[index]?.wanted, let generation = slots[index]?.generation,
      slots[index]?.waitsForMemory == false
    else { return }
    slots[index]?.waitsForMemory = true
    stopListening(index)
    line.add(MemoryLine.Waiter(slot: index, generation: generation, wanted: wanted), now: monotonicNanoseconds())
  }

  /// Reads a line, or refuses it and closes its connection if there is no memory for what is in it.
  mutating func message(_ line: Range<Int>, _ connection: inout ClientConnection) -> Work.Asked? {
    let message = connection.message(line, &requests, shared.messageLimits)
    self.line.endPrivileges(connection.slot)
    if message == nil { refuse(MemoryAccount.usedUp, &connection) }
    return message
  }

  /// Books what a connection holds after a turn, if there is memory for it.
  /// - Returns: what to do with it.
  mutating func settle(_ connection: inout ClientConnection, after end: TurnEnd) -> TurnEnd {
    switch end {
    case .wait:
      connection.shrink()
      if connection.framer.pendingCount == 0 { line.endPrivileges(connection.slot) }
      if connection.hasUnsent, !keepsAnswers(&connection) { return .close }
    case .handOver:
      // The requests have been read out of the buffer.
      connection.shrink()
      if connection.booking.ask(connection.holdings, .work) { return end }
      // There is no memory for it to wait.
      connection.work?.refuse(MemoryAccount.usedUp)
      connection.finishWork()
      connection.settle()
      return .yield
    case .yield: break
    case .close: return end
    }
    connection.settle()
    return end
  }
}

// MARK: The line

extension Loop {
  /// Lets those that wait go on as far as there is memory.
  mutating func serveMemoryLine() {
    if shared.memory.hasRefused {
      let refused = shared.memory.takeRefusals()
      if refused.ordinary { closeStalled(isLarge: false) }
      if refused.large { closeStalled(isLarge: true) }
    }
    if line.isEmpty { return }
    var turns = 0
    for isLarge in [true, false] {
      while turns < Self.turnsMax, let waiter = line.first(isLarge: isLarge), resume(waiter) { turns += 1 }
    }
    line.isUnfinished = turns >= Self.turnsMax && !line.isEmpty
    if !line.isUnfinished { lookForStalled() }
  }

  /// The connections of the line that may have a turn before other events are looked at.
  private static let turnsMax = 4

  /// - Returns: false if there is no memory for it.
  private mutating func resume(_ waiter: MemoryLine.Waiter) -> Bool {
    let (index, isLarge) = (waiter.slot, waiter.wanted.isLarge)
    guard slots[index]?.generation == waiter.generation, var connection = seats[index]?.connection.take() else {
      if slots[index]?.generation == waiter.generation { slots[index]?.waitsForMemory = false }
      line.removeFirst(isLarge: isLarge)
      return true
    }
    var isGiven = connection.booking.ask(waiter.wanted, .input)
    if !isGiven, line.privilege(index, isLarge: isLarge) {
      isGiven = connection.booking.ask(waiter.wanted, .privilegedInput)
    }
    seats[index]?.connection = consume connection
    guard isGiven else { return false }
    line.removeFirst(isLarge: isLarge)
    slots[index]?.waitsForMemory = false
    serve(index, isReadable: true)
    return true
  }

  /// Refuses the connections that have kept memory for long without going on, if others wait for it.
  private mutating func lookForStalled() {
    let now = monotonicNanoseconds()
    guard line.nextLook <= now else { return }
    let waits = [line.hasWaiters(isLarge: false), line.hasWaiters(isLarge: true)]
    line.look(again: closeStalled(now) { waits[$0 ? 1 : 0] })
  }

  private mutating func closeStalled(isLarge: Bool) { _ = closeStalled(monotonicNanoseconds()) { $0 == isLarge } }

  /// - Parameter isShort: whether more of that budget is needed.
  /// - Returns: when to look next.
  private mutating func closeStalled(_ now: Int64, _ isShort: (Bool) -> Bool) -> Int64 {
    let patience = shared.bounds.memoryNanoseconds
    var nextLook = now + max(patience, Self.pauseNanoseconds)
    for index in 0..<slots.endIndex {
      // Those that wait have their turn before the next look.
      guard let slot = slots[index], !slot.isRunnable else { continue }
      if seats[index]?.releaseIdleInput() == true { nextLook = now }
      guard !slot.waitsForMemory, let isLarge = seats[index]?.isLarge, isShort(isLarge),
        let since = seats[index]?.keepsMemorySince(beyond: shared.memory.shareBytes)
      else { continue }
      if since + patience <= now {
        close(index)
        nextLook = now
      } else {
        nextLook = min(nextLook, since + patience)
      }
    }
    return nextLook
  }

  /// Books what a connection holds whose client does not take all answers at once.
  /// - Returns: false if there is no memory for them: it has to be closed.
  mutating func keepsAnswers(_ connection: inout ClientConnection) -> Bool {
    if connection.booking.ask(connection.holdings, .work) { return true }
    closeStalled(isLarge: connection.holdings.isLarge)
    if connection.booking.ask(connection.holdings, .work) { return true }
    shared.logRequest(nil, connection.caller, MemoryAccount.tooSlow)
    return false
  }

  private static let pauseNanoseconds: Int64 = 1_000_000

  private mutating func close(_ index: Int) {
    guard var connection = seats[index]?.connection.take() else { return }
    if !connection.hasUnsent { connection.send(Self.line(MemoryAccount.tooSlow)) }
    shared.logRequest(nil, connection.caller, MemoryAccount.tooSlow)
    _ = consume connection
    end(index)
  }

  private static func line(_ failure: Failure) -> [UInt8] {
    var writer = JSONWriter()
    writeFailure(failure, id: .null, into: &writer)
    writer.endLine()
    return writer.bytes
  }
}

extension ConnectionSeat {
  /// Whether its connection is booked as a large one; nil while it has none.
  var isLarge: Bool? {
    switch connection {
    case .some(let connection): connection.booking.booked.isLarge
    case .none: nil
    }
  }

  /// What its connection needs to receive more.
  var wanted: Holdings? {
    switch connection {
    case .some(let connection): connection.holdings(input: connection.inputBytesToReceive)
    case .none: nil
    }
  }

  /// Since when its connection keeps memory beyond its share for a message or for answers whose rest the client has to send
  /// or to take; nil if it does not.
  func keepsMemorySince(beyond share: Int) -> Int64? {
    switch connection {
    case .some(let connection):
      let booked = connection.booking.booked
      return connection.isHalfDone && (booked.isLarge || booked.bytes > share) ? connection.heldSince : nil
    case .none: return nil
    }
  }

  /// Frees the input buffer of an idle connection.
  /// - Returns: whether it had one.
  mutating func releaseIdleInput() -> Bool {
    guard var connection = connection.take() else { return false }
    let isFreed = !connection.isHalfDone && connection.framer.storageBytes > 0
    if isFreed {
      connection.framer.releaseStorage()
      connection.settle()
    }
    self.connection = consume connection
    return isFreed
  }
}
