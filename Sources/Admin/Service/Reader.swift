import Adoption
package import Catalogue
package import JSON
import JSONRPC
import Linux
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
  private var session: FileSession?
  private var database: Database? { session?.database }
  private let waits: Bool
  /// How long a read may take; nil where nobody has to wait for it.
  private var nanosecondsMax: Int64?
  /// Whether the path was looked at in this turn.
  private var hasLooked = false
  /// The operations for the layout that the database has, by `operationsVersion`.
  private var operations: OperationTable
  private var operationsVersion: Int
  private let meter = Meter()

  private final class Meter {
    var steps = Int.max
    var isCancelled: (() -> Bool)?
    var isExhausted = false
    var isInHurry = false
    /// When a read has to end; nil for never.
    var deadline: Int64?
    var histogram: Histogram?

    func begin(_ budget: ReadBudget?, until deadline: Int64?, _ isCancelled: (() -> Bool)?) {
      steps = budget?.steps ?? .max
      (isInHurry, isExhausted) = (budget != nil, false)
      (self.deadline, self.isCancelled, histogram) = (deadline, isCancelled, nil)
    }
  }

  /// About every so many instructions of SQLite somebody looks whether a statement may go on.
  private static let stepsPerCheck = 1_000

  init(_ service: Service, waits: Bool) throws(Failure) {
    self.service = service
    self.waits = waits
    operations = service.operations
    operationsVersion = -1
    if let file = service.served.opened() { try connect(to: file) }
  }

  private mutating func connect(to file: DatabaseFile) throws(Failure) {
    let session = try FileSession(file, .reader, service.options.product.catalogue, waits: waits)
    let meter = meter
    session.database.setCheck(every: Self.stepsPerCheck) {
      meter.steps -= Self.stepsPerCheck
      meter.isExhausted = meter.steps <= 0
      if let deadline = meter.deadline, monotonicNanoseconds() > deadline { return false }
      return !meter.isExhausted && !(meter.isCancelled?() ?? false)
    }
    self.session = session
    nanosecondsMax = file.journal == .rollback ? service.options.readNanosecondsMax : nil
    refresh(session.database)
  }

  /// Makes the next read look at the path again: another file may be there now.
  package mutating func recheckFile() { hasLooked = false }

  /// The connection to the file that is at the path; nil where that file has to be opened first, which may take long, and
  /// the caller is in a hurry.
  private mutating func current() throws(Failure) -> Database? {
    if let session {
      if hasLooked, !session.database.isReplaced { return session.database }
      if service.served.isCurrent(session) {
        hasLooked = true
        return session.database
      }
      service.served.noteReplacement(seenBy: session)
    }
    if let file = service.served.opened() {
      try connect(to: file)
    } else {
      if meter.isInHurry { return nil }
      try connect(to: try service.served.renew())
    }
    hasLooked = true
    return database
  }

  /// Answers one call.
  /// - Parameters:
  ///   - budget: nil where it may take its time.
  ///   - isCancelled: asked now and then during long statements.
  package mutating func answer(
    _ call: Call, _ caller: inout Caller, budget: ReadBudget? = nil, isCancelled: (() -> Bool)? = nil,
    into writer: inout JSONWriter
  ) -> ReadOutcome {
    let began = monotonicNanoseconds()
    meter.begin(budget, until: nanosecondsMax.map { began + $0 }, isCancelled)
    defer { meter.isCancelled = nil }
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
      // What is too large was read already: it is sent as it is.
      let isTooLarge = budget.map { writer.count(since: start) > $0.bytes } ?? false
      guard budget != nil, refused?.kind == .busy, !isTooLarge else {
        (meter.histogram ?? service.metrics.unknown).record(
          nanoseconds: monotonicNanoseconds() - began, isFailure: refused != nil)
        return outcome
      }
      outcome = .busy
    } else {
      // Also where SQLite was interrupted, since the budget was used up.
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
    case .read, .session, .slow: break
    case .write, .transaction:
      throw Failure(.readOnly, "'\(operation.method.name)' changes the database: it is refused here")
    }
    do throws(Failure) { return try read(call, &caller, into: &writer) } catch {
      guard !meter.isExhausted else { throw error }
      // That the file was overwritten is found before anything else is done.
      if database?.isReplaced == true { return try read(call, &caller, into: &writer) }
      guard let report = operation.withoutDatabase, let problem = service.served.problem else { throw error }
      report(problem, environment(of: caller), &writer)
      return .answered(nil)
    }
  }

  private func environment(of caller: Caller) -> Environment {
    Environment(operations: operations, service: service, isReadOnly: caller.isReadOnly)
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
      try body(database, arguments, { [meter] in meter.isCancelled?() ?? false }, &writer)
      isRead = true
    case .plain, .named, .write, .transaction:
      throw Failure(.internal, "the call was sent the wrong way", detail: "'\(call.method)' at a reader")
    }
    if isRead { return .answered(nil) }
    return try read(call, &caller, into: &writer)
  }

  /// - Returns: false where the layout is another one than the operations are for; nothing was done then.
  private func read(
    _ database: Database, _ body: (borrowing ReadTransaction) throws(Failure) -> Void
  ) throws(Failure) -> Bool {
    try database.read { (transaction) throws(Failure) in
      guard database.modelVersion == operationsVersion else { return false }
      try body(transaction)
      return true
    }
  }

  /// Answers a call that was looked up in another table, for a layout before or after the one that was read here last.
  private mutating func readAgain(
    _ call: Call, _ database: Database, _ caller: inout Caller, into writer: inout JSONWriter
  ) throws(Failure) -> ReadOutcome {
    try database.read { _ in }
    refresh(database)
    if call.operations === operations { return try read(call, &caller, into: &writer) }
    return try read(call.lookedUpAgain(in: operations), &caller, into: &writer)
  }

  /// Reads what bounds itself; nil where a file has to be opened first, and the reader does not wait.
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
