import Catalogue
package import JSON

/// What a delete did, by entity, the record itself first. Each record is listed once: a record that lost a reference
/// and was deleted later counts as deleted.
package struct Deletion {
  package private(set) var deleted: [Group] = []
  package private(set) var detached: [Group] = []
  private var gone: Set<RecordID> = []
  private var loosened: Set<RecordID> = []
  private let names: RecordNames

  package struct Group {
    package let entity: String
    package fileprivate(set) var ids: [Int64] = []
    /// The names of the first hundred records; nil for a record without a name.
    fileprivate var names: [String?] = []
  }

  init(_ database: Database) { names = RecordNames(database) }

  /// Looks up a record's name before the record is deleted, if the answer will show the name.
  func note(_ entity: BoundEntity, _ id: Int64) throws(Failure) {
    guard deleted.first(where: { $0.entity == entity.name })?.ids.count ?? 0 < Group.listedMax else { return }
    _ = try names.name(of: entity, id)
  }

  mutating func add(deleted entity: String, _ id: Int64) {
    if gone.insert(RecordID(entity: entity, id: id)).inserted { Self.add(entity, id, to: &deleted) }
  }

  mutating func add(detached entity: String, _ id: Int64) {
    if loosened.insert(RecordID(entity: entity, id: id)).inserted { Self.add(entity, id, to: &detached) }
  }

  private static func add(_ entity: String, _ id: Int64, to groups: inout [Group]) {
    if let place = groups.firstIndex(where: { $0.entity == entity }) {
      groups[place].ids.append(id)
    } else {
      groups.append(Group(entity: entity, ids: [id]))
    }
  }

  /// To be called after the last deletion.
  mutating func finish(_ model: Model) throws(Failure) {
    for place in detached.indices {
      let entity = detached[place].entity
      detached[place].ids.removeAll { gone.contains(RecordID(entity: entity, id: $0)) }
    }
    detached.removeAll { $0.ids.isEmpty }
    try Self.name(&deleted, names, model)
    try Self.name(&detached, names, model)
  }

  private static func name(_ groups: inout [Group], _ names: RecordNames, _ model: Model) throws(Failure) {
    for place in groups.indices {
      guard let entity = model[groups[place].entity] else { continue }
      for id in groups[place].ids.prefix(Group.listedMax) {
        groups[place].names.append(try names.name(of: entity, id))
      }
    }
  }
}

extension Deletion.Group {
  static let listedMax = 100

  /// `{entity, count, ids, names}`, the first hundred ids, and a name or null for each of those.
  package var json: JSON {
    [
      "entity": .string(entity), "count": .integer(Int64(ids.count)),
      "ids": .array(ids.prefix(Self.listedMax).map { .integer($0) }),
      "names": .array(names.map { $0.map { .string($0) } ?? .null }),
    ]
  }

  /// The same for dependents, with `parts`: the number of them that are deleted if the whole tree is deleted.
  func json(parts: [Deletion.Group]) -> JSON {
    guard var object = json.object else { return json }
    object["parts"] = .integer(Int64(parts.first { $0.entity == entity }?.ids.count ?? 0))
    return .object(object)
  }
}
