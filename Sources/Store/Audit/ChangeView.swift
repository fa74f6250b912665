import Catalogue
import Engine
import JSON
import Vocabulary

/// The change to a record in the catalogue's terms: its fields before and after. Secrets are masked.
///
/// Only a new record has no `before`, and only a deleted record has no `after`. For a changed record, both have just
/// what changed; of a to-many relation, `before` has the removed partners and `after` the added ones. Columns that the
/// catalogue does not know are shown as `x:NAME`, and those of other generations by their own names.
struct ChangeView {
  private(set) var before: JSON.Object?
  private(set) var after: JSON.Object?
  /// The record's name; nil if it has none.
  let name: String?
  private let entity: BoundEntity?
  private let names: RecordNames
  /// The removed and the added partners, by relation.
  private var partners: [String: (gone: [JSON], came: [JSON])] = [:]
  private var relations: [String] = []

  static let masked: JSON = "****"

  private typealias Side = WritableKeyPath<ChangeView, JSON.Object?>

  init(_ entity: String, _ id: Int64, _ rows: [RowChange], _ names: RecordNames, _ model: Model) throws(Failure) {
    let known = model[entity]
    (self.entity, self.names) = (known, names)
    name = try known.flatMap { entity throws(Failure) in try names.name(of: entity, id, changedBy: rows) }
    let kind = rows.last { $0.isOwn(of: known) && ($0.before == nil || $0.after == nil) }
    before = kind?.before == nil && kind != nil ? nil : JSON.Object()
    after = kind?.after == nil && kind != nil ? nil : JSON.Object()
    for row in rows {
      if let pairs = pairs(of: row.table, model) {
        try append(row, pairs)
      } else {
        try add(row.before, of: row, to: \.before, other: \.after, model)
        try add(row.after, of: row, to: \.after, other: \.before, model)
        for column in row.removed {
          let key = field(column.name, false)?.name ?? column.name
          before?[key] = .string("(\(column.bytes) bytes)")
          after?[key] = "(removed)"
        }
      }
    }
    for relation in relations {
      let (gone, came) = partners[relation] ?? ([], [])
      // A new or a deleted record has only one side.
      if after != nil || !gone.isEmpty { before?[relation] = .array(gone) }
      if before != nil || !came.isEmpty { after?[relation] = .array(came) }
    }
  }

  private mutating func add(
    _ columns: [RowChange.Column]?, of row: RowChange, to side: Side, other: Side, _ model: Model
  ) throws(Failure) {
    let isParent = row.table == entity?.parent?.table
    for column in columns ?? [] {
      if isParent && (["id", "type"].contains(column.name) || hides(column.name)) { continue }
      let (key, value) = try shown(column, of: row.table, isParent, model)
      self[keyPath: side]?[key] = value
      // Each field of one side is in the other, too, as null if nothing is known.
      if self[keyPath: other]?[key] == nil { self[keyPath: other]?[key] = .null }
    }
  }

  /// Whether a column of the record's own table hides the parent's column of that name.
  private func hides(_ column: String) -> Bool {
    entity.map { $0.foreignColumns(in: $0.table).contains(column) } ?? false
  }

  private func shown(
    _ column: RowChange.Column, of table: String, _ isParent: Bool, _ model: Model
  ) throws(Failure) -> (key: String, value: JSON) {
    if column.name == "id" { return ("id", column.value.integer.map { .integer($0) } ?? .null) }
    if let field = field(column.name, isParent) { return (field.name, Self.shown(column.value, field)) }
    guard !isParent, let relation = relation(column.name) else {
      // What is no entity's, such as a migration, has plain names.
      let isKnown = entity == nil || model.catalogue.names(column.name, of: table)
      return (isKnown ? column.name : ForeignName.of(column.name), JSON(exactly: column.value))
    }
    return (relation.name, try reference(column.value, to: relation, model))
  }

  private mutating func append(
    _ row: RowChange, _ pairs: (relation: BoundRelation, theirs: String, target: BoundEntity?)
  ) throws(Failure) {
    let key = pairs.relation.name
    if partners[key] == nil { relations.append(key) }
    for column in row.before ?? row.after ?? [] where column.name == pairs.theirs {
      var item: JSON = column.value.integer.map { ["id": .integer($0)] } ?? .null
      if let id = column.value.integer, let target = pairs.target { item = try names.reference(to: target, id) }
      if row.before != nil {
        partners[key, default: ([], [])].gone.append(item)
      } else {
        partners[key, default: ([], [])].came.append(item)
      }
    }
  }

  private func reference(
    _ value: SQLValue, to relation: BoundRelation, _ model: Model
  ) throws(Failure) -> JSON {
    guard let id = value.integer else { return .null }
    guard let target = model[relation.target] else { return ["id": .integer(id)] }
    return try names.reference(to: target, id)
  }

  private func field(_ column: String, _ isParent: Bool) -> BoundField? {
    // The log has the columns of retired fields, too, and some of these are secrets.
    ((entity?.fields ?? []) + (entity?.retiredFields ?? [])).first { field in
      switch field.source {
      case .own(let name): !isParent && name == column
      case .parent(let name): isParent && name == column
      case .first, .derived, .change: false
      }
    }
  }

  private func relation(_ column: String) -> BoundRelation? {
    entity?.relations.first { if case .column(column) = $0.link { true } else { false } }
  }

  private func pairs(
    of table: String, _ model: Model
  ) -> (relation: BoundRelation, theirs: String, target: BoundEntity?)? {
    for relation in entity?.relations ?? [] {
      if case .through(table, _, let theirs) = relation.link { return (relation, theirs, model[relation.target]) }
    }
    return nil
  }

  /// One part of the view as JSON.
  func json(_ part: Field.ChangePart) -> JSON {
    switch part {
    case .name: name.map { .string($0) } ?? .null
    case .before: before.map { .object($0) } ?? .null
    case .after: after.map { .object($0) } ?? .null
    }
  }

  private static func shown(_ value: SQLValue, _ field: BoundField) -> JSON {
    if field.field.isSecret { return value.isNull ? .null : masked }
    return Decoding.json(value, as: field.kind) ?? JSON(exactly: value)
  }
}

extension RowChange {
  /// Whether the row is the record's own: neither a pair nor a parent's row.
  func isOwn(of entity: BoundEntity?) -> Bool {
    if let entity { return entity.entity.tables.contains(table) }
    return (before ?? after ?? []).contains { $0.name == "id" }
  }
}
