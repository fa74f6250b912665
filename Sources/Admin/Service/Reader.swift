import Adoption
package import Catalogue
package import JSON
import JSONRPC
import Linux
import Store
import Vocabulary

/// The budget of a read on the loop. A read that exceeds it runs again in a lane.
package struct ReadBudget: Sendable {
  /// Steps of the engine.
  package var steps: Int
  /// Bytes of the answer.
  package var bytes: Int

  package init(steps: Int, bytes: Int) { (self.steps, self.bytes) = (steps, bytes) }
}

package enum ReadOutcome: Sendable, Equatable {
  /// The whole answer was written; nothing for a notification.
  case answered(Failure?)
  /// Nothing was written: a lane has to run the call again.
  case overBudget
  /// Nothing was written: another process holds the lock.
  case busy
}

/// Answers calls that change nothing, on its own session. For one thread.
package struct Reader: ~Copyable {
  private let service: Service
  /// Nil without a database to read.
  private var session: (any AdoptedSession)?
  private var database: Database? { session?.database }
  private let waits: Bool
  /// How long a read may take; nil where a read does not keep other processes from committing.
  private var nanosecondsMax: Int64?
  /// Whether the session was found to be current since `recheckFile`.
  private var hasLooked = false
  /// The operations for the layout that the database has, by `operationsVersion`.
  private var operations: OperationTable
  private var operationsVersion: Int
  private let meter = Meter()

  private final class Meter {
    var steps = Int.max
    var work: LongWork?
    var isExhausted = false
    var isInHurry = false
    /// When the read has to end; nil for never.
    var deadline: Int64?
    var histogram: Histogram?

    var isCancelled: Bool { work?.isCancelled() ?? false }

    func begin(_ budget: ReadBudget?, until deadline: Int64?, _ work: LongWork?) {
      steps = budget?.steps ?? .max
      (isInHurry, isExhausted) = (budget != nil, false)
      (self.deadline, self.work, histogram) = (deadline, work, nil)
    }
  }

  /// The number of the engine's steps between two checks whether a statement may go on.
  private static let stepsPerCheck = 1_000

  init(_ service: Service, waits: Bool) throws(Failure) {
    self.service = service
    self.waits = waits
    operations = service.operations
    operationsVersion = -1
    if let served = service.served.opened() { try connect(to: served) }
  }

  private mutating func connect(to served: any AdoptedDatabase) throws(Failure) {
    let session = try served.session(.reader, service.options.product.catalogue, waits: waits)
    let meter = meter
    session.database.setCheck(every: Self.stepsPerCheck) {
      meter.steps -= Self.stepsPerCheck
      meter.isExhausted = meter.steps <= 0
      if let deadline = meter.deadline, monotonicNanoseconds() > deadline { return false }
      return !meter.isExhausted && !meter.isCancelled
    }
    self.session = session
    nanosecondsMax = served.readsBlockWriters ? service.options.readNanosecondsMax : nil
    refresh(session.database)
  }

  /// Makes the next read look again whether the database is another one now.
  package mutating func recheckFile() { hasLooked = false }

  /// The session on the present database; nil if that has to be opened first, which may take long, and the read is on the
  /// loop.
  private mutating func current() throws(Failure) -> Database? {
    if let session {
      if hasLooked, !session.database.isReplaced { return session.database }
      if service.served.isCurrent(session) {
        hasLooked = true
        return session.database
      }
      service.served.noteReplacement(seenBy: session)
    }
    if let served = service.served.opened() {
      try connect(to: served)
    } else {
      if meter.isInHurry { return nil }
      try connect(to: try service.served.renew())
    }
    hasLooked = true
    return database
  }

  /// Answers one call.
  /// - Parameters:
  ///   - budget: nil without a limit.
  ///   - work: for a call that may take long; its `isCancelled` is called now and then during long statements, too.
  package mutating func answer(
    _ call: Call, _ caller: inout Caller, budget: ReadBudget? = nil, work: LongWork? = nil,
    into writer: inout JSONWriter
  ) -> ReadOutcome {
    let began = monotonicNanoseconds()
    meter.begin(budget, until: nanosecondsMax.map { began + $0 }, work)
    defer { meter.work = nil }
    let start = writer.mark()
    var outcome = ReadOutcome.overBudget
    writer.writeResult(id: call.id) { (writer) throws(RPCError) in
      do throws(Failure) {
        outcome = try run(call, &caller, into: &writer)
      } catch {
        outcome = .answered(error)
        throw RPCError(error)
      }
    }
    if case .answered(let refused) = outcome, !meter.isExhausted {
      // An answer that is too large has been read already, so it is sent.
      let isTooLarge = budget.map { writer.count(since: start) > $0.bytes } ?? false
      guard budget != nil, refused?.kind == .busy, !isTooLarge else {
        (meter.histogram ?? service.metrics.unknown).record(
          nanoseconds: monotonicNanoseconds() - began, isFailure: refused != nil)
        return outcome
      }
      outcome = .busy
    } else {
      // This is the outcome, too, if the budget ended a statement.
      outcome = .overBudget
    }
    _ = writer.truncate(to: start)
    return outcome
  }

  private mutating func run(
    _ call: Call, _ caller: inout Caller, into writer: inout JSONWriter
  ) throws(Failure) -> ReadOutcome {
    let operation = try call.operation()
    meter.histogram = operation.histogram
    switch operation.body {
    case .plain(let body):
      try body(call.arguments(), &caller, environment(of: caller), &writer)
      return .answered(nil)
    case .named(let body):
      guard caller.user != nil || !meter.isInHurry else { return .overBudget }
      try body(call.arguments(), &caller, environment(of: caller), &writer)
      return .answered(nil)
    case .read, .session, .slow:
      guard !caller.isReadOnly || operation.method.access != .write else {
        throw Failure(.readOnly, "'\(operation.method.name)' changes the database: this socket is read-only")
      }
      guard !caller.isReadOnly || !call.testsSecret else {
        throw Failure(.readOnly, "'\(operation.method.name)' tests a secret: this socket is read-only")
      }
    case .write, .transaction, .prepared, .stepped:
      throw Failure(.readOnly, "'\(operation.method.name)' changes the database: this socket is read-only")
    }
    let start = writer.mark()
    do throws(Failure) { return try read(call, &caller, into: &writer) } catch {
      guard !meter.isExhausted else { throw error }
      // Nothing was changed, so the read can start again.
      if database?.isReplaced == true {
        writer.truncate(to: start)
        return try read(call, &caller, into: &writer)
      }
      guard let report = operation.withoutDatabase, let problem = service.served.problem else { throw error }
      report(problem, environment(of: caller), &writer)
      return .answered(nil)
    }
  }

  private func environment(of caller: Caller) -> Environment {
    Environment(operations: operations, service: service, isReadOnly: caller.isReadOnly, author: caller.author)
  }

  private mutating func read(
    _ call: Call, _ caller: inout Caller, into writer: inout JSONWriter
  ) throws(Failure) -> ReadOutcome {
    guard let database = try current() else { return .overBudget }
    if database.modelVersion != operationsVersion { refresh(database) }
    guard call.operations === operations else { return try readAgain(call, database, &caller, into: &writer) }
    let arguments = try call.arguments()
    let environment = environment(of: caller)
    let isRead: Bool
    switch try call.operation().body {
    case .read(let body):
      isRead = try read(database) { (transaction) throws(Failure) in
        try body(transaction, arguments, environment, &writer)
      }
    case .session(let body):
      var changed = caller
      isRead = try read(database) { (transaction) throws(Failure) in
        try body(transaction, arguments, &changed, environment, &writer)
      }
      if isRead { caller = changed }
    case .slow(let body):
      if meter.isInHurry { return .overBudget }
      try body(database, arguments, environment, meter.work ?? LongWork(isCancelled: { false }), &writer)
      isRead = true
    case .plain, .named, .write, .transaction, .prepared, .stepped:
      throw Failure(.internal, "the call was sent the wrong way", detail: "'\(call.method)' at a reader")
    }
    if isRead { return .answered(nil) }
    return try read(call, &caller, into: &writer)
  }

  /// - Returns: false if the layout is not that of the operations; then `body` did not run.
  private func read(
    _ database: Database, _ body: (borrowing ReadTransaction) throws(Failure) -> Void
  ) throws(Failure) -> Bool {
    try database.read { (transaction) throws(Failure) in
      guard database.modelVersion == operationsVersion else { return false }
      try body(transaction)
      return true
    }
  }

  /// Answers a call that was looked up in the table of another layout, an earlier or a later one.
  private mutating func readAgain(
    _ call: Call, _ database: Database, _ caller: inout Caller, into writer: inout JSONWriter
  ) throws(Failure) -> ReadOutcome {
    try database.read { _ in }
    refresh(database)
    if call.operations === operations { return try read(call, &caller, into: &writer) }
    return try read(call.lookedUpAgain(in: operations), &caller, into: &writer)
  }

  /// Reads something of bounded size without a budget; nil if a database has to be opened first, and the reader does not
  /// wait.
  mutating func unmetered<Result>(
    _ body: (borrowing ReadTransaction) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    meter.begin(nil, until: nil, nil)
    meter.isInHurry = !waits
    return try current()?.read(body)
  }

  private mutating func refresh(_ database: Database) {
    operations = service.operations(for: database.model)
    operationsVersion = database.modelVersion
  }
}
