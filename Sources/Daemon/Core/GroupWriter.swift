import Admin
import Catalogue
import JSON
import JSONRPC
import Linux
import Synchronization
import Vocabulary

/// The only thread that writes. It takes everything that is queued, runs it in one transaction, commits once, and then
/// answers: so many clients share the price of one sync to the disk, and nobody hears of a change that is not durable.
struct GroupWriter: ~Copyable {
  private let shared: Shared
  private let writer: any WriteAnswering
  private var tape = Tape()
  private var courtesy = Courtesy()

  init(_ shared: Shared, _ writer: any WriteAnswering) { (self.shared, self.writer) = (shared, writer) }

  /// Works until the mailbox is closed.
  mutating func run() {
    let (shared, writer) = (shared, writer)
    pruneAudit()
    while let connection = shared.writerMailbox.waitAndTake(check: { Self.lookForForeignChange(shared, writer) }) {
      shared.writerProgress.begin()
      writeGroup(startingWith: connection)
      pruneAudit()
      shared.writerProgress.end()
      tape.shrink()
    }
  }

  /// Forgets what the audit log has beyond its limits: a step after each group, and further ones while nobody waits.
  private mutating func pruneAudit() {
    var isDone = false
    repeat {
      makeRoom()
      let start = monotonicNanoseconds()
      defer { courtesy.release(since: start) }
      do throws(Failure) {
        let step = try writer.pruneAudit()
        isDone = step.isDone
        guard step.count > 0 else { return }
        announceCommit()
        shared.writerProgress.step()
        shared.log(.pruned, "forgot old changes of the audit log", [(name: "count", value: String(step.count))])
      } catch {
        // The next change brings the next attempt.
        return shared.log(.hindered, "the audit log could not be pruned: \(error.message)")
      }
    } while !isDone && shared.writerMailbox.isEmpty && !shared.isStopping.load(ordering: .acquiring)
  }

  private static func lookForForeignChange(_ shared: Shared, _ writer: any WriteAnswering) {
    guard writer.sawForeignChange() else { return }
    shared.changes.addForeign()
    shared.loopMailbox.wakeup.signal()
  }

  /// Lets the loop tell of what was committed. Without subscribers it is not woken for that.
  private func announceCommit() {
    shared.changes.addOwn()
    if shared.changes.isWatched { shared.loopMailbox.wakeup.signal() }
  }

  /// Waits where others may be waiting for the lock for long.
  private mutating func makeRoom() {
    courtesy.wait(hasCompany: writer.hasCompany)
  }

  private mutating func writeGroup(startingWith connection: consuming Connection) {
    makeRoom()
    let start = monotonicNanoseconds()
    defer { courtesy.release(since: start) }
    do {
      try shared.writerProgress.whileWaiting { () throws(Failure) in try writer.begin() }
    } catch {
      return refuse(connection, error)
    }
    var group = Queue<Member>()
    let isLost = runQueued(startingWith: connection, &group)
    if isLost {
      writer.rollback()
      return writeAlone(&group)
    }
    do {
      try shared.writerProgress.whileWaiting { () throws(Failure) in try writer.commit() }
      announceCommit()
    } catch {
      writer.rollback()
      // After an error of the disk nobody knows whether the change is there: doing it again might do it twice.
      return error.kind == .internal ? answerUnknown(&group, error) : writeAlone(&group)
    }
    while let member = group.popFirst() { member.finish(shared) }
  }

  /// Runs what is queued, until nothing is, or the database's lock was held for long enough.
  /// - Returns: whether SQLite ended the transaction, and with it everything that ran in it.
  private mutating func runQueued(startingWith connection: consuming Connection, _ group: inout Queue<Member>) -> Bool {
    let end = monotonicNanoseconds() + shared.bounds.groupNanoseconds
    var queued: Connection? = consume connection
    var isLost = false
    while let connection = queued.take() {
      var member = Member(connection, shared)
      isLost = run(&member, until: end)
      group.append(member)
      if isLost || monotonicNanoseconds() > end { break }
      queued = shared.writerMailbox.take()
    }
    return isLost
  }

  private mutating func run(_ member: inout Member, until end: Int64) -> Bool {
    while member.current != nil || takeNextFrame(&member) {
      var isLost = false
      member.answer(shared) { item, caller, ending, answers in
        guard let call = item.call else { return (nil, nil) }
        switch writer.answer(call, item.prepared, caller, interruption: ending, into: &answers) {
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

  private mutating func takeNextFrame(_ member: inout Member) -> Bool {
    member.count < shared.service.limits.framesPerTurn && member.takeNextFrame(shared, &tape)
  }
}

// MARK: When a group fails

extension GroupWriter {
  /// Runs each request of a group again in a transaction of its own, so that only those that fail by themselves do.
  private mutating func writeAlone(_ group: inout Queue<Member>) {
    while var member = group.popFirst() {
      for _ in 0..<member.rewind() {
        member.answer(shared) { item, caller, ending, answers in writeAlone(item, caller, ending, &answers) }
        shared.writerProgress.step()
      }
      member.finish(shared)
    }
  }

  private func writeAlone(
    _ item: Work.Item, _ caller: Caller, _ ending: (() -> Failure?)?, _ answers: inout JSONWriter
  ) -> (Failure?, ChangeExtent?) {
    guard let call = item.call else { return (nil, nil) }
    let mark = answers.mark()
    do throws(Failure) {
      try shared.writerProgress.whileWaiting { () throws(Failure) in try writer.begin() }
      switch writer.answer(call, item.prepared, caller, interruption: ending, into: &answers) {
      case .transactionLost(let lost): throw lost
      case .answered(let failure, let extent):
        do {
          try shared.writerProgress.whileWaiting { () throws(Failure) in try writer.commit() }
          announceCommit()
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

  private func answerUnknown(_ group: inout Queue<Member>, _ cause: Failure) {
    announceCommit()
    let failure = Self.unknown(cause)
    while var member = group.popFirst() {
      for _ in 0..<member.rewind() {
        member.answer(shared) { item, _, _, answers in
          writeFailure(failure, id: item.id, into: &answers)
          return (failure, nil)
        }
      }
      member.finish(shared)
    }
  }

  private static func unknown(_ cause: Failure) -> Failure {
    Failure(
      .internal, "outcome unknown: the change may have been made or not",
      hint: "read the record, or the audit log, before trying again",
      more: [JSON.Member("outcome", "unknown")], detail: cause.detail ?? cause.message)
  }

  /// Answers everybody who waits for a transaction that could not begin: trying for each of them would take as long again.
  /// Those who come while they are answered get a try of their own.
  private func refuse(_ connection: consuming Connection, _ failure: Failure) {
    var waiting = Queue<Connection>()
    waiting.append(connection)
    while let connection = shared.writerMailbox.take() { waiting.append(connection) }
    while let connection = waiting.popFirst() {
      var member = Member(connection, shared)
      while member.current != nil {
        member.answer(shared) { item, _, _, answers in
          writeFailure(failure, id: item.id, into: &answers)
          return (failure, nil)
        }
      }
      member.finish(shared)
    }
  }
}
