package import Catalogue
import Engine
import JSON
import Vocabulary

/// Records that are deleted together.
extension WriteTransaction {
  /// Why records cannot be deleted: others refer to them that stay.
  /// - Returns: a `constraint` for each record that has to stay, with its `dependents`.
  package func obstacles(
    toDeleting records: [(entity: BoundEntity, id: Int64)]
  ) throws(Failure) -> [Failure] {
    let going = Set(records.map { RecordID(entity: $0.entity.name, id: $0.id) })
    let names = RecordNames(database)
    var obstacles: [Failure] = []
    for (entity, id) in records {
      try database.checkTime()
      var staying = Deletion(database)
      var sentences: [String] = []
      for referrer in referrers(to: entity, in: entity.table) where !referrer.reference.isOwned {
        let reference = referrer.reference
        for dependent in try dependents(referrer, of: id) {
          guard !going.contains(RecordID(entity: reference.entity, id: dependent)) else { continue }
          staying.add(detached: reference.entity, dependent)
          guard sentences.count < Self.namedMax else { continue }
          let title = try names.title(of: reference.entity, dependent, model)
          if !sentences.contains(title) { sentences.append(title) }
        }
      }
      try staying.finish(model)
      let groups = staying.detached
      guard !groups.isEmpty else { continue }
      let rest = groups.reduce(0) { $0 + $1.ids.count } - sentences.count
      let list = sentences.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
      obstacles.append(
        Failure(
          .constraint, "\(try names.title(of: entity.name, id, model)) is still referred to by \(list)",
          entity: entity.name, id: id, hint: "change or delete those first",
          more: [.init("dependents", .array(groups.map(\.json)))]))
    }
    return obstacles
  }

  /// The most records that a sentence names.
  private static let namedMax = 5

  /// Deletes records to which no record refers that stays, in the given order.
  /// - Returns: how many records of each entity were deleted, with those that belonged to them.
  /// - Throws: `constraint` for a record that the server needs.
  package mutating func delete(
    _ records: [(entity: BoundEntity, id: Int64)]
  ) throws(Failure) -> [(entity: String, count: Int64)] {
    var deletion = Deletion(database)
    for (entity, id) in records {
      try database.checkTime()
      try delete(entity, id, in: entity.table, dependents: .detach, &deletion)
    }
    try adviseOnFreedNumbers()
    try guardAll()
    try adviseOnAll()
    return deletion.deleted.map { ($0.entity, Int64($0.ids.count)) }
  }
}
