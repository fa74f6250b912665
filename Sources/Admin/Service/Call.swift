import Catalogue
package import JSONRPC

/// A request: what it invokes, and the id to answer with.
package struct Call: Sendable {
  /// Nil for a notification.
  package let id: RawID?
  package let invocation: Invocation

  package init(_ id: RawID?, _ invocation: Invocation) { (self.id, self.invocation) = (id, invocation) }

  package init(_ request: Request, in operations: OperationTable) {
    self.init(request.id, Invocation(request.method, request.params, in: operations))
  }

  /// The same request, looked up in the table of another layout.
  func lookedUpAgain(in operations: OperationTable) -> Call { Call(id, invocation.lookedUpAgain(in: operations)) }
}

// What it invokes. The parameters may be given by name or by position.
extension Call {
  /// The name of its method, as the caller wrote it.
  package var method: String { invocation.method }
  package var params: Params { invocation.params }
  var operations: OperationTable { invocation.operations }
  /// - Throws: as of the invocation.
  func operation() throws(Failure) -> Operation { try invocation.operation() }
  /// - Throws: as of the invocation.
  func arguments() throws(Failure) -> Arguments { try invocation.arguments() }
  var parts: Result<[TransactionPart], Failure>? { invocation.parts }
  var preparation: Preparation? { invocation.preparation }
  /// Whether it changes the database.
  package var isWrite: Bool { invocation.isWrite }
  private var found: Operation? { invocation.found }
  private var checked: Arguments? { invocation.checked }
  /// The entity of its method; nil for a method without one, and for an unknown method.
  package var entity: String? { found?.method.entity }
  /// Whether it tries out a secret.
  package var testsSecret: Bool {
    guard let method = found?.method, method.testsSecret else { return false }
    return method.parameters.contains { $0.isSecret && ($0.isRequired || checked?[$0.name] != nil) }
  }
  /// Whether it has a thread for long work.
  package var isLongWork: Bool { found?.method.isLong ?? false }
  /// Whether the next file that its caller sent belongs to it.
  package var takesFile: Bool { found?.method.file != nil }
  /// Whether a lane has to prepare it before the writer runs it.
  package var needsPreparing: Bool { preparation != nil || longPreparation != nil }
  /// What a long change does before its transaction.
  var longPreparation: Operation.Prepare? {
    guard checked != nil else { return nil }
    return switch found?.body {
    case .prepared(let prepare, _): prepare
    case .stepped(let prepare):
      { (database, arguments, environment, work) throws(Failure) in
        try prepare(database, arguments, environment, work)
      }
    default: nil
    }
  }
  /// Whether it is made in steps, each a transaction of its own.
  package var isStepped: Bool { if case .stepped? = found?.body { checked != nil } else { false } }
  /// Whether its changes are undone at its end.
  package var isDryRun: Bool { invocation.flags.isDryRun }
  /// Whether it has no time limit.
  package var isLong: Bool { invocation.flags.isLong }
  /// Whether a warning makes it fail.
  package var isStrict: Bool { invocation.flags.isStrict }
}
