import Catalogue
import Engine
import Synchronization

// Stored secrets. No note repeats one.
extension Probe {
  /// Secrets that are not in the form that the server of the file's generation reads: a hash, or the plain secret.
  package static let malformedSecrets = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      for field in entity.fields where field.field.isSecret {
        for (id, secret) in try transaction.secrets(field.name, of: entity)
        where StoredSecret(secret).isHash != field.isHashed && (field.isHashed || field.isOnceHashed) {
          try defects.add(
            entity, id, field: field.name, place: entity.place(of: field.name),
            note: field.isHashed ? "is stored as it is, without a hash" : "is a hash, where this version reads it plain"
          )
        }
      }
    }
  }

  /// Records with the same stored secret as an earlier one, in fields where that is forbidden. Hashes have a salt, so
  /// that two hashes of one secret differ and are not found.
  package static let sharedSecrets = Probe { (transaction, options, defects) throws(Failure) in
    for entity in transaction.model.entities {
      for field in entity.fields where field.isUnshared {
        if let key = options.key { try records(with: key, in: field, of: entity, transaction, &defects) }
        guard case .own(let name) = field.source else { continue }
        let (table, column) = (quoted(entity.table), quoted(name))
        let statement = try transaction.database.statement(
          "SELECT t.id, g.first_id FROM (SELECT \(column), min(id) AS first_id FROM \(table) "
            + "WHERE \(column) IS NOT NULL GROUP BY \(column) HAVING count(*) > 1) g JOIN \(table) t "
            + "ON t.\(column) = g.\(column) WHERE t.id <> g.first_id ORDER BY t.id")
        while try statement.next() {
          let first = statement.integer(1)
          try defects.add(
            entity, statement.integer(0), field: field.name, partner: (entity, first),
            note: "is stored exactly as that of \(entity.entity.words) \(first)")
        }
      }
    }
  }

  /// Adds all but the first of the records that have the secret, stored in whatever form. Records with the same stored
  /// text are left to the comparison of stored texts.
  private static func records(
    with key: String, in field: BoundField, of entity: BoundEntity, _ transaction: borrowing ReadTransaction,
    _ defects: inout Defects
  ) throws(Failure) {
    let all = try transaction.secrets(field.name, of: entity)
    let matching = Matching()
    _ = Parallel.firstIndex(all.count, until: { false }) { place in
      if StoredSecret(all[place].secret).matches(key) { matching.places.withLock { _ = $0.insert(place) } }
      return false
    }
    let found = matching.places.withLock { $0.sorted() }.map { all[$0] }
    guard let first = found.first else { return }
    var seen: Set<String> = [first.secret]
    for (id, secret) in found.dropFirst() where seen.insert(secret).inserted {
      try defects.add(
        entity, id, field: field.name, partner: (entity, first.id),
        note: "is the given one, which \(entity.entity.words) \(first.id) has, too")
    }
  }

  private final class Matching: Sendable {
    let places = Mutex<Set<Int>>([])
  }
}

extension BoundField {
  fileprivate var isUnshared: Bool {
    field.rules.contains { if case .unshared = $0.test { true } else { false } }
  }

  /// Whether some generation stores a hash of it.
  fileprivate var isOnceHashed: Bool { field.protection?.isHash ?? false }
}
