import Catalogue
import JSON
import Store

/// What of an entity's records is carried from one database to another: what callers could set, but not what the running
/// server changes all the time.
struct ExchangeEntity: Sendable {
  let entity: BoundEntity
  let fields: [BoundField]
  /// Those that the entity declares. The other sides follow from them.
  let relations: [BoundRelation]

  private init(_ entity: BoundEntity) {
    self.entity = entity
    fields = entity.fields.filter { field in
      guard field.isWritable, !field.field.has(.volatile) else { return false }
      switch field.source {
      case .own, .parent: return true
      // Another entity has the value.
      case .first, .derived, .change: return false
      }
    }
    relations = entity.relations.filter { $0.relation.inverse != nil }
  }

  /// Each after those that its records refer to.
  static func all(_ model: Model) -> [ExchangeEntity] {
    var waiting = model.entities.filter { $0.entity.verbs.contains(.create) }.map { ExchangeEntity($0) }
    var ordered: [ExchangeEntity] = []
    while !waiting.isEmpty {
      let names = Set(waiting.map(\.entity.name))
      let next = waiting.firstIndex { one in
        one.relations.allSatisfy { $0.target == one.entity.name || !names.contains($0.target) }
      }
      // No catalogue has a circle of entities; if one had, some reference would be set in a second step.
      ordered.append(waiting.remove(at: next ?? 0))
    }
    return ordered
  }

  /// The paths of what is carried, for reading a record.
  func paths(_ model: Model, withSecrets: Bool) -> [String] {
    let own = fields.filter { withSecrets || !$0.field.isSecret }.map(\.name)
    return own
      + relations.flatMap { relation in
        let key = model[relation.target]?.naturalKey.map(\.name) ?? []
        return (["id"] + key).map { "\(relation.name).\($0)" }
      }
  }
}

extension BoundEntity {
  /// Whether the server makes the record itself in every database.
  /// - Parameter value: the record's value in the field of that name.
  func isServersOwn(_ value: (String) -> String?) -> Bool {
    guards.contains { one in
      guard case .loss = one.harm, let name = value(one.field) else { return false }
      return one.values.contains(name)
    }
  }
}

/// How the records of an entity are named in a file: by their natural key, or by a number that only the file knows.
struct ExchangeNames: Sendable {
  let entity: BoundEntity
  /// The records that share their key with another, or have none.
  private let nameless: Set<Int64>
  /// The ids of all records in the file, in ascending order: the number of a record is its place among them, so that
  /// databases with the same records make the same file.
  private let ids: [Int64]

  init(_ entity: BoundEntity, ids: [Int64], nameless: Set<Int64>) {
    (self.entity, self.ids, self.nameless) = (entity, ids, nameless)
  }

  /// The number of a record that needs one; nil for a record that its key names.
  func number(of id: Int64) -> Int64? {
    guard entity.naturalKey.isEmpty || nameless.contains(id) else { return nil }
    var (low, high) = (0, ids.count)
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < id { low = middle + 1 } else { high = middle }
    }
    return Int64(low + 1)
  }

  /// What stands for a record that another refers to.
  func reference(to record: Record) -> JSON {
    if let number = number(of: record.id) { return [Self.numberName: .integer(number)] }
    return .string(entity.naturalKey.map { record.text($0.name) ?? "" }.joined(separator: ":"))
  }

  static let numberName = "id"
}
