import Catalogue
import Engine

// References by a column.
extension Probe {
  /// References to records that do not exist, in the columns and tables of all generations.
  package static let danglingReferences = Probe { (transaction, _, defects) throws(Failure) in
    let model = transaction.model
    for target in model.entities where !target.entity.isLog {
      for table in target.entity.tables where model.layout.has(table) {
        for reference in model.references(to: target, in: table) {
          try dangling(reference, to: target, in: table, transaction.database, &defects)
        }
      }
    }
  }

  private static func dangling(
    _ reference: Reference, to target: BoundEntity, in targetTable: String, _ database: Database,
    _ defects: inout Defects
  ) throws(Failure) {
    guard case .column(let table, let column) = reference.place, let owner = database.model[reference.entity] else {
      return
    }
    // Sorted by a column as it is, the whole table would be read in place of the column's index.
    let statement = try database.statement(
      "SELECT c.id, c.\(quoted(column)) FROM \(quoted(table)) c LEFT JOIN \(quoted(targetTable)) t "
        + "ON t.id = c.\(quoted(column)) WHERE c.\(quoted(column)) IS NOT NULL AND t.id IS NULL ORDER BY +c.id")
    while try statement.next() {
      let value = statement.value(1)
      try defects.add(
        owner, statement.integer(0), table: table == owner.table ? nil : table,
        field: owner.relation(to: target, by: column) ?? column, place: .init(table, column, to: targetTable),
        partner: value.integer.map { (target, $0) },
        note: "\(target.entity.words) \(value.shown) does not exist")
    }
  }

  /// Records without a reference that every record of their kind has.
  package static let missingReferences = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      for relation in entity.relations where relation.isRequired {
        guard case .column(let column) = relation.link else { continue }
        try withNull(column, relation.name, of: entity, transaction.database, &defects)
      }
    }
  }

  /// Records without a value that every record of their kind has.
  package static let missingValues = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      for field in entity.fields where field.isRequired {
        guard case .own(let column) = field.source else { continue }
        try withNull(column, field.name, of: entity, transaction.database, &defects)
      }
    }
  }

  /// Records without a value in a field or relation.
  package static func without(_ member: String, of entity: String) -> Probe {
    Probe { (transaction, _, defects) throws(Failure) in
      guard let entity = transaction.model[entity], let column = entity.column(of: member) else { return }
      try withNull(column, member, of: entity, transaction.database, &defects)
    }
  }

  static func withNull(
    _ column: String, _ member: String, of entity: BoundEntity, _ database: Database, _ defects: inout Defects
  ) throws(Failure) {
    let statement = try database.statement(
      "SELECT id FROM \(quoted(entity.table)) WHERE \(quoted(column)) IS NULL ORDER BY id")
    while try statement.next() {
      try defects.add(
        entity, statement.integer(0), field: member, note: "has no \(member.replacing("_", with: " "))")
    }
  }
}

extension BoundEntity {
  /// The column of a field or to-one relation in the entity's own table.
  func column(of member: String) -> String? {
    if case .column(let column)? = relation(member)?.link { return column }
    if case .own(let column)? = field(member)?.source { return column }
    return nil
  }

  /// Where the record, or its parent's row, has a field or to-one relation; nil if neither has a column for it.
  func place(of member: String) -> Defect.Place? {
    if let column = column(of: member) { return .init(table, column) }
    if case .parent(let column)? = field(member)?.source, let parent { return .init(parent.table, column) }
    return nil
  }

  /// The name of the relation that has the column, in any generation.
  fileprivate func relation(to target: BoundEntity, by column: String) -> String? {
    entity.relations.first { relation in
      guard relation.target == target.name, case .column(let columns) = relation.link else { return false }
      return columns.contains(column)
    }?.name
  }
}
