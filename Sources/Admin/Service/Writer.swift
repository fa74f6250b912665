import Adoption
package import Catalogue
package import JSON
import JSONRPC
import Linux
import Store
import Vocabulary

package enum WriteOutcome: Sendable, Equatable {
  /// The whole answer was written; nothing for a notification. The extent is nil if nothing was changed.
  case answered(Failure?, ChangeExtent?)
  /// Nothing was written: an error ended the whole transaction, with the changes of all its calls.
  case transactionLost(Failure)

  /// Whether the call was answered with a result.
  package var isDone: Bool { if case .answered(nil, _) = self { true } else { false } }
}

/// Answers calls that change the database, in groups that are committed together. For one thread.
package struct Writer: ~Copyable {
  let service: Service
  var session: any AdoptedSession
  var database: Database { session.database }
  private let onStep: () -> Void
  /// The operations for the layout that the database has, by `operationsVersion`.
  private(set) var operations: OperationTable
  private var operationsVersion: Int
  /// The version of the data when another process's change was last looked for.
  private var dataVersion: Database.DataVersion
  /// When a change of another process was last seen.
  private var otherWriteAt: Int64?
  private var groupsToDoCarefully = 0
  /// Whether the audit log still has records beyond its limits.
  var isPruning = false
  /// The calls of the open transaction: their durations are recorded after the commit, and what is doubtful about them
  /// is looked at then.
  private var calls: [(histogram: Histogram, start: Int64, isFailure: Bool, doubts: [Doubt])] = []

  /// - Parameter onStep: called now and then during a long request.
  init(_ service: Service, onStep: @escaping () -> Void) throws(Failure) {
    let session = try Self.connect(try service.served.renew(), service, onStep)
    let database = session.database
    dataVersion = try database.dataVersion()
    self.session = session
    self.onStep = onStep
    self.service = service
    operations = service.operations(for: database.model)
    operationsVersion = database.modelVersion
  }

  private static func connect(
    _ served: any AdoptedDatabase, _ service: Service, _ onStep: @escaping () -> Void
  ) throws(Failure) -> any AdoptedSession {
    let session = try served.session(.writer, service.options.product.catalogue)
    session.database.onStep = onStep
    session.database.limitChanges()
    return session
  }

  /// Begins the transaction of a group in the present database: changes to another one would be lost.
  /// - Throws: `busy`; `internal` if no database can be served.
  package mutating func begin(defersRefusals: Bool = false) throws(Failure) {
    try service.served.checkTakesChanges()
    if !service.served.isCurrent(session) { try renew() }
    do throws(Failure) { try beginHere(defersRefusals) } catch {
      guard database.isReplaced else { throw error }
      try renew()
      try beginHere(defersRefusals)
    }
    if database.modelVersion != operationsVersion { refresh() }
  }

  /// Begins the transaction of a group whose calls may have to run again alone: if the database is in another process, its
  /// refusals may come as late as in `settle`.
  /// - Throws: as `begin`.
  package mutating func beginGroup() throws(Failure) {
    let isCareful = groupsToDoCarefully > 0
    if isCareful { groupsToDoCarefully -= 1 }
    try begin(defersRefusals: !isCareful)
  }

  /// Waits for what the database may still refuse.
  /// - Returns: whether the transaction is lost, with the changes of all its calls.
  package mutating func isLostBySettling() -> Bool {
    do throws(Failure) { try database.settle() } catch {
      groupsToDoCarefully = Self.carefulGroups
      return true
    }
    return false
  }

  /// After a refusal ended a whole group, the calls of so many groups are checked one by one: whoever has one call refused
  /// may send more of them.
  private static let carefulGroups = 100

  private mutating func refresh() {
    operations = service.operations(for: database.model)
    operationsVersion = database.modelVersion
  }

  private mutating func beginHere(_ defersRefusals: Bool) throws(Failure) {
    if try database.begin(defersRefusals: defersRefusals) { otherWriteAt = monotonicNanoseconds() }
  }

  /// Opens the present database, if it is another one.
  private mutating func renew() throws(Failure) {
    service.served.noteReplacement(seenBy: session)
    session.end()
    let served = try service.served.renew()
    let isOther = served.serial != session.serial
    guard isOther || database.isReplaced else { return }
    session = try Self.connect(served, service, onStep)
    // In the same database, what others have done meanwhile is still to be told.
    if isOther { dataVersion = try database.dataVersion() }
    isPruning = false
    // Another database may have another layout.
    operationsVersion = -1
  }

  /// - Returns: what was found out about calls after the commit.
  @discardableResult
  package mutating func commit() throws(Failure) -> [LateWarning] {
    let start = monotonicNanoseconds()
    let isChange = try database.commit()
    let end = monotonicNanoseconds()
    if isChange { service.metrics.commits.record(nanoseconds: end - start, isFailure: false) }
    for call in calls { call.histogram.record(nanoseconds: end - call.start, isFailure: call.isFailure) }
    let late = calls.enumerated().flatMap { place, call in
      database.ask(call.doubts).map { LateWarning(call: place, sentence: $0) }
    }
    calls.removeAll(keepingCapacity: true)
    return late
  }

  package mutating func rollback() {
    database.rollback()
    calls.removeAll(keepingCapacity: true)
  }

  /// Whether another process has committed a change since the last call, or since the writer was made: no other session
  /// of this process writes. To be called outside of a transaction.
  package mutating func sawForeignChange() -> Bool {
    if !service.served.isCurrent(session) {
      // The next request gets the failure.
      let serial = session.serial
      guard (try? renew()) != nil, session.serial == serial else { return false }
    }
    guard let version = try? database.dataVersion(), version != dataVersion else { return false }
    dataVersion = version
    return true
  }

  /// Whether other processes cannot write between `begin` and `commit`.
  package var locksOutWriters: Bool { database.locksOutWriters }
  /// Whether another process has the database open, or may have it.
  package var isOpenElsewhere: Bool { database.isOpenElsewhere }

  /// How long another process counts as a writer after one of its changes.
  private static let otherWriterNanoseconds: Int64 = 3_600_000_000_000

  /// Whether another process has changed the database recently.
  package var hasOtherWriters: Bool {
    otherWriteAt.map { monotonicNanoseconds() - $0 < Self.otherWriterNanoseconds } ?? false
  }

  /// Answers one call inside the group's transaction: its changes stay only if it succeeds.
  /// - Parameters:
  ///   - prepared: what was prepared for the call; nil for nothing.
  ///   - work: for a call with `long`.
  package mutating func answer(
    _ call: Call, _ prepared: Prepared?, _ caller: Caller, work: LongWork? = nil, into writer: inout JSONWriter
  ) -> WriteOutcome {
    let start = writer.mark()
    let began = monotonicNanoseconds()
    var histogram = service.metrics.unknown
    var refused: Failure?
    var extent: ChangeExtent?
    writer.writeResult(id: call.id) { (writer) throws(RPCError) in
      do throws(Failure) {
        extent = try run(call, prepared ?? Prepared(), caller, &histogram, work, into: &writer)
      } catch {
        refused = error
        throw RPCError(error)
      }
    }
    guard database.isInTransaction else {
      _ = writer.truncate(to: start)
      groupsToDoCarefully = Self.carefulGroups
      return .transactionLost(refused ?? Failure(.internal, "the database ended the transaction"))
    }
    let doubts = database.takeDoubts()
    calls.append((histogram, began, refused != nil, refused == nil ? doubts : []))
    return .answered(refused, extent)
  }

  private mutating func run(
    _ call: Call, _ prepared: Prepared, _ caller: Caller, _ histogram: inout Histogram, _ work: LongWork?,
    into writer: inout JSONWriter
  ) throws(Failure) -> ChangeExtent? {
    if call.operations !== operations || database.modelVersion != operationsVersion {
      refresh()
      if call.operations !== operations {
        let call = call.lookedUpAgain(in: operations)
        return try run(call, prepared, caller, &histogram, work, into: &writer)
      }
    }
    let operation = try call.operation()
    if let known = operation.histogram { histogram = known }
    guard call.isWrite else {
      throw Failure(.internal, "the call was sent the wrong way", detail: "'\(call.method)' at the writer")
    }
    guard !caller.isReadOnly else {
      throw Failure(
        .readOnly, "'\(operation.method.name)' changes the database: this socket is read-only",
        entity: operation.method.entity)
    }
    let arguments = try call.arguments()
    let context = WriteContext(
      author: caller.author, method: operation.method.name, now: service.options.clock(),
      secrets: prepared.secrets,
      isDryRun: call.isDryRun)
    database.limitTime(to: call.isLong ? nil : service.options.writeNanosecondsMax, work?.endReason)
    defer { database.limitTime(to: nil) }
    return try change(call, operation, arguments, context, prepared, work, into: &writer)
  }

  /// Changes the database, in a savepoint if the change may have to be undone alone.
  private func change(
    _ call: Call, _ operation: Operation, _ arguments: Arguments, _ context: WriteContext, _ prepared: Prepared,
    _ work: LongWork?, into writer: inout JSONWriter
  ) throws(Failure) -> ChangeExtent? {
    let environment = Environment(
      operations: operations, service: service, isReadOnly: false, author: context.author)
    let maySpare = operation.isCheckedFirst && !context.isDryRun && !call.isStrict
    var context = context
    context.defersRefusals = maySpare && database.defersRefusals
    var extent: ChangeExtent?
    do throws(Failure) {
      try database.savepoint(isSpared: maySpare) { () throws(Failure) in
        var transaction = WriteTransaction(database, context)
        try transaction.accept(arguments)
        extent = try transaction.run { (transaction) throws(Failure) in
          switch operation.body {
          case .write(let body): try body(&transaction, arguments, environment, &writer)
          case .prepared(_, let body):
            guard let product = try prepared.product?.get() else {
              throw Failure(.internal, "the call was not prepared", detail: "'\(call.method)'")
            }
            let work = work ?? LongWork(endReason: { nil })
            try body(&transaction, product, arguments, environment, work, &writer)
          case .transaction(let body):
            try body(&transaction, try call.parts?.get() ?? [], arguments, environment, &writer)
          case .plain, .named, .read, .session, .slow, .stepped: break
          }
          try transaction.refuseWarnings(ifStrict: arguments)
        }
        return !context.isDryRun
      }
    } catch { throw database.ending ?? error }
    return extent
  }
}
