import Admin
import CLinux
import Catalogue
import Glibc
import JSON
import JSONRPC
import Linux
import Store
import Synchronization
import TestData
import Testing
import Vocabulary

@testable import Daemon

/// A service without a database whose methods do what a test needs. Each answers its own name and first parameter.
///
/// `ping` and `read` are quick; `large` answers so many letters, in a lane if they are over the budget; `slow` goes over every budget and waits for `gate` in a lane; `write` writes, `hash`
/// waits for `gate` while it is prepared, `refuse` fails alone, and `lose` ends the whole transaction. `stall` keeps the
/// loop, until the test opens the first or second of `stalls`. `long` tells how far it is until `longGate` opens, `file`
/// answers what is in the file that came with it, and `bulk` waits for `longGate` while it is prepared, and then writes.
/// `steps` writes in three steps, the first of which waits for `longGate`; `endless` ones end only when they have to.
final class ScriptedService: Answering {
  var limits: Limits { limitsAtStart }
  let gate = Gate()
  let longGate = Gate(isOpen: false)
  /// Closed by a test that wants several connections in one group.
  let writerGate = Gate()
  /// What happened, in order.
  let journal = Lines()
  /// What the next commits and begins fail with; nil lets one succeed.
  let commitFailures = Mutex<[Failure?]>([])
  let beginFailures = Mutex<[Failure]>([])
  let callers = Mutex<[Caller]>([])
  /// Opened when slow work begins, and when it learns that it is cancelled.
  let started = Gate(isOpen: false)
  let cancelled = Gate(isOpen: false)
  let stalls = [Gate(isOpen: false), Gate(isOpen: false)]
  /// Opened when the loop is kept by the first or second.
  let stalled = [Gate(isOpen: false), Gate(isOpen: false)]
  let metrics = Metrics()
  private let limitsAtStart: Limits

  init(_ limits: Limits = Limits()) { limitsAtStart = limits }

  func call(_ request: Request) -> Call { Call(request, in: Self.operations) }
  func again(_ known: Invocation, _ params: Params?) -> Invocation { params.map { known.with($0) } ?? known }

  private static let operations: OperationTable = {
    let parameters = [
      Parameter("argument", .json, "What is answered."),
      Parameter("dry_run", .boolean, "Keeps nothing.", default: false),
    ]
    func method(_ name: String, _ access: Method.Access, isLong: Bool = false, file: Method.File? = nil) -> Method {
      Method(
        name, name, access: access, parameters: parameters, answer: .value(.text), isLong: isLong, file: file)
    }
    // The scripted reader and writer answer in place of these bodies.
    let operations =
      ["ping", "read", "slow", "large", "stall"].map { Operation(method($0, .read), .read { _, _, _, _ in }) }
      + ["write", "refuse", "late", "lose", "doubt"].map { Operation(method($0, .write), .write { _, _, _, _ in }) }
      + [Operation(method("long", .read, isLong: true), .read { _, _, _, _ in })]
      + [Operation(method("file", .read, isLong: true, file: .read), .read { _, _, _, _ in })]
      + [Operation(method("bulk", .write, isLong: true), .prepared({ _, _, _, _ in true }, { _, _, _, _, _, _ in }))]
      + [Operation(method("steps", .write, isLong: true), .stepped { _, _, _, _ in NoSteps() })]
      + [Operation(method("hash", .write), secrets: .parameter("argument"), .write { _, _, _, _ in })]
    return OperationTable(Model(Catalogue([]), Layout(columns: [:])), operations)
  }()

  func prepare(_ call: Call, of caller: Caller, _ work: LongWork) -> Prepared {
    if call.method == "bulk" {
      started.open()
      while !longGate.opensSoon, !work.isCancelled() { work.tell(LongWork.Progress("preparing", 2, of: 3, .keys)) }
    } else {
      gate.pass()
    }
    journal.add("prepare \(call.request.argument)")
    return Prepared()
  }

  func makeReader(waits: Bool) throws(Failure) -> any ReadAnswering { ScriptedReader(self) }
  func makeWriter(onStep: @escaping () -> Void) throws(Failure) -> any WriteAnswering { ScriptedWriter(self) }
  var summary: String { "a script" }
  func keep(_ retention: AuditRetention) {}
}

extension Call {
  var request: Request { Request(id: id, method: method, params: params) }
}

extension Request {
  /// The first parameter as text.
  var argument: String {
    if case .positional(let items) = params, let first = items.first { first.string ?? first.description } else { "" }
  }
}

/// The scripted writer steps in its place.
private struct NoSteps: SteppedWork {
  var isDone: Bool { true }
  var progress: LongWork.Progress { LongWork.Progress("stepping", 0, of: nil, .steps) }
  var answer: JSON.Object { JSON.Object() }
  mutating func step(_ transaction: inout WriteTransaction) {}
}

private final class ScriptedReader: ReadAnswering {
  private let service: ScriptedService

  init(_ service: ScriptedService) { self.service = service }

  func answer(
    _ call: Call, _ caller: inout Caller, budget: ReadBudget?, work: LongWork?, into writer: inout JSONWriter
  ) -> ReadOutcome {
    let request = call.request
    if request.method == "slow" {
      if budget != nil { return .overBudget }
      service.journal.add("slow \(request.argument)")
      service.started.open()
      while !service.gate.opensSoon {
        guard work?.isCancelled() == true else { continue }
        service.cancelled.open()
        let failure = Failure(.limit, "interrupted")
        writer.writeError(id: request.id, RPCError(failure))
        return .answered(failure)
      }
    }
    if request.method == "large", let budget, Int(request.argument) ?? 0 > budget.bytes { return .overBudget }
    if request.method == "long" || request.method == "file", budget != nil { return .overBudget }
    if request.method == "long" {
      service.started.open()
      while !service.longGate.opensSoon {
        work?.tell(LongWork.Progress("counting", 1, of: 4, .checks))
        if work?.isCancelled() == true { break }
      }
    }
    if request.method == "file" {
      writer.writeResult(id: request.id) { $0.string(work?.file.map { content(of: $0) } ?? "none") }
      return .answered(nil)
    }
    if request.method == "stall", let place = Int(request.argument), service.stalls.indices.contains(place) {
      service.stalled[place].open()
      service.stalls[place].pass()
    }
    if call.isWrite {
      let failure = Failure(.readOnly, "refused here")
      writer.writeError(id: request.id, RPCError(failure))
      return .answered(failure)
    }
    writer.writeResult(id: request.id) { writer in
      if request.method == "large" {
        writer.string(String(repeating: "x", count: Int(request.argument) ?? 0))
      } else {
        writer.string("\(request.method) \(request.argument)")
      }
    }
    return .answered(nil)
  }

  func changes(after seq: Int64) throws(Failure) -> ChangePage? { ChangePage(start: seq) }
  func lastChange() throws(Failure) -> Int64? { 0 }
}

private final class ScriptedWriter: WriteAnswering {
  private let service: ScriptedService

  init(_ service: ScriptedService) { self.service = service }

  func begin() throws(Failure) {
    service.journal.add("begin")
    service.writerGate.pass()
    if let failure = service.beginFailures.withLock({ $0.popLast() }) { throw failure }
    isLate = false
  }

  /// Whether a call of the open group's transaction is refused only at its end.
  private var isLate = false
  private var isGroup = false

  func beginGroup() throws(Failure) {
    try begin()
    isGroup = true
  }

  func isLostBySettling() -> Bool {
    defer { isGroup = false }
    return isLate
  }

  func answer(
    _ call: Call, _ prepared: Prepared?, _ caller: Caller, work: LongWork?,
    into writer: inout JSONWriter
  ) -> WriteOutcome {
    let request = call.request
    service.callers.withLock { $0.append(caller) }
    service.journal.add("\(request.method) \(request.argument)")
    defer { callCount += 1 }
    switch request.method {
    case "doubt":
      doubts.append(LateWarning(call: callCount, sentence: "there are two \(request.argument)"))
      writer.writeResult(id: request.id) { $0.value(["name": .string(request.argument)]) }
      return .answered(nil, ChangeExtent(seq: 1, entity: "thing", id: 1, records: 1))
    case "lose": return .transactionLost(Failure(.limit, "the disk is full"))
    case "late" where isGroup:
      isLate = true
      writer.writeResult(id: request.id) { $0.string("too early") }
      return .answered(nil, ChangeExtent(seq: 1, entity: "thing", id: 1, records: 1))
    case "refuse", "late":
      let failure = Failure(.constraint, "no")
      writer.writeError(id: request.id, RPCError(failure))
      return .answered(failure, nil)
    default:
      writer.writeResult(id: request.id) { $0.string("\(request.method) \(request.argument)") }
      return .answered(nil, ChangeExtent(seq: 1, entity: "thing", id: 1, records: 1))
    }
  }

  private var steps = 0

  func step(
    _ call: Call, _ prepared: inout Prepared, _ caller: Caller, work: LongWork, into writer: inout JSONWriter
  ) -> StepOutcome {
    if let failure = work.endReason() {
      service.cancelled.open()
      writer.writeError(id: call.id, RPCError(failure))
      return .answered(failure, nil)
    }
    steps += 1
    service.journal.add("step \(steps)")
    if steps == 1 {
      service.started.open()
      service.longGate.pass()
    }
    guard steps > 3, call.request.argument != "endless" else { return .more(nil) }
    writer.writeResult(id: call.id) { $0.string("steps \(call.request.argument)") }
    return .answered(nil, nil)
  }

  /// The calls of the transaction whose method is `doubt` are warned about.
  private var doubts: [LateWarning] = []
  private var callCount = 0

  func commit() throws(Failure) -> [LateWarning] {
    defer { (doubts, callCount) = ([], 0) }
    let failure = service.commitFailures.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    if let failure {
      service.journal.add("commit fails")
      throw failure
    }
    service.journal.add("commit")
    return doubts
  }

  func rollback() {
    isGroup = false
    service.journal.add("rollback")
  }

  func sawForeignChange() -> Bool { false }
  var locksOutWriters: Bool { true }
  var hasOtherWriters: Bool { false }
  var isOpenElsewhere: Bool { false }

  func pruneAudit() throws(Failure) -> (count: Int64, isDone: Bool) { (0, true) }
}

/// Lets threads pass while it is open.
final class Gate: Sendable {
  private let counter: Descriptor

  init(isOpen: Bool = true) {
    counter = Descriptor(owning: linux_event_counter(isOpen ? 1 : 0))
  }

  var isOpen: Bool { wait(milliseconds: 0) }
  /// Whether it is open within a second: between two looks at something else.
  var opensSoon: Bool { wait(milliseconds: 1_000) }

  func open() {
    var one: UInt64 = 1
    write(counter.number, &one, 8)
  }

  func close() {
    guard isOpen else { return }
    var count: UInt64 = 0
    read(counter.number, &count, 8)
  }

  func pass() {
    if !wait(milliseconds: Patience.milliseconds) { Issue.record("a gate stayed shut") }
  }

  private func wait(milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: counter.number, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, milliseconds) > 0
  }
}

private func content(of file: SentFile) -> String {
  var bytes = [UInt8](repeating: 0, count: 100)
  let count = pread(file.number, &bytes, bytes.count, 0)
  return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
}
