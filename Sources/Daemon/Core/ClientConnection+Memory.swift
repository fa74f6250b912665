import Admin
import Catalogue
import JSON
import JSONRPC
import Linux

extension ClientConnection {
  /// What it holds now.
  var holdings: Holdings { holdings(input: framer.storageBytes) }

  /// What it holds with an input buffer of that size.
  func holdings(input: Int) -> Holdings {
    let answers = unsentBytes + (work?.answers.bytes.count ?? 0)
    return Holdings(
      bytes: room(forInput: input) + bytesBesidesInput,
      isLarge: calls.isLarge || max(input, answers) > MemoryAccount.ordinaryInputBytes)
  }

  private var bytesBesidesInput: Int {
    unsentBytes + calls.bytes + (work.map { $0.answers.bytes.count + $0.itemBytes } ?? 0)
  }

  /// What an input buffer of that size needs until its message is whole: twice as much, since a value is about as long as its
  /// message. So a message that was received is not refused for its length.
  private func room(forInput bytes: Int) -> Int {
    if bytes > MemoryAccount.ordinaryInputBytes { return 2 * bytes }
    // The first bytes of a longer message take the room for all of it. So it does not keep some while it waits for more.
    return bytes > Self.idleBytes && framer.pendingCount > 0 ? 2 * booking.account.inputBytes : bytes
  }

  /// To be called after a turn in which it got messages, so that it does not count as one that keeps memory and does not go
  /// on.
  mutating func noteProgress() {
    if hasGrown { heldSince = monotonicNanoseconds() }
  }

  /// Books what it holds now. A client that sends many requests at once keeps no large buffer for the beginning of the next
  /// one.
  mutating func settle() {
    if work == nil, following == nil {
      calls = Holdings()
      // Nearly always: nothing but the small buffer of an idle connection, which is booked.
      if !hasGrown, !hasUnsent, booking.booked == Self.idleHoldings { return }
    }
    if hasGrown, framer.pendingCount <= Self.idleBytes { framer.trim() }
    booking.settle(holdings)
  }

  private static let idleHoldings = Holdings(bytes: idleBytes)

  /// The size of the input buffer that the next `receive` needs.
  var inputBytesToReceive: Int { framer.storageBytes(withRoom: roomToReceive) }

  /// Whether the input buffer has room for more, or gets it, without a wait and without becoming large.
  mutating func hasRoomToReceive() -> Bool {
    let size = inputBytesToReceive
    if size <= framer.storageBytes { return true }
    return size <= MemoryAccount.ordinaryInputBytes && booking.ask(holdings(input: size), .input)
  }

  /// Reads a line if there is memory for what is in it. A request that finds none becomes one that is answered with an error.
  /// - Returns: nil if nothing in the line is known, not even whose error it would be.
  mutating func message(
    _ line: Range<Int>, _ requests: inout RequestReader, _ limits: Message.Limits
  ) -> Work.Asked? {
    if line.count > MemoryAccount.shortLineBytes {
      return longMessage(line, limits).map { Work.Asked(requests.lookUp($0), of: &self) }
    }
    return Work.Asked(framer.requests(line, &requests), of: &self)
  }

  /// To be called for a short line whose message becomes work.
  /// - Parameter entries: how many values and names of members were read for it.
  mutating func noteCalls(_ entries: Int) {
    let bytes = MemoryAccount.shortLineBytes / 4 + entries * MemoryAccount.shortEntryBytes
    calls = Holdings(bytes: calls.bytes + bytes, isLarge: calls.isLarge)
  }

  private mutating func longMessage(_ line: Range<Int>, _ limits: Message.Limits) -> Message? {
    let isLarge = line.count > MemoryAccount.ordinaryMessageBytes
    // What is made of the message uses the room that was kept for it.
    let spare = booking.booked.bytes - framer.storageBytes - bytesBesidesInput
    let (account, booked) = (booking.account, booking.booked)
    let budget = account.budget(isLarge: booked.isLarge)
    let room = max(0, budget.most(.work) - budget.use.bytes) + max(0, spare)
    var (needed, taken) = (0, 0)
    let admission = framer.withBytes(of: line) { bytes in
      Message.admit(
        bytes, limits: limits, entriesMax: max(MemoryAccount.shortLineBytes, room / Tape.bytes(ofEntries: 1))
      ) { bytes in
        let more = max(0, bytes - spare)
        guard account.take(more, beyond: booked, .work) else { return false }
        (needed, taken) = (bytes, more)
        return true
      }
    }
    booking.absorb(taken)
    switch admission {
    case .message(let message):
      calls = Holdings(bytes: (work == nil ? 0 : calls.bytes) + needed, isLarge: isLarge || calls.isLarge)
      // Not needed any more, and it may be as long as all that is made of it.
      framer.trim()
      return message
    case .tooLarge(let id):
      framer.trim()
      return .single(.failure(InvalidRequest(id: id, error: RPCError(MemoryAccount.usedUp))))
    case .tooManyValues: return nil
    }
  }

  /// Keeps the answers that a lane made if there is memory for them; else the last answer becomes an error.
  /// - Parameter start: before the last answer.
  /// - Returns: the error's failure.
  mutating func admitAnswers(since start: Work.Mark?) -> Failure? {
    guard let start, !booking.ask(holdings, .work) else { return nil }
    work?.replace(since: start, by: MemoryAccount.usedUp)
    return MemoryAccount.usedUp
  }

  /// Whether so much memory is used that a change has to be refused, since its answer might be as long as those before it.
  mutating func isOverfull() -> Bool {
    guard let bytes = work?.answers.bytes.count, bytes > Self.busyBytes else { return false }
    return !booking.ask(holdings, .work)
  }
}

extension Work {
  /// About what the calls take besides their parameters.
  var itemBytes: Int { items.count * (MemoryLayout<Item>.stride + Self.partBytes) }

  /// The allocations of a call or of an error.
  private static let partBytes = 256

  /// Answers all that is left with this failure.
  mutating func refuse(_ failure: Failure) {
    while current != nil {
      answerCurrent { item, writer in
        writeFailure(failure, id: item.id, into: &writer)
        return true
      }
    }
  }

  /// Answers what was answered last with this failure instead.
  /// - Parameter start: before that answer.
  mutating func replace(since start: Mark, by failure: Failure) {
    rewind(to: start)
    releaseAnswerRoom()
    answerCurrent { item, writer in
      writeFailure(failure, id: item.id, into: &writer)
      return true
    }
  }
}
