import Catalogue

/// What a delete did, by entity, the record itself first. Each record is listed once: a record that lost a reference
/// and was deleted later counts as deleted.
package struct Deletion {
  package private(set) var deleted: [RecordGroup] = []
  package private(set) var detached: [RecordGroup] = []
  private var gone: Set<RecordID> = []
  private var loosened: Set<RecordID> = []
  private let names: RecordNames

  init(_ database: Database) { names = RecordNames(database) }

  /// Looks up a record's name before the record is deleted, if the answer will show the name.
  func note(_ entity: BoundEntity, _ id: Int64) throws(Failure) {
    guard deleted.first(where: { $0.entity == entity.name })?.ids.count ?? 0 < RecordGroup.listedMax else { return }
    _ = try names.name(of: entity, id)
  }

  mutating func add(deleted entity: String, _ id: Int64) {
    if gone.insert(RecordID(entity: entity, id: id)).inserted { deleted.add(entity, id) }
  }

  mutating func add(detached entity: String, _ id: Int64) {
    if loosened.insert(RecordID(entity: entity, id: id)).inserted { detached.add(entity, id) }
  }

  /// To be called after the last deletion.
  mutating func finish(_ model: Model) throws(Failure) {
    detached.remove { gone.contains($0) }
    try deleted.name(names, model)
    try detached.name(names, model)
  }
}
