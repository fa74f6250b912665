import Catalogue
import Engine

// Rows that extend a row of another table.
extension Probe {
  /// Records whose row in the parent's table is missing.
  package static let withoutParent = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      guard let parent = entity.parent else { continue }
      let statement = try transaction.database.statement(
        "SELECT c.id FROM \(quoted(entity.table)) c LEFT JOIN \(quoted(parent.table)) p ON p.id = c.id "
          + "WHERE p.id IS NULL ORDER BY c.id")
      while try statement.next() {
        try defects.add(entity, statement.integer(0), note: "has no row in '\(parent.table)'")
      }
    }
  }

  /// Rows of a parent's table that no record extends.
  package static let withoutChild = Probe { (transaction, _, defects) throws(Failure) in
    let children = Dictionary(grouping: transaction.model.entities.filter { $0.parent != nil }) {
      $0.parent?.table ?? ""
    }
    for (table, entities) in children.sorted(by: { $0.key < $1.key }) {
      let conditions = entities.map { "NOT EXISTS (SELECT 1 FROM \(quoted($0.table)) c WHERE c.id = p.id)" }
      let statement = try transaction.database.statement(
        "SELECT p.id, p.type FROM \(quoted(table)) p WHERE \(conditions.joined(separator: " AND ")) ORDER BY p.id")
      while try statement.next() {
        let type = statement.value(1)
        defects.add(
          id: statement.integer(0), table: table,
          note: (type.isNull ? "has no type" : "has the type \(type.shown)") + ", and no record belongs to it")
      }
    }
  }

  /// Records whose row in the parent's table says that it belongs to a record of another kind.
  package static let wrongParentType = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      guard let parent = entity.parent else { continue }
      let statement = try transaction.database.statement(
        "SELECT c.id, p.type FROM \(quoted(entity.table)) c JOIN \(quoted(parent.table)) p ON p.id = c.id "
          + "WHERE \(transaction.database.dialect.different("p.type", literal(parent.type))) ORDER BY c.id")
      while try statement.next() {
        let type = statement.value(1)
        let found = type.isNull ? "no type" : "the type \(type.shown)"
        try defects.add(
          entity, statement.integer(0), field: "type",
          note: "its row in '\(parent.table)' has \(found), not '\(parent.type)'")
      }
    }
  }
}
