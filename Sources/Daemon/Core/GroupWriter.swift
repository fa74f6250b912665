import Admin
import Catalogue
import JSON
import JSONRPC
import Linux
import Synchronization
import Vocabulary

/// The only thread that writes. It takes all queued connections, runs their writes in one transaction, commits once, and
/// then answers: many clients share one sync to the disk, and no client gets an answer before its change is durable.
struct GroupWriter: ~Copyable {
  private let shared: Shared
  private let writer: any WriteAnswering
  private var requests: RequestReader
  private var lockPause: LockPause
  /// The connections whose next change is made in steps, between the groups.
  private var stepped = Queue<ClientConnection>()

  init(_ shared: Shared, _ writer: any WriteAnswering) {
    (self.shared, self.writer) = (shared, writer)
    requests = RequestReader(shared)
    lockPause = LockPause(isNeeded: writer.locksOutWriters)
  }

  /// Works until the mailbox is closed.
  mutating func run() {
    let (shared, writer) = (shared, writer)
    pruneAudit()
    while let connection = shared.writerMailbox.waitAndTake(check: { Self.lookForForeignChange(shared, writer) }) {
      shared.writerProgress.begin()
      writeGroup(startingWith: connection)
      pruneAudit()
      while let connection = stepped.popFirst() { writeInSteps(connection) }
      shared.writerProgress.end()
      requests.shrink()
    }
  }

  /// Deletes audit records beyond the limits: one step after each group, and further steps while the queue is empty.
  private mutating func pruneAudit() {
    var isDone = false
    repeat {
      pauseForOthers()
      let start = monotonicNanoseconds()
      defer { lockPause.release(since: start) }
      do throws(Failure) {
        let step = try writer.pruneAudit()
        isDone = step.isDone
        guard step.count > 0 else { return }
        announceCommit()
        shared.writerProgress.step()
        shared.log(.pruned, "removed old changes from the audit log", [(name: "count", value: String(step.count))])
      } catch {
        // The next group tries again.
        return shared.log(.hindered, "the audit log could not be pruned: \(error.message)")
      }
    } while !isDone && shared.writerMailbox.isEmpty && !shared.isStopping.load(ordering: .acquiring)
  }

  private static func lookForForeignChange(_ shared: Shared, _ writer: any WriteAnswering) {
    guard writer.sawForeignChange() else { return }
    shared.changes.addForeign()
    shared.loopMailbox.wakeup.signal()
  }

  /// Counts a commit, and wakes the loop if there are subscribers.
  private func announceCommit() {
    shared.changes.addOwn()
    if shared.changes.isWatched { shared.loopMailbox.wakeup.signal() }
  }

  /// Waits if other processes need time to take the lock.
  private mutating func pauseForOthers() {
    lockPause.wait(hasOtherWriters: writer.hasOtherWriters) { writer.isOpenElsewhere }
  }

  private mutating func writeGroup(startingWith connection: consuming ClientConnection) {
    if connection.work?.isCurrentStepped == true { return stepped.append(connection) }
    pauseForOthers()
    let start = monotonicNanoseconds()
    defer { lockPause.release(since: start) }
    do {
      try shared.writerProgress.whileWaiting { () throws(Failure) in try writer.beginGroup() }
    } catch {
      return refuse(connection, error)
    }
    var group = Queue<ConnectionWrites>()
    let isLost = runQueued(startingWith: connection, &group)
    if isLost || writer.isLostBySettling() {
      writer.rollback()
      return writeAlone(&group)
    }
    let late: [LateWarning]
    do {
      late = try shared.writerProgress.whileWaiting { () throws(Failure) in try writer.commit() }
      announceCommit()
    } catch {
      writer.rollback()
      // After a disk error the change may be durable or not: running it again might make it twice.
      return error.kind == .internal ? answerUnknown(&group, error) : writeAlone(&group)
    }
    if late.isEmpty {
      while let writes = group.popFirst() { writes.finish(shared) }
    } else {
      finish(&group, late)
    }
  }

  /// Sends the answers with what was found after the commit.
  private func finish(_ group: inout Queue<ConnectionWrites>, _ late: [LateWarning]) {
    var first = 0
    while var writes = group.popFirst() {
      let calls = first..<(first + writes.callCount)
      first = calls.upperBound
      var warnings: [Int: [String]] = [:]
      for one in late where calls.contains(one.call) {
        warnings[one.call - calls.lowerBound, default: []].append(one.sentence)
      }
      writes.warn(warnings)
      writes.finish(shared)
    }
  }

  /// Runs the queued connections until the queue is empty or the time for a group is over.
  /// - Returns: whether SQLite ended the transaction, and with it everything that ran in it.
  private mutating func runQueued(
    startingWith connection: consuming ClientConnection, _ group: inout Queue<ConnectionWrites>
  )
    -> Bool
  {
    let end = monotonicNanoseconds() + shared.bounds.groupNanoseconds
    var queued: ClientConnection? = consume connection
    var isLost = false
    while let connection = queued.take() {
      var writes = ConnectionWrites(connection, shared)
      isLost = run(&writes, until: end)
      group.append(writes)
      if isLost || monotonicNanoseconds() > end { break }
      queued = takeForGroup()
    }
    return isLost
  }

  /// The next queued connection for the group; one whose change is made in steps has its turn after the group.
  private mutating func takeForGroup() -> ClientConnection? {
    while let connection = shared.writerMailbox.take() {
      guard connection.work?.isCurrentStepped == true else { return connection }
      stepped.append(connection)
    }
    return nil
  }

  private mutating func run(_ writes: inout ConnectionWrites, until end: Int64) -> Bool {
    while writes.current != nil || takeNextFrame(&writes) {
      var isLost = false
      writes.answer(shared) { item, caller, work, answers in
        guard let call = item.call else { return (nil, nil) }
        switch writer.answer(call, item.prepared, caller, work: work, into: &answers) {
        case .answered(let failure, let extent): return (failure, extent)
        case .transactionLost(let failure):
          isLost = true
          return (failure, nil)
        }
      }
      shared.writerProgress.step()
      if isLost { return true }
      if monotonicNanoseconds() > end { return false }
    }
    return false
  }

  private mutating func takeNextFrame(_ writes: inout ConnectionWrites) -> Bool {
    writes.count < shared.service.limits.framesPerTurn && writes.takeNextFrame(shared, &requests)
  }
}

// MARK: Changes in steps

extension GroupWriter {
  /// Makes a change in steps. Other changes have their turn after each step, so that none of them waits for the whole.
  private mutating func writeInSteps(_ connection: consuming ClientConnection) {
    var writes = ConnectionWrites(connection, shared)
    // A cancelled change is no longer one of steps.
    guard writes.connection.work?.isCurrentStepped == true else { return writes.finish(shared) }
    writes.answer(shared) { item, caller, work, answers in
      guard let call = item.call, var prepared = item.prepared else { return (nil, nil) }
      let work = work ?? LongWork(endReason: { nil })
      while true {
        pauseForOthers()
        let start = monotonicNanoseconds()
        let outcome = shared.writerProgress.whileWaiting { [writer] in
          writer.step(call, &prepared, caller, work: work, into: &answers)
        }
        lockPause.release(since: start)
        announceCommit()
        if case .answered(let failure, let extent) = outcome { return (failure, extent) }
        if let other = shared.writerMailbox.take() { writeGroup(startingWith: other) }
        pruneAudit()
      }
    }
    writes.finish(shared)
  }
}

// MARK: When a group fails

extension GroupWriter {
  /// Runs each write of a group again in its own transaction: only those that fail alone get an error.
  private mutating func writeAlone(_ group: inout Queue<ConnectionWrites>) {
    while var writes = group.popFirst() {
      for _ in 0..<writes.rewind() {
        writes.answer(shared) { item, caller, work, answers in writeAlone(item, caller, work, &answers) }
        shared.writerProgress.step()
      }
      writes.finish(shared)
    }
  }

  private func writeAlone(
    _ item: Work.Item, _ caller: Caller, _ work: LongWork?, _ answers: inout JSONWriter
  ) -> (Failure?, ChangeExtent?) {
    guard let call = item.call else { return (nil, nil) }
    let mark = answers.mark()
    do throws(Failure) {
      try shared.writerProgress.whileWaiting { () throws(Failure) in try writer.begin() }
      switch writer.answer(call, item.prepared, caller, work: work, into: &answers) {
      case .transactionLost(let lost): throw lost
      case .answered(let failure, let extent):
        do {
          let late = try shared.writerProgress.whileWaiting { () throws(Failure) in try writer.commit() }
          announceCommit()
          if !late.isEmpty {
            answers.replace(from: mark, to: answers.mark()) { LateWarning.add(late.map(\.sentence), to: $0) }
          }
        } catch { throw error.kind == .internal ? Self.unknown(error) : error }
        return (failure, extent)
      }
    } catch {
      writer.rollback()
      answers.truncate(to: mark)
      writeFailure(error, id: call.id, into: &answers)
      return (error, nil)
    }
  }

  private func answerUnknown(_ group: inout Queue<ConnectionWrites>, _ cause: Failure) {
    announceCommit()
    let failure = Self.unknown(cause)
    while var writes = group.popFirst() {
      for _ in 0..<writes.rewind() {
        writes.answer(shared) { item, _, _, answers in
          writeFailure(failure, id: item.id, into: &answers)
          return (failure, nil)
        }
      }
      writes.finish(shared)
    }
  }

  private static func unknown(_ cause: Failure) -> Failure {
    Failure(
      .internal, "outcome unknown: the change may have been made or not",
      hint: "read the record, or the audit log, before trying again",
      more: [JSON.Member("outcome", "unknown")], detail: cause.detail ?? cause.message)
  }

  /// Gives the failure to all queued connections, since `begin` waited as long as it may and would for each of them again.
  /// Connections that are queued while these are answered get their own attempt.
  private func refuse(_ connection: consuming ClientConnection, _ failure: Failure) {
    var waiting = Queue<ClientConnection>()
    waiting.append(connection)
    while let connection = shared.writerMailbox.take() { waiting.append(connection) }
    while let connection = waiting.popFirst() {
      var writes = ConnectionWrites(connection, shared)
      while writes.current != nil {
        writes.answer(shared) { item, _, _, answers in
          writeFailure(failure, id: item.id, into: &answers)
          return (failure, nil)
        }
      }
      writes.finish(shared)
    }
  }
}
