import Adoption
package import Catalogue
import JSON
package import JSONRPC
import Store
import Synchronization

/// The service without a socket: an open database and the methods on it. All threads share it; each has its own reader,
/// or the writer.
package final class Service: Sendable {
  /// The database that is served, if there is one.
  package let served: any Served
  package let limits: Limits
  package let metrics: Metrics
  let options: ServiceOptions
  /// The table in which all calls are looked up; replaced as a whole when the layout changes.
  private let table: Mutex<OperationTable>
  private let auditRetention: Mutex<AuditRetention>

  /// Opens, makes or adopts the database.
  /// - Throws: one sentence that names it.
  package init(_ options: ServiceOptions) throws(Failure) {
    served = try Self.serve(options)
    self.options = options
    limits = options.limits
    metrics = Metrics(startedAt: options.clock())
    table = Mutex(OperationTable(Model(options.product.catalogue, served.database.layout), metrics))
    auditRetention = Mutex(options.retention)
  }

  /// The only place that decides by the options what kind of database is served.
  private static func serve(_ options: ServiceOptions) throws(Failure) -> any Served {
    if options.database.isOnServer { return try ServedServer(options) }
    return try ServedFile(options)
  }

  /// How much of the audit log to keep, from the next change on.
  package var retention: AuditRetention {
    get { auditRetention.withLock { $0 } }
    set { auditRetention.withLock { $0 = newValue } }
  }

  /// What the opening did, for the administrator, a sentence each.
  package var notices: [String] { served.database.notices }

  /// What is wrong with the database, a sentence each.
  package var warnings: [String] { served.database.warnings }

  /// The database that is served and its layout, as text for people.
  package var summary: String {
    let name = served.database.name
    if let problem = served.problem { return "nothing: \(problem.message) ('\(name)')" }
    return "'\(name)' (layout \(operations.model.generation))"
  }

  /// The operations for the layout that was found last.
  var operations: OperationTable { table.withLock { $0 } }

  /// Looks a request up and checks its parameters.
  package func call(_ request: Request) -> Call { Call(request, in: operations) }

  /// The method of an earlier request, looked up again only if the table has been replaced since.
  /// - Parameter params: other parameters; nil for the same.
  package func again(_ known: Invocation, _ params: Params?) -> Invocation {
    let operations = operations
    if known.operations !== operations { return Invocation(known.method, params ?? known.params, in: operations) }
    return params.map { known.with($0) } ?? known
  }

  /// Hashes the secrets of a call, and compares those that two records may not share with all stored ones: each takes
  /// about a quarter of a second. Prepares a long change.
  package func prepare(
    _ call: Call, of caller: Caller, _ work: LongWork = LongWork(isCancelled: { false })
  ) -> Prepared {
    let open = { [served, options] () throws(Failure) in
      try served.database.session(.reader, options.product.catalogue).database
    }
    let secrets = call.preparation?.run(options.hash, database: open, until: work.isCancelled) ?? Secrets()
    guard let prepare = call.longPreparation else { return Prepared(secrets: secrets) }
    do throws(Failure) {
      let environment = Environment(
        operations: call.operations, service: self, isReadOnly: false, author: caller.author)
      return Prepared(
        secrets: secrets, product: .success(try prepare(try open(), try call.arguments(), environment, work)))
    } catch { return Prepared(secrets: secrets, product: .failure(error)) }
  }

  /// The table of operations for the layout of a model. If the common table is for another layout, it is replaced.
  func operations(for model: Model) -> OperationTable {
    table.withLock { current in
      if current.model.layout != model.layout { current = OperationTable(model, metrics) }
      return current
    }
  }

  /// A reader with its own session, for the thread that makes it.
  /// - Parameter waits: whether it waits for another process's lock; otherwise the outcome is `busy` at once.
  package func reader(waits: Bool = true) throws(Failure) -> Reader { try Reader(self, waits: waits) }
  /// The only writer, for the thread that makes it.
  /// - Parameter onStep: called now and then during a long request.
  package func writer(onStep: @escaping () -> Void = {}) throws(Failure) -> Writer { try Writer(self, onStep: onStep) }
}
