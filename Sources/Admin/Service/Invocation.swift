import Catalogue
package import JSONRPC
import Vocabulary

/// A method with its checked arguments, without the id of the request that it came with. It is looked up and checked once,
/// when the request is parsed; routing, preparing, answering and the log all use this value.
///
/// It belongs to the table of operations in which it was looked up. There is one exception to "once": a thread that finds
/// another layout in the database when it answers looks it up again in the table of that layout.
///
/// A class, since it moves between functions and threads, and copying its parts costs more than all other work on a short
/// call. Requests that repeat the same text share it.
package final class Invocation: Sendable {
  /// The name of the method, as the caller wrote it.
  package let method: String
  package let params: Params
  /// The table in which it was looked up.
  let operations: OperationTable
  /// Nil if this database has no such method.
  let found: Operation?
  /// Nil if the parameters do not fit the method, or there is no method.
  let checked: Arguments?
  /// The failure if one of the two is nil.
  private let refusal: Failure?
  /// The calls of a transaction, looked up together with it; nil for every other method.
  let parts: Result<[TransactionPart], Failure>?
  /// The secrets that a lane has to hash or compare before the writer runs it; nil without any.
  let preparation: Preparation?
  /// Whether it changes the database.
  package let isWrite: Bool
  /// What its parameters say of every change.
  let flags: Flags

  struct Flags: Sendable {
    /// Whether its changes are undone at its end.
    private(set) var isDryRun = false
    /// Whether it has no time limit.
    private(set) var isLong = false
    /// Whether a warning makes it fail.
    private(set) var isStrict = false

    init() {}

    init(_ arguments: Arguments) {
      isDryRun = arguments.flag(Parameter.dryRunName)
      isLong = arguments.flag(Parameter.longName)
      isStrict = arguments.flag(Parameter.strictName)
    }
  }

  package convenience init(_ method: String, _ params: Params, in operations: OperationTable) {
    self.init(method, params, operations, operations[method])
  }

  private init(_ method: String, _ params: Params, _ operations: OperationTable, _ operation: Operation?) {
    (self.method, self.params, self.operations) = (method, params, operations)
    guard let operation else {
      (found, checked, refusal) = (nil, nil, operations.unknown(method))
      (parts, preparation, isWrite, flags) = (nil, nil, false, Flags())
      return
    }
    found = operation
    isWrite = operation.body.isWrite
    let arguments: Arguments
    do throws(Failure) {
      arguments = try Self.check(params, operation.method)
      (checked, refusal) = (arguments, nil)
    } catch {
      (checked, refusal, parts, preparation, flags) = (nil, error, nil, nil, Flags())
      return
    }
    flags = operation.method.access == .read ? Flags() : Flags(arguments)
    guard isWrite else {
      (parts, preparation) = (nil, nil)
      return
    }
    parts = operation.body.hasParts ? TransactionPart.list(arguments, in: operations) : nil
    preparation = Preparation(operation, arguments, parts)
  }

  private init(bare other: Invocation) {
    (method, params, operations, found, isWrite) = (other.method, .none, other.operations, other.found, other.isWrite)
    (checked, refusal, parts, preparation, flags) = (nil, nil, nil, nil, Flags())
  }

  /// The method without parameters, to be kept for `with`.
  package var bare: Invocation { Invocation(bare: self) }

  /// The same method with other parameters.
  package func with(_ params: Params) -> Invocation { Invocation(method, params, operations, found) }

  /// The same method and parameters, looked up in the table of another layout.
  func lookedUpAgain(in operations: OperationTable) -> Invocation { Invocation(method, params, in: operations) }

  private static func check(_ params: Params, _ method: Method) throws(Failure) -> Arguments {
    switch params {
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

  /// Whether it may be shared by requests that repeat the same text: it is small, and has no secret that would be kept.
  package var isRepeatable: Bool { checked != nil && !isWrite && found?.method.testsSecret == false }
}
