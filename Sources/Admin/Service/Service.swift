package import Catalogue
import JSON
package import JSONRPC
package import Store
import Synchronization

/// The whole of it without a socket: an open database and the methods on it. Shared by all threads; each of them has a
/// reader or the writer of its own.
package final class Service: Sendable {
  /// The file, as long as there is one.
  package let served: Served
  package let limits: Limits
  package let metrics: Metrics
  let options: ServiceOptions
  /// The methods for deciding where a call goes; replaced when the layout changes.
  private let operations: Mutex<OperationTable>
  private let auditRetention: Mutex<AuditRetention>

  /// Opens the database, makes it or adopts it.
  /// - Throws: one sentence that names the file.
  package init(_ options: ServiceOptions) throws(Failure) {
    served = try Served(options)
    self.options = options
    limits = options.limits
    metrics = Metrics(startedAt: options.clock())
    operations = Mutex(OperationTable(Model(.vantage6, served.file.layout), metrics))
    auditRetention = Mutex(options.retention)
  }

  /// How much of the audit log is kept; what is set holds from the next change on.
  package var retention: AuditRetention {
    get { auditRetention.withLock { $0 } }
    set { auditRetention.withLock { $0 = newValue } }
  }

  /// What an administrator should know of the opening, a sentence each.
  package var notices: [String] {
    var notices: [String] = []
    let file = served.file
    if file.wasCreated { notices.append("made the database '\(file.path)'") }
    if let backup = file.backup { notices.append("adopted '\(file.path)': a copy of it as it was is '\(backup)'") }
    return notices
  }

  /// What should be known of the file, a sentence each.
  package var warnings: [String] { served.file.warnings }

  /// What it serves, for people.
  package var summary: String {
    let path = served.file.path
    if let problem = served.problem { return "nothing: \(problem.message) ('\(path)')" }
    return "'\(path)' (layout \(operations.withLock { $0.model.generation }))"
  }

  /// The entity that a method is about; nil for those of none, and for what is no method.
  package func entity(ofMethod name: String) -> String? {
    operations.withLock { try? $0.operation(name) }?.method.entity
  }

  /// Where a call belongs.
  package enum Route: Sendable {
    /// Touches no database.
    case immediate
    case read
    /// `needsPreparing`: secrets are hashed first, which takes long.
    case write(needsPreparing: Bool)
  }

  package func route(_ request: borrowing Request) -> Route {
    // Under the lock only the lookup: a copy of the whole table for every call would cost more than that.
    let found = operations.withLock { try? $0.operation(request.method) }
    guard let operation = found else { return .immediate }
    switch operation.body {
    case .plain, .named: return .immediate
    case .read, .session, .slow: return .read
    case .write:
      let operations = operations.withLock { $0 }
      let preparation = Preparation(operation, request, operations)
      return .write(needsPreparing: !preparation.isEmpty)
    }
  }

  /// What a call needs from `prepare`.
  package typealias Prepared = Secrets

  /// Hashes the secrets of a call, and compares those that no two records may share with all that are stored: about a
  /// quarter of a second each.
  /// - Parameter isOver: asked between two comparisons; true ends them.
  package func prepare(_ request: borrowing Request, until isOver: () -> Bool = { false }) -> Secrets {
    let operations = operations.withLock { $0 }
    guard let operation = try? operations.operation(request.method) else { return Secrets() }
    return Preparation(operation, request, operations).run(
      options.hash, database: { () throws(Failure) in try Database(served.file, .reader, .vantage6) }, until: isOver)
  }

  /// The methods for the layout that was seen last.
  var currentOperations: OperationTable { operations.withLock { $0 } }

  /// The layout changed underneath.
  func adopt(_ operations: OperationTable) { self.operations.withLock { $0 = operations } }

  /// A reader with a connection of its own, for the thread that makes it.
  /// - Parameter waits: whether it waits for another process's lock, or says at once that the database is busy.
  package func reader(waits: Bool = true) throws(Failure) -> Reader { try Reader(self, waits: waits) }
  /// The one writer, for the thread that makes it.
  /// - Parameter onStep: called now and then while a request takes long.
  package func writer(onStep: @escaping () -> Void = {}) throws(Failure) -> Writer { try Writer(self, onStep: onStep) }

  /// The arguments of a call.
  static func arguments(_ request: borrowing Request, _ method: Method) throws(Failure) -> Arguments {
    switch request.params {
    case .none: try Arguments(JSON.Object(), of: method)
    case .named(let object): try Arguments(object, of: method)
    case .positional(let items): try Arguments(items, of: method)
    }
  }
}
