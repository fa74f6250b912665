import Catalogue
package import JSONRPC

/// A request, looked up and checked once, where it is parsed. Routing, preparing, answering and the log all read it from
/// here.
///
/// A call belongs to the table of operations that it was looked up in. There is one exception to "once": a thread that
/// finds another layout in the database when it answers the call looks the request up again in the table of that layout.
package struct Call: Sendable {
  package let request: Request
  /// What it was looked up in.
  let operations: OperationTable
  /// Its operation; a failure where this database has no such method.
  let operation: Result<Operation, Failure>
  /// Its parameters; a failure where they do not fit the method, and where there is no method.
  let arguments: Result<Arguments, Failure>
  /// The calls of a transaction, which are looked up with it; nil for every other call.
  let parts: Result<[TransactionPart], Failure>?
  /// What has to be hashed or compared before the writer gets it; nil where nothing has to.
  let preparation: Preparation?
  /// Whether it changes the database.
  package let isWrite: Bool

  package init(_ request: Request, in operations: OperationTable) {
    (self.request, self.operations) = (request, operations)
    guard let operation = operations[request.method] else {
      let failure = operations.unknown(request.method)
      (operation, arguments, parts, preparation, isWrite) = (.failure(failure), .failure(failure), nil, nil, false)
      return
    }
    self.operation = .success(operation)
    arguments = Self.check(request, operation.method)
    isWrite = operation.body.isWrite
    guard isWrite, case .success(let arguments) = arguments else {
      (parts, preparation) = (nil, nil)
      return
    }
    parts = operation.body.hasParts ? TransactionPart.list(arguments, in: operations) : nil
    preparation = Preparation(operation, arguments, parts)
  }

  /// The same request in the table of another layout.
  func lookedUpAgain(in operations: OperationTable) -> Call { Call(request, in: operations) }

  private static func check(_ request: Request, _ method: Method) -> Result<Arguments, Failure> {
    do throws(Failure) {
      switch request.params {
      case .none: return .success(try Arguments(of: method))
      case .named(let object): return .success(try Arguments(object, of: method))
      case .positional(let items): return .success(try Arguments(items, of: method))
      }
    } catch { return .failure(error) }
  }
}

// What holds however the parameters were given.
extension Call {
  /// The id to answer with; nil for a notification.
  package var id: RawID? { request.id }
  /// The name of its method, as the caller wrote it.
  package var method: String { request.method }
  /// The entity that its method is about; nil for those of none, and for what is no method.
  package var entity: String? { (try? operation.get())?.method.entity }
  /// Whether it has to be prepared before the writer gets it.
  package var needsPreparing: Bool { preparation != nil }
  /// Whether nothing of it is to stay.
  package var isDryRun: Bool { isSet(Parameter.dryRunName) }
  /// Whether it may take longer than others.
  package var isLong: Bool { isSet(Parameter.longName) }
  /// Whether what is only warned of is refused.
  package var isStrict: Bool { isSet(Parameter.strictName) }

  private func isSet(_ flag: String) -> Bool {
    if case .success(let arguments) = arguments { arguments.flag(flag) } else { false }
  }
}
