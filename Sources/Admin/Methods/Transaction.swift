import Catalogue
import JSON
import JSONRPC
import Store
import Vocabulary

extension Operation {
  static let callsMax = 10_000

  static let transaction = Operation(
    Method(
      "transaction.run", "Run several calls, all or nothing, in one commit.", access: .write,
      parameters: [
        Parameter(
          "calls", .json,
          "A list of {method, params}; {\"$ref\": \"0.id\"} stands for the id in the answer to the first.",
          required: true)
      ] + Parameter.cautions,
      answer: .object([
        .init("results", .array(.value(.json)), "The answers, in the order of the calls."),
        .init("warnings", .array(.value(.text)), "What should be known beside it.", always: false),
        .init("changes", .array(.change), "In a dry run, what would have changed.", always: false),
        .init("dry_run", .value(.boolean), "True when nothing was kept.", always: false),
      ]), errors: Set(Failure.Kind.own)),
    .transaction { (transaction, parts, arguments, environment, writer) throws(Failure) in
      var results = TransactionResults()
      for (place, part) in parts.enumerated() {
        do throws(Failure) {
          results.append(try part.run(&transaction, environment, results))
        } catch {
          // It is the fault of no call that all of them take too long.
          if let ending = transaction.ending { throw ending }
          var failure = error
          failure.part = Failure.Part(call: place, reason: failure.message)
          failure.message = "call \(place) (\(part.method)): \(failure.message)"
          throw failure
        }
      }
      writer.beginObject()
      writer.key("results")
      writer.beginArray()
      for bytes in results.answers { writer.raw(bytes) }
      writer.endArray()
      for note in try transaction.notes(arguments, showsChanges: true) {
        writer.key(note.key)
        writer.value(note.value)
      }
      writer.endObject()
    })
}

/// The answers so far, to which later calls may refer.
private struct TransactionResults {
  private(set) var answers: [[UInt8]] = []

  mutating func append(_ answer: [UInt8]) { answers.append(answer) }

  /// The value at a path such as `0.id` or `2.roles.0.id`.
  func value(_ path: String) throws(Failure) -> JSON {
    let names = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let place = names.first.flatMap({ Int($0) }), answers.indices.contains(place) else {
      throw Failure(.invalid, "'$ref' '\(path)': it begins with the number of an earlier call, counted from 0")
    }
    guard var value = try? JSON(parsing: answers[place]) else {
      throw Failure(.internal, "an earlier answer could not be read", detail: path)
    }
    for name in names.dropFirst() {
      guard let next = value[name] ?? Int(name).flatMap({ value[$0] }) else {
        throw Failure(
          .invalid,
          "'$ref' '\(path)': there is no '\(name)'",
          suggestion: NearMiss.of(name, among: value.object?.members.map(\.key) ?? []),
          more: [.init("ref", .string(path)), .init("missing", .string(name))])
      }
      value = next
    }
    return value
  }

  /// The value with all references replaced.
  func resolved(_ value: JSON) throws(Failure) -> JSON {
    switch value {
    case .array(let items):
      var resolved: [JSON] = []
      for item in items { resolved.append(try self.resolved(item)) }
      return .array(resolved)
    case .object(let object):
      if object.members.count == 1, let path = object["$ref"]?.string { return try self.value(path) }
      var resolved = object
      for place in resolved.members.indices {
        resolved.members[place].value = try self.resolved(resolved.members[place].value)
      }
      return .object(resolved)
    default: return value
    }
  }
}

/// One call of a transaction, looked up with it. Its arguments are checked when its turn comes: they may refer to the
/// answers of earlier calls.
package struct TransactionPart: Sendable {
  /// As the caller wrote it.
  let method: String
  let operation: Result<Operation, Failure>
  private let params: JSON

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
    guard items.count <= Operation.callsMax else {
      throw Failure(.limit, "'calls': at most \(Operation.callsMax) in one transaction", field: "calls")
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
        throw Failure(.parameters, "call \(place): 'params' is an object or a list", field: "calls")
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
  fileprivate func run(
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
    case .plain, .named, .session, .slow:
      throw Failure(.invalid, "'\(method)' cannot be part of a transaction")
    case .read(let body): try body(transaction.reading, arguments, environment, &answer)
    case .transaction: throw Failure(.invalid, "a transaction cannot be part of another")
    case .write(let body):
      for name in [Parameter.dryRunName, Parameter.longName] where arguments.flag(name) {
        throw Failure(.invalid, "say '\(name)' for the whole transaction")
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
