import Adoption
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
  /// What all calls are looked up in; replaced as a whole when the layout changes.
  private let table: Mutex<OperationTable>
  private let auditRetention: Mutex<AuditRetention>

  /// Opens the database, makes it or adopts it.
  /// - Throws: one sentence that names the file.
  package init(_ options: ServiceOptions) throws(Failure) {
    served = try Served(options)
    self.options = options
    limits = options.limits
    metrics = Metrics(startedAt: options.clock())
    table = Mutex(OperationTable(Model(options.product.catalogue, served.file.layout), metrics))
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
    return "'\(path)' (layout \(operations.model.generation))"
  }

  /// The operations for the layout that was seen last.
  var operations: OperationTable { table.withLock { $0 } }

  /// A request, looked up and checked.
  package func call(_ request: Request) -> Call { Call(request, in: operations) }

  /// What a call needs from `prepare`.
  package typealias Prepared = Secrets

  /// Hashes the secrets of a call, and compares those that no two records may share with all that are stored: about a
  /// quarter of a second each.
  /// - Parameter isOver: asked between two comparisons; true ends them.
  package func prepare(_ call: Call, until isOver: () -> Bool = { false }) -> Secrets {
    call.preparation?.run(
      options.hash,
      database: { () throws(Failure) in try FileSession(served.file, .reader, options.product.catalogue).database },
      until: isOver)
      ?? Secrets()
  }

  /// The table of operations for the layout that a connection has found: the one that serves all, replaced where the
  /// layout is another one.
  func operations(for model: Model) -> OperationTable {
    table.withLock { current in
      if current.model.layout != model.layout { current = OperationTable(model, metrics) }
      return current
    }
  }

  /// A reader with a connection of its own, for the thread that makes it.
  /// - Parameter waits: whether it waits for another process's lock, or says at once that the database is busy.
  package func reader(waits: Bool = true) throws(Failure) -> Reader { try Reader(self, waits: waits) }
  /// The one writer, for the thread that makes it.
  /// - Parameter onStep: called now and then while a request takes long.
  package func writer(onStep: @escaping () -> Void = {}) throws(Failure) -> Writer { try Writer(self, onStep: onStep) }
}
