import Catalogue
import JSON
import JSONRPC
import Store
import Synchronization

/// The secrets of a call that have to be hashed, and compared with others, before the writer sees it.
struct Preparation {
  private var secrets: [String] = []
  private var unshared: [(entity: BoundEntity, field: String, secret: String)] = []
  private var keys = 0

  var isEmpty: Bool { secrets.isEmpty && keys == 0 }

  init(_ operation: Operation, _ request: borrowing Request, _ operations: OperationTable) {
    guard operation.method.name == Operation.transaction.method.name else {
      add(operation, request.params.value)
      return
    }
    let calls = Self.argument("calls", of: operation.method, request.params.value)
    for call in calls.flatMap({ try? TransactionCall.list($0) }) ?? [] {
      guard let part = try? operations.operation(call.method) else { continue }
      add(part, call.params)
    }
  }

  private mutating func add(_ operation: Operation, _ params: JSON?) {
    switch operation.secrets {
    case .none: break
    case .parameter(let name):
      if let secret = Self.argument(name, of: operation.method, params)?.string, !secret.isEmpty {
        secrets.append(secret)
      }
    case .newKey(let entity):
      keys += entity.fields.count { $0.field.fallback == .key && $0.isHashed }
    case .values(let entity):
      guard let values = Self.argument("values", of: operation.method, params)?.object else { return }
      let isNew = operation.method.verb == Entity.Verb.create.rawValue
      for field in entity.fields where field.isHashed {
        let given = values.members.filter { field.field.answers(to: $0.key) }
        let plain = given.compactMap { $0.value.string }.filter { !$0.isEmpty }
        secrets += plain
        if Self.isUnshared(field) { unshared += plain.map { (entity, field.name, $0) } }
        if given.isEmpty, isNew, field.field.fallback == .key { keys += 1 }
      }
    }
  }

  private static func isUnshared(_ field: BoundField) -> Bool {
    field.rules.contains { if case .unshared = $0.rule.test { true } else { false } }
  }

  private static func argument(_ name: String, of method: Method, _ params: JSON?) -> JSON? {
    guard let items = params?.array else { return params?[name] }
    return method.parameters.firstIndex { $0.name == name }.flatMap { items.indices.contains($0) ? items[$0] : nil }
  }

  /// A secret that cannot be hashed is left out: the writer refuses it, and says why.
  /// - Parameters:
  ///   - database: opens a connection of its own; asked only where a secret has to be compared.
  ///   - isOver: asked between two comparisons; true ends them.
  func run(
    _ hash: (String) -> String?, database: () throws(Failure) -> Database, until isOver: () -> Bool
  ) -> Secrets {
    var prepared = Secrets()
    // What cannot be read now is compared by the writer, as far as that has the time.
    if !unshared.isEmpty, let database = try? database() { try? compare(database, isOver, &prepared) }
    for secret in secrets {
      if let hash = hash(secret) { prepared.add(hash: hash, of: secret) }
    }
    for _ in 0..<keys {
      let key = RandomKey.make()
      if let hash = hash(key) { prepared.add(Secrets.Key(plain: key, hash: hash)) }
    }
    return prepared
  }

  /// What several threads find.
  private final class Matching: Sendable {
    let hashes = Mutex<Set<String>>([])
  }

  /// Compares each secret with all stored hashes, on all processors.
  private func compare(
    _ database: Database, _ isOver: () -> Bool, _ prepared: inout Secrets
  ) throws(Failure) {
    for (entity, field, secret) in unshared where !isOver() {
      let stored = try database.read { (transaction) throws(Failure) in try transaction.secrets(field, of: entity) }
        .map { StoredSecret($0.secret) }.filter(\.isHash)
      let matching = Matching()
      // All of them, and not the first that matches: the record itself may have it, and another one, too.
      _ = Parallel.firstIndex(stored.count, until: isOver) { place in
        if stored[place].matches(secret) { matching.hashes.withLock { _ = $0.insert(stored[place].stored) } }
        return false
      }
      guard !isOver() else { return }
      let found = matching.hashes.withLock { $0 }
      prepared.add(.init(compared: Set(stored.map(\.stored)), matching: found), of: secret)
    }
  }
}
