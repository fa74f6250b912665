import Catalogue
import JSON
import JSONRPC
import Store
import Synchronization

/// The secrets of a call that a lane has to hash, and to compare with stored ones, before the writer runs the call. A
/// reference, since most calls have none, and each call moves between threads.
final class Preparation: Sendable {
  /// A secret that two records may not share.
  private struct Unshared {
    let entity: BoundEntity
    let field: String
    let secret: String
  }

  private let secrets: [String]
  private let unshared: [Unshared]
  /// The number of keys to make.
  private let keys: Int

  /// Nil if nothing has to be prepared.
  init?(
    _ operation: Operation, _ arguments: Arguments, _ parts: Result<[TransactionPart], Failure>?
  ) {
    var collected = Collected()
    if case .success(let parts)? = parts {
      for part in parts {
        guard case .success(let operation) = part.operation else { continue }
        collected.add(operation) { part.argument($0, of: operation.method) }
      }
    } else {
      collected.add(operation) { arguments[$0] }
    }
    guard !collected.secrets.isEmpty || collected.keys > 0 else { return nil }
    (secrets, unshared, keys) = (collected.secrets, collected.unshared, collected.keys)
  }

  private struct Collected {
    var secrets: [String] = []
    var unshared: [Unshared] = []
    var keys = 0

    /// - Parameter argument: the argument of that name.
    mutating func add(_ operation: Operation, _ argument: (String) -> JSON?) {
      switch operation.secrets {
      case .none: break
      case .parameter(let name):
        if let secret = argument(name)?.string, !secret.isEmpty { secrets.append(secret) }
      case .newKey(let entity):
        keys += entity.fields.count { $0.field.fallback == .key && $0.isHashed }
      case .values(let entity):
        guard let values = argument("values")?.object else { return }
        let isNew = [Entity.Verb.create, .put].contains { $0.rawValue == operation.method.verb }
        for field in entity.fields where field.isHashed {
          let given = values.members.filter { field.field.answers(to: $0.key) }
          let plain = given.compactMap { $0.value.string }.filter { !$0.isEmpty }
          secrets += plain
          if Preparation.isUnshared(field) {
            unshared += plain.map { Unshared(entity: entity, field: field.name, secret: $0) }
          }
          if given.isEmpty, isNew, field.field.fallback == .key { keys += 1 }
        }
      }
    }
  }

  fileprivate static func isUnshared(_ field: BoundField) -> Bool {
    field.rules.contains { if case .unshared = $0.rule.test { true } else { false } }
  }

  /// Leaves out a secret that cannot be hashed: the writer refuses it with the reason.
  /// - Parameters:
  ///   - database: opens a session of its own; called only if a secret has to be compared.
  ///   - isOver: called between two comparisons; true ends them.
  func run(
    _ hash: (String) -> String?, database: () throws(Failure) -> Database, until isOver: () -> Bool
  ) -> Secrets {
    var prepared = Secrets()
    // If the stored keys cannot be read now, the writer compares them, up to its own limit.
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

  /// The results of several threads.
  private final class Matching: Sendable {
    let hashes = Mutex<Set<String>>([])
  }

  /// Compares each secret with all stored hashes, on all processors.
  private func compare(
    _ database: Database, _ isOver: () -> Bool, _ prepared: inout Secrets
  ) throws(Failure) {
    for one in unshared where !isOver() {
      let stored = try database.read { (transaction) throws(Failure) in
        try transaction.secrets(one.field, of: one.entity)
      }
      .map { StoredSecret($0.secret) }.filter(\.isHash)
      let matching = Matching()
      // All matches, not only the first: the record itself may have the secret, and another record, too.
      _ = Parallel.firstIndex(stored.count, until: isOver) { place in
        if stored[place].matches(one.secret) { matching.hashes.withLock { _ = $0.insert(stored[place].stored) } }
        return false
      }
      guard !isOver() else { return }
      let found = matching.hashes.withLock { $0 }
      prepared.add(.init(compared: Set(stored.map(\.stored)), matching: found), of: one.secret)
    }
  }
}
