import Catalogue
package import JSONRPC
import Vocabulary

/// A request, looked up and checked once, where it is parsed. Routing, preparing, answering and the log all read it from
/// here.
///
/// A call belongs to the table of operations that it was looked up in. There is one exception to "once": a thread that
/// finds another layout in the database when it answers the call looks the request up again in the table of that layout.
///
/// A class: a call is handed from function to function and from thread to thread, and a copy of its parts costs more than
/// everything else that is done for a short one.
package final class Call: Sendable {
  package let request: Request
  /// What it was looked up in.
  let operations: OperationTable
  /// Nil where this database has no such method.
  private let found: Operation?
  /// Nil where the parameters do not fit the method, and where there is no method.
  private let checked: Arguments?
  /// Why one of the two is nil.
  private let refusal: Failure?
  /// The calls of a transaction, which are looked up with it; nil for every other call.
  let parts: Result<[TransactionPart], Failure>?
  /// What has to be hashed or compared before the writer gets it; nil where nothing has to.
  let preparation: Preparation?
  /// Whether it changes the database.
  package let isWrite: Bool

  package init(_ request: Request, in operations: OperationTable) {
    (self.request, self.operations) = (request, operations)
    guard let operation = operations[request.method] else {
      (found, checked, refusal) = (nil, nil, operations.unknown(request.method))
      (parts, preparation, isWrite) = (nil, nil, false)
      return
    }
    found = operation
    isWrite = operation.body.isWrite
    let arguments: Arguments
    do throws(Failure) {
      arguments = try Self.check(request, operation.method)
      (checked, refusal) = (arguments, nil)
    } catch {
      (checked, refusal, parts, preparation) = (nil, error, nil, nil)
      return
    }
    guard isWrite else {
      (parts, preparation) = (nil, nil)
      return
    }
    parts = operation.body.hasParts ? TransactionPart.list(arguments, in: operations) : nil
    preparation = Preparation(operation, arguments, parts)
  }

  /// The same request in the table of another layout.
  func lookedUpAgain(in operations: OperationTable) -> Call { Call(request, in: operations) }

  private static func check(_ request: Request, _ method: Method) throws(Failure) -> Arguments {
    switch request.params {
    case .none: try Arguments(of: method)
    case .named(let object): try Arguments(object, of: method)
    case .positional(let items): try Arguments(items, of: method)
    }
  }

  /// - Throws: `unknown_method` where this database has no such method.
  func operation() throws(Failure) -> Operation {
    if let found { return found }
    throw refusal ?? Failure(.internal, "the call was not checked")
  }

  /// - Throws: `invalid_params` where the parameters do not fit the method.
  func arguments() throws(Failure) -> Arguments {
    if let checked { return checked }
    throw refusal ?? Failure(.internal, "the call was not checked")
  }
}

// What holds however the parameters were given.
extension Call {
  /// The id to answer with; nil for a notification.
  package var id: RawID? { request.id }
  /// The name of its method, as the caller wrote it.
  package var method: String { request.method }
  /// The entity that its method is about; nil for those of none, and for what is no method.
  package var entity: String? { found?.method.entity }
  /// Whether it has to be prepared before the writer gets it.
  package var needsPreparing: Bool { preparation != nil }
  /// Whether nothing of it is to stay.
  package var isDryRun: Bool { isSet(Parameter.dryRunName) }
  /// Whether it may take longer than others.
  package var isLong: Bool { isSet(Parameter.longName) }
  /// Whether what is only warned of is refused.
  package var isStrict: Bool { isSet(Parameter.strictName) }

  private func isSet(_ flag: String) -> Bool {
    checked?.flag(flag) ?? false
  }
}
