import Catalogue
import JSON
import Store
import Vocabulary

/// One call of a transaction, looked up with it. Its arguments are checked when its turn comes: they may refer to the
/// answers of earlier calls.
package struct TransactionPart: Sendable {
  /// The method's name, as the caller wrote it.
  let method: String
  let operation: Result<Operation, Failure>
  private let params: JSON

  /// The most calls of one transaction.
  private static let callsMax = 10_000

  /// - Parameter arguments: those of the whole transaction.
  static func list(_ arguments: Arguments, in operations: OperationTable) -> Result<[TransactionPart], Failure> {
    do throws(Failure) { return .success(try list(arguments["calls"] ?? .null, operations)) } catch {
      return .failure(error)
    }
  }

  private static func list(_ json: JSON, _ operations: OperationTable) throws(Failure) -> [TransactionPart] {
    guard let items = json.array, !items.isEmpty else {
      throw Failure(.parameters, "parameter 'calls': expected a list of calls", field: "calls")
    }
    guard items.count <= callsMax else {
      throw Failure(.limit, "'calls': at most \(callsMax) in one transaction", field: "calls")
    }
    var parts: [TransactionPart] = []
    parts.reserveCapacity(items.count)
    for (place, item) in items.enumerated() {
      guard let object = item.object, let method = object["method"]?.string,
        object.members.allSatisfy({ ["method", "params"].contains($0.key) })
      else {
        throw Failure(.parameters, "call \(place): expected {\"method\": …, \"params\": …}", field: "calls")
      }
      let params = object["params"] ?? [:]
      guard params.object != nil || params.array != nil else {
        throw Failure(.parameters, "call \(place): 'params': expected an object or a list", field: "calls")
      }
      let operation: Result<Operation, Failure> =
        if let known = operations[method] { .success(known) } else { .failure(operations.unknown(method)) }
      parts.append(TransactionPart(method: method, operation: operation, params: params))
    }
    return parts
  }

  /// The argument of that name as it is written, unchecked.
  func argument(_ name: String, of method: Method) -> JSON? {
    guard let items = params.array else { return params[name] }
    return method.parameters.firstIndex { $0.name == name }.flatMap { items.indices.contains($0) ? items[$0] : nil }
  }

  /// - Returns: the answer, encoded.
  func run(
    _ transaction: inout WriteTransaction, _ environment: Environment, _ results: TransactionResults
  ) throws(Failure) -> [UInt8] {
    let operation = try operation.get()
    let params = try results.resolved(params)
    let arguments =
      if let items = params.array { try Arguments(items, of: operation.method) } else {
        try Arguments(params.object ?? JSON.Object(), of: operation.method)
      }
    var answer = JSONWriter()
    switch operation.body {
    case .plain, .named, .session, .slow, .prepared, .stepped:
      throw Failure(.invalid, "'\(method)' cannot be part of a transaction")
    case .read(let body): try body(transaction.reading, arguments, environment, &answer)
    case .transaction: throw Failure(.invalid, "a transaction cannot be part of another")
    case .write(let body):
      for name in [Parameter.dryRunName, Parameter.longName] where arguments.flag(name) {
        throw Failure(.invalid, "use '\(name)' for the whole transaction, not for one of its calls")
      }
      try transaction.call(operation.method.name) { (part) throws(Failure) in
        try part.accept(arguments)
        try body(&part, arguments, environment, &answer)
        try part.refuseWarnings(ifStrict: arguments)
      }
    }
    return answer.bytes
  }
}
