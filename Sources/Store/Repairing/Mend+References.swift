import Catalogue
import Engine
import Vocabulary

extension Mend {
  /// Removes a reference to a record that does not exist. What belonged to that record is deleted, as it would have
  /// been with it.
  package static let withoutReference = Mend("removes the reference, and deletes what belonged to the missing record") {
    (transaction, defect) throws(Failure) in
    guard let (entity, id) = defect.record(transaction.model), let place = defect.place else { return .left(nil) }
    guard try transaction.dangles(place, id) else { return .gone }
    let relation = defect.field.flatMap { name in entity.entity.relations.first { $0.answers(to: name) } }
    if relation?.inverse?.isOwned == true {
      try transaction.delete(entity, id, in: place.table)
      return .mended("deleted")
    }
    guard relation?.isRequired(in: entity.generation) != true else {
      return .left("\(Wording.indefinite(entity.entity.words)) needs its \(defect.field ?? place.column)")
    }
    try transaction.set(.null, at: place, id, of: entity)
    return .mended("reference removed")
  }

  /// Deletes the record, with its parts.
  package static let deleted = Mend("deletes the record with its parts") { (transaction, defect) throws(Failure) in
    guard let (entity, id) = defect.record(transaction.model) else { return .left(nil) }
    let table = defect.place?.table ?? entity.table
    guard try transaction.hasRow(table, id) else { return .gone }
    if let place = defect.place, place.target != nil, try !transaction.dangles(place, id) { return .gone }
    try transaction.delete(entity, id, in: table)
    return .mended("deleted")
  }
}

extension WriteTransaction {
  /// Whether a reference leads to no record.
  fileprivate func dangles(_ place: Defect.Place, _ id: Int64) throws(Failure) -> Bool {
    guard let value = try value(at: place, id), !value.isNull, let target = place.target else { return false }
    guard let partner = value.integer else { return true }
    return try !hasRow(target, partner)
  }

  fileprivate mutating func delete(_ entity: BoundEntity, _ id: Int64, in table: String) throws(Failure) {
    var deletion = Deletion(database)
    try delete(entity, id, in: table, dependents: .delete, &deletion)
  }
}
