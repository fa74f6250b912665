package import Catalogue
package import JSON

/// Records of one entity that a call changed in the same way.
package struct RecordGroup {
  package let entity: String
  package private(set) var ids: [Int64] = []
  /// The names of the first hundred records; nil for a record without a name.
  private var names: [String?] = []

  static let listedMax = 100

  fileprivate init(_ entity: String, _ id: Int64) { (self.entity, ids) = (entity, [id]) }

  fileprivate mutating func add(_ id: Int64) { ids.append(id) }

  fileprivate mutating func remove(_ isLeftOut: (RecordID) -> Bool) {
    ids.removeAll { isLeftOut(RecordID(entity: entity, id: $0)) }
  }

  fileprivate mutating func name(_ known: RecordNames, _ model: Model) throws(Failure) {
    guard let entity = model[entity] else { return }
    for id in ids.prefix(Self.listedMax) { names.append(try known.name(of: entity, id)) }
  }

  /// `{entity, count, ids, names}`, the first hundred ids, and a name or null for each of those.
  package var json: JSON {
    [
      "entity": .string(entity), "count": .integer(Int64(ids.count)),
      "ids": .array(ids.prefix(Self.listedMax).map { .integer($0) }),
      "names": .array(names.map { $0.map { .string($0) } ?? .null }),
    ]
  }

  /// The same for dependents, with `parts`: the number of them that are deleted if the whole tree is deleted.
  func json(parts: [RecordGroup]) -> JSON {
    guard var object = json.object else { return json }
    object["parts"] = .integer(Int64(parts.first { $0.entity == entity }?.ids.count ?? 0))
    return .object(object)
  }
}

extension [RecordGroup] {
  mutating func add(_ entity: String, _ id: Int64) {
    if let place = firstIndex(where: { $0.entity == entity }) {
      self[place].add(id)
    } else {
      append(RecordGroup(entity, id))
    }
  }

  mutating func remove(where isLeftOut: (RecordID) -> Bool) {
    for place in indices { self[place].remove(isLeftOut) }
    removeAll { $0.ids.isEmpty }
  }

  /// To be called after the last record was added.
  mutating func name(_ known: RecordNames, _ model: Model) throws(Failure) {
    for place in indices { try self[place].name(known, model) }
  }

  /// The records of one entity.
  package static func of(
    _ entity: BoundEntity, _ ids: [Int64], _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> [RecordGroup] {
    var groups: [RecordGroup] = []
    for id in ids { groups.add(entity.name, id) }
    try groups.name(RecordNames(transaction.database), transaction.model)
    return groups
  }
}
