import Catalogue
import JSON
import Store

/// Finds records without a name by their values. The records of an entity are read once for each set of fields by which
/// they are looked up: a query for each record of a file would read most of the table each time.
struct TwinIndex {
  private struct Members: Hashable {
    let entity: String
    let names: [String]
  }

  /// The ids of the records in ascending order, by a hash of their values.
  private var ids: [Members: [Int: ArraySlice<Int64>]] = [:]
  private var taken: [String: Set<Int64>] = [:]

  /// Records are compared with a condition in such numbers.
  private static let stepRows = 32

  /// The record will be found no more.
  mutating func take(_ id: Int64, of entity: BoundEntity) { taken[entity.name, default: []].insert(id) }

  /// The first record with the values that was not taken yet; nil without one.
  mutating func first(
    _ entity: BoundEntity, with values: JSON.Object, _ reading: borrowing ReadTransaction
  ) throws(Failure) -> Int64? {
    let condition = Self.condition(values, entity)
    let members = values.members.filter { Self.plain($0, entity) != nil }.sorted { $0.key < $1.key }
    let place = Members(entity: entity.name, names: members.map(\.key))
    if ids[place] == nil { ids[place] = try Self.index(entity, place.names, reading) }
    let hash = members.map { Self.plain($0, entity) ?? .null }.hashValue
    while let id = ids[place]?[hash]?.first, taken[entity.name]?.contains(id) == true {
      ids[place]?[hash]?.removeFirst()
    }
    var rest = ids[place]?[hash] ?? []
    while !rest.isEmpty {
      let some = rest.prefix(Self.stepRows).filter { taken[entity.name]?.contains($0) != true }
      rest = rest.dropFirst(Self.stepRows)
      var condition = condition
      condition[entity.number] = ["in": .array(some.map { .integer($0) })]
      let found = try reading.records(entity, where: .object(condition), [entity.number], limit: 1)
      if let id = found.first?.id {
        take(id, of: entity)
        return id
      }
    }
    return nil
  }

  private static func index(
    _ entity: BoundEntity, _ names: [String], _ reading: borrowing ReadTransaction
  ) throws(Failure) -> [Int: ArraySlice<Int64>] {
    var ids: [Int: ArraySlice<Int64>] = [:]
    let paths = names.map { entity.relation($0) == nil ? $0 : "\($0).\(ExchangeNames.numberName)" }
    for record in try reading.records(entity, [entity.number] + paths) {
      let values = names.map { name -> JSON in
        guard entity.relation(name) != nil else { return record.json(name) ?? .null }
        return record.one(name).map { .integer($0.id) } ?? .null
      }
      ids[values.hashValue, default: []].append(record.id)
    }
    return ids
  }

  /// A value that is stored as files have it: a text, a number, a flag, or the id of another record.
  private static func plain(_ member: JSON.Member, _ entity: BoundEntity) -> JSON? {
    if let relation = entity.relation(member.key) {
      guard case .column = relation.link else { return nil }
      return (member.value[ExchangeNames.numberName] ?? member.value).integer.map { .integer($0) }
    }
    guard let field = entity.field(member.key), isCompared(field) else { return nil }
    switch (field.kind, member.value) {
    case (.text, .string), (.integer, .integer), (.boolean, .bool): return member.value
    case (.text, .null), (.integer, .null), (.boolean, .null): return .null
    default: return nil
    }
  }

  private static func isCompared(_ field: BoundField) -> Bool {
    guard case .own = field.source else { return false }
    return field.isWritable && !field.field.has(.large) && !field.field.isSecret
  }

  /// All values, as a condition.
  private static func condition(_ values: JSON.Object, _ entity: BoundEntity) -> JSON.Object {
    var condition = JSON.Object()
    for field in entity.fields where isCompared(field) {
      if let value = values[field.name] { condition[field.name] = value.isNull ? .null : ["eq": value] }
    }
    for relation in entity.relations {
      guard case .column = relation.link, let value = values[relation.name] else { continue }
      let id = value[ExchangeNames.numberName] ?? value
      condition[id.integer == nil ? relation.name : "\(relation.name).\(ExchangeNames.numberName)"] = id
    }
    return condition
  }
}
