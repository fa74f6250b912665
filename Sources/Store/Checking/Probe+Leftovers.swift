import Catalogue
import Engine

// What older generations left in the file.
extension Probe {
  /// Records in the table of an older generation.
  package static let leftoverRecords = Probe { (transaction, _, defects) throws(Failure) in
    let model = transaction.model
    for entity in model.entities {
      for table in entity.entity.tables where table != entity.table && model.layout.has(table) {
        let statement = try transaction.database.statement("SELECT id FROM \(quoted(table)) ORDER BY id")
        while try statement.next() {
          try defects.add(entity, statement.integer(0), table: table, note: "is only in the older table '\(table)'")
        }
      }
    }
  }

  /// Values in the column of an older generation, of records that have none in the newer one.
  package static let leftoverValues = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      for member in Successor.all(of: entity, transaction.model.layout) {
        let statement = try transaction.database.statement(
          "SELECT t.id FROM \(quoted(entity.table)) t WHERE t.\(quoted(member.older)) IS NOT NULL "
            + "AND \(member.isEmpty) ORDER BY t.id")
        while try statement.next() {
          try defects.add(
            entity, statement.integer(0), field: member.name, note: "is only in the older column '\(member.older)'")
        }
      }
    }
  }
}

/// An older column of a field or relation, and the condition that its newer place holds nothing for the row `t`.
private struct Successor {
  let name: String
  let older: String
  let isEmpty: String

  static func all(of entity: BoundEntity, _ layout: Layout) -> [Successor] {
    var found: [Successor] = []
    for field in entity.fields {
      for case .columns(let columns) in field.field.sources {
        switch field.source {
        case .own(let newer): found += older(columns, than: newer, field.name, of: entity, layout)
        case .first(let relation, _):
          guard case .back(let table, let column, _)? = entity.relation(relation)?.link else { continue }
          let isEmpty = "NOT EXISTS (SELECT 1 FROM \(quoted(table)) n WHERE n.\(quoted(column)) = t.id)"
          found += columns.filter { layout.has(entity.table, $0) }.map {
            Successor(name: field.name, older: $0, isEmpty: isEmpty)
          }
        case .parent, .derived, .change: continue
        }
      }
    }
    for relation in entity.relations {
      guard case .column(let newer) = relation.link, case .column(let columns) = relation.relation.link else {
        continue
      }
      found += older(columns, than: newer, relation.name, of: entity, layout)
    }
    return found
  }

  private static func older(
    _ columns: [String], than newer: String, _ name: String, of entity: BoundEntity, _ layout: Layout
  ) -> [Successor] {
    columns.filter { $0 != newer && layout.has(entity.table, $0) }.map {
      Successor(name: name, older: $0, isEmpty: "t.\(quoted(newer)) IS NULL")
    }
  }
}
