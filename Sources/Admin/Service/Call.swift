import Catalogue
package import JSONRPC
import Vocabulary

/// A request with its operation and its checked arguments. It is looked up and checked once, when it is parsed;
/// routing, preparing, answering and the log all use this value.
///
/// A call belongs to the table of operations in which it was looked up. There is one exception to "once": a thread that
/// finds another layout in the database when it answers the call looks the request up again in the table of that
/// layout.
///
/// A class, since a call moves between functions and threads, and copying its parts costs more than all other work on a
/// short call.
package final class Call: Sendable {
  package let request: Request
  /// The table in which it was looked up.
  let operations: OperationTable
  /// Nil if this database has no such method.
  private let found: Operation?
  /// Nil if the parameters do not fit the method, or there is no method.
  private let checked: Arguments?
  /// The failure if one of the two is nil.
  private let refusal: Failure?
  /// The calls of a transaction, looked up together with it; nil for every other call.
  let parts: Result<[TransactionPart], Failure>?
  /// The secrets that a lane has to hash or compare before the writer runs the call; nil without any.
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

  /// The same request, looked up in the table of another layout.
  func lookedUpAgain(in operations: OperationTable) -> Call { Call(request, in: operations) }

  private static func check(_ request: Request, _ method: Method) throws(Failure) -> Arguments {
    switch request.params {
    case .none: try Arguments(of: method)
    case .named(let object): try Arguments(object, of: method)
    case .positional(let items): try Arguments(items, of: method)
    }
  }

  /// - Throws: `unknown_method` if this database has no such method.
  func operation() throws(Failure) -> Operation {
    if let found { return found }
    throw refusal ?? Failure(.internal, "the call was not checked")
  }

  /// - Throws: `invalid_params` if the parameters do not fit the method.
  func arguments() throws(Failure) -> Arguments {
    if let checked { return checked }
    throw refusal ?? Failure(.internal, "the call was not checked")
  }
}

// Properties of a call. Its parameters may be given by name or by position.
extension Call {
  /// The id to answer with; nil for a notification.
  package var id: RawID? { request.id }
  /// The name of its method, as the caller wrote it.
  package var method: String { request.method }
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
  package var isDryRun: Bool { isSet(Parameter.dryRunName) }
  /// Whether it has no time limit.
  package var isLong: Bool { isSet(Parameter.longName) }
  /// Whether a warning makes it fail.
  package var isStrict: Bool { isSet(Parameter.strictName) }

  private func isSet(_ flag: String) -> Bool { checked?.flag(flag) ?? false }
}
