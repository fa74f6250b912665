package import Catalogue
package import JSON
package import JSONRPC
import Store
import Vocabulary

/// What a read may use up before it has to move to where it disturbs nobody.
package struct ReadBudget: Sendable {
  /// Instructions of SQLite's virtual machine.
  package var steps: Int
  /// Of the answer.
  package var bytes: Int

  package init(steps: Int, bytes: Int) { (self.steps, self.bytes) = (steps, bytes) }
}

package enum ReadOutcome: Sendable, Equatable {
  /// The whole answer was written; nothing for a notification.
  case answered(Failure?)
  /// Nothing was written: it starts again elsewhere.
  case overBudget
  /// Nothing was written: another process holds the lock.
  case busy
}

/// Answers calls that change nothing, on a connection of its own. For one thread.
package struct Reader: ~Copyable {
  private let service: Service
  /// Nil while there is no file to read.
  private var database: Database?
  private let waits: Bool
  /// How long a read may take; nil where nobody has to wait for it.
  private var nanosecondsMax: Int64?
  /// Whether the path was looked at in this turn.
  private var hasLooked = false
  private var operations: OperationTable
  private var operationsVersion: Int
  /// For callers that may change something, and for those that only read.
  private var environments: (whole: Environment, readOnly: Environment)
  private let meter = Meter()

  private final class Meter {
    var steps = Int.max
    var isCancelled: (() -> Bool)?
    var isExhausted = false
    var isInHurry = false
    /// When a read has to end; nil for never.
    var deadline: Int64?
    var histogram: Histogram?
  }

  /// About every so many instructions of SQLite somebody looks whether a statement may go on.
  private static let stepsPerCheck = 1_000

  init(_ service: Service, waits: Bool) throws(Failure) {
    self.service = service
    self.waits = waits
    operations = service.currentOperations
    operationsVersion = -1
    environments = Self.environments(service, operations)
    if let file = service.served.opened() { try connect(to: file) }
  }

  private mutating func connect(to file: DatabaseFile) throws(Failure) {
    let database = try Database(file, .reader, .vantage6, waits: waits)
    let meter = meter
    database.setCheck(every: Self.stepsPerCheck) {
      meter.steps -= Self.stepsPerCheck
      meter.isExhausted = meter.steps <= 0
      if let deadline = meter.deadline, Timer.now > deadline { return false }
      return !meter.isExhausted && !(meter.isCancelled?() ?? false)
    }
    self.database = database
    nanosecondsMax = file.journal == .rollback ? service.options.readNanosecondsMax : nil
    refresh(database)
  }

  /// From now on, the path is looked at again before the next read: what was there before may be another file now.
  package mutating func beginTurn() { hasLooked = false }

  /// The connection to the file that is at the path.
  /// - Throws: `limit` where finding it may take long, and this is in a hurry.
  private mutating func current() throws(Failure) -> Database {
    if let database {
      if hasLooked, !database.isOverwritten { return database }
      if service.served.isCurrent(database) {
        hasLooked = true
        return database
      }
    }
    if let database { service.served.heed(database) }
    if let file = service.served.opened() {
      try connect(to: file)
    } else {
      // Opening a file may take long: it is done where that disturbs nobody.
      if meter.isInHurry { throw exhausted() }
      try connect(to: try service.served.renew())
    }
    guard let database else { throw Replacement.gone }
    hasLooked = true
    return database
  }

  private func exhausted() -> Failure {
    meter.isExhausted = true
    return Failure(.limit, "the call takes long")
  }

  private func read(_ body: (borrowing ReadTransaction) throws(Failure) -> Void) throws(Failure) {
    guard let database else { throw Replacement.gone }
    try database.read(body)
  }

  /// Answers one call.
  /// - Parameters:
  ///   - budget: nil where it may take its time.
  ///   - isCancelled: asked now and then during long statements.
  package mutating func answer(
    _ request: Request, _ caller: inout Caller, budget: ReadBudget? = nil, isCancelled: (() -> Bool)? = nil,
    into writer: inout JSONWriter
  ) -> ReadOutcome {
    meter.steps = budget?.steps ?? .max
    meter.isCancelled = isCancelled
    meter.isExhausted = false
    meter.isInHurry = budget != nil
    meter.histogram = nil
    defer { meter.isCancelled = nil }
    let began = Timer.now
    meter.deadline = nanosecondsMax.map { began + $0 }
    let start = writer.mark()
    var refused: Failure?
    writer.writeResult(id: request.id) { (writer) throws(RPCError) in
      do throws(Failure) {
        try body(request, &caller, into: &writer)
      } catch {
        refused = error
        throw RPCError(error)
      }
    }
    let isTooLarge = budget.map { writer.count(since: start) > $0.bytes } ?? false
    // What is too large was read already: it is sent as it is.
    guard meter.isExhausted || (budget != nil && refused?.kind == .busy && !isTooLarge) else {
      (meter.histogram ?? service.metrics.unknown).record(
        nanoseconds: Timer.now - began, isFailure: refused != nil)
      return .answered(refused)
    }
    _ = writer.truncate(to: start)
    return meter.isExhausted ? .overBudget : .busy
  }

  private mutating func body(
    _ request: Request, _ caller: inout Caller, into writer: inout JSONWriter
  ) throws(Failure) {
    var operation = try operations.operation(request.method)
    meter.histogram = operation.histogram
    guard operation.body.readsDatabase else { return try answer(request, operation, &caller, into: &writer) }
    do throws(Failure) {
      let before = operationsVersion
      _ = try current()
      if operationsVersion != before { operation = try operations.operation(request.method) }
      try answer(request, operation, &caller, into: &writer)
    } catch {
      guard !meter.isExhausted else { throw error }
      if database?.isOverwritten == true {
        // That was found before anything else was done.
        _ = try current()
        return try answer(request, try operations.operation(request.method), &caller, into: &writer)
      }
      guard let report = operation.withoutDatabase, let problem = service.served.problem else { throw error }
      report(problem, environment(of: caller), &writer)
    }
    if let database, database.modelVersion != operationsVersion { refresh(database) }
  }

  private func environment(of caller: Caller) -> Environment {
    caller.isReadOnly ? environments.readOnly : environments.whole
  }

  private func answer(
    _ request: Request, _ operation: Operation, _ caller: inout Caller, into writer: inout JSONWriter
  ) throws(Failure) {
    let environment = environment(of: caller)
    switch operation.body {
    case .plain(let body):
      try body(Service.arguments(request, operation.method), &caller, environment, &writer)
    case .named(let body):
      guard caller.user != nil || !meter.isInHurry else { throw exhausted() }
      try body(Service.arguments(request, operation.method), &caller, environment, &writer)
    case .read(let body):
      let arguments = try Service.arguments(request, operation.method)
      try read { (transaction) throws(Failure) in try body(transaction, arguments, environment, &writer) }
    case .session(let body):
      let arguments = try Service.arguments(request, operation.method)
      var changed = caller
      try read { (transaction) throws(Failure) in
        try body(transaction, arguments, &changed, environment, &writer)
      }
      caller = changed
    case .slow(let body):
      // In a hurry, it is as if it had used up what it may: it starts again where it may take its time.
      guard let database, !meter.isInHurry else { throw exhausted() }
      try body(
        database, Service.arguments(request, operation.method), { [meter] in meter.isCancelled?() ?? false }, &writer)
    case .write:
      throw Failure(.readOnly, "'\(operation.method.name)' changes the database: it is refused here")
    }
  }

  /// Reads what bounds itself.
  mutating func unmetered<Result>(
    _ body: (borrowing ReadTransaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    meter.steps = .max
    meter.deadline = nil
    meter.isExhausted = false
    meter.isInHurry = !waits
    let database = try current()
    let result = try database.read(body)
    if database.modelVersion != operationsVersion { refresh(database) }
    return result
  }

  private mutating func refresh(_ database: Database) {
    operations = OperationTable(database.model, service.metrics)
    operationsVersion = database.modelVersion
    environments = Self.environments(service, operations)
    service.adopt(operations)
  }

  private static func environments(
    _ service: Service, _ operations: OperationTable
  ) -> (whole: Environment, readOnly: Environment) {
    func environment(_ isReadOnly: Bool) -> Environment {
      Environment(limits: service.limits, operations: operations, isReadOnly: isReadOnly, service: service)
    }
    return (environment(false), environment(true))
  }
}
