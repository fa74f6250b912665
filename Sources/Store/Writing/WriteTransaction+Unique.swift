import Catalogue
import Engine
import Vocabulary

// Values that no other record may have.
extension WriteTransaction {
  /// Refuses a value that another record has.
  func checkUnique(
    _ value: SQLValue, _ field: BoundField, of entity: BoundEntity, _ purpose: Purpose
  ) throws(Failure) {
    guard field.field.has(.unique), !value.isNull, let place = entity.place(of: field.name) else { return }
    if case .insert = purpose, try isRefused(duplicateIn: place.column, of: place.table, entity) { return }
    let other = try database.value(
      database.texts.other(in: place.table, with: place.column), [value, .integer(purpose.id)])
    guard let id = other?.integer else { return }
    let shown = value.text ?? ""
    let named = entity.entity.naturalKey.contains(field.name) ? "'\(shown)'" : "with \(field.name) '\(shown)'"
    // The row of a parent may be that of another entity.
    let owner = place.table == entity.table ? entity : try owner(ofParentRow: id, in: place.table) ?? entity
    throw Failure(
      .alreadyExists, "\(owner.entity.words) \(named) already exists", entity: owner.name, id: id, field: field.name)
  }

  /// Whether the database itself refuses a new row with the same value, so that nobody has to look before.
  private func isRefused(
    duplicateIn column: String, of table: String, _ entity: BoundEntity
  ) throws(Failure) -> Bool {
    guard try database.isUnique(column, in: table) else { return false }
    guard !context.defersRefusals else { return true }
    // A row of a parent's table would be written by then.
    guard entity.parent == nil else { return false }
    return try database.refusesWhole(rowOf: table)
  }

  /// Says what another record has, if the database refused a new row for that.
  func checkUnique(_ draft: Draft, _ entity: BoundEntity) throws(Failure) {
    for field in entity.fields where field.field.has(.unique) {
      guard case .own(let column) = field.source, let given = draft.own.first(where: { $0.name == column }) else {
        continue
      }
      try checkUnique(given.value, field, of: entity, .create)
    }
  }

  /// The entity whose record has a row in the parents' table.
  private func owner(ofParentRow id: Int64, in table: String) throws(Failure) -> BoundEntity? {
    let type = try database.value(
      "SELECT type FROM \(quoted(table)) WHERE id = \(database.parameter(1))", [.integer(id)])?.text
    return model.entities.first { $0.parent?.table == table && $0.parent?.type == type }
  }
}
