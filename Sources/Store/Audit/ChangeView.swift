import Catalogue
import JSON
import SQLite

/// What happened to a record, in the words of the catalogue: fields before and after, never a secret.
///
/// A record that was made has no `before`, one that was deleted no `after`; of one that was changed, both hold just what
/// changed. To-many relations show the partners that went and that came. Columns that the catalogue does not know are
/// shown by their own names.
struct ChangeView {
  private(set) var before: JSON.Object?
  private(set) var after: JSON.Object?
  private let entity: BoundEntity?

  static let masked: JSON = "****"

  init(entity name: String, _ rows: [RowChange], _ model: Model) {
    entity = model[name]
    for row in rows {
      if let pairs = pairs(of: row.table) {
        for column in row.before ?? [] where column.name == pairs.theirs {
          append(column, to: pairs.name, in: \.before)
        }
        for column in row.after ?? [] where column.name == pairs.theirs { append(column, to: pairs.name, in: \.after) }
      } else {
        add(row.before, of: row, to: \.before)
        add(row.after, of: row, to: \.after)
      }
    }
  }

  private mutating func add(
    _ columns: [RowChange.Column]?, of row: RowChange, to side: WritableKeyPath<ChangeView, JSON.Object?>
  ) {
    guard let columns else { return }
    var object = self[keyPath: side] ?? JSON.Object()
    let isParent = row.table == entity?.parent?.table
    for column in columns {
      if isParent && ["id", "type"].contains(column.name) { continue }
      if column.name == "id" {
        object["id"] = column.value.integer.map { .integer($0) } ?? .null
      } else if let field = field(column.name, isParent) {
        object[field.name] = Self.shown(column.value, field)
      } else if let relation = relation(column.name), !isParent {
        object[relation.name] = column.value.integer.map { ["id": .integer($0)] } ?? .null
      } else {
        object[column.name] = JSON(exactly: column.value)
      }
    }
    self[keyPath: side] = object
  }

  private mutating func append(
    _ column: RowChange.Column, to relation: String, in side: WritableKeyPath<ChangeView, JSON.Object?>
  ) {
    var object = self[keyPath: side] ?? JSON.Object()
    let item: JSON = column.value.integer.map { ["id": .integer($0)] } ?? .null
    object[relation] = .array((object[relation]?.array ?? []) + [item])
    self[keyPath: side] = object
  }

  private func field(_ column: String, _ isParent: Bool) -> BoundField? {
    entity?.fields.first { field in
      switch field.source {
      case .own(let name): !isParent && name == column
      case .parent(let name): isParent && name == column
      case .first, .derived: false
      }
    }
  }

  private func relation(_ column: String) -> BoundRelation? {
    entity?.relations.first { if case .column(column) = $0.link { true } else { false } }
  }

  private func pairs(of table: String) -> (name: String, theirs: String)? {
    for relation in entity?.relations ?? [] {
      if case .through(table, _, let theirs) = relation.link { return (relation.name, theirs) }
    }
    return nil
  }

  private static func shown(_ value: SQLValue, _ field: BoundField) -> JSON {
    if field.field.isSecret { return value.isNull ? .null : masked }
    return Decoding.json(value, as: field.kind) ?? JSON(exactly: value)
  }
}
