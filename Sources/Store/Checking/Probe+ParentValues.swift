import Catalogue
import Engine

// Values in the table that several entities extend.
extension Probe {
  /// Records without a value in a field of their parent's table.
  package static func withoutParentValue(_ field: String) -> Probe {
    Probe { (transaction, _, defects) throws(Failure) in
      for entity in transaction.model.entities {
        guard let (parent, column) = entity.parentColumn(of: field) else { continue }
        let statement = try transaction.database.statement(
          "SELECT t.id FROM \(quoted(entity.table)) t JOIN \(quoted(parent)) p ON p.id = t.id "
            + "WHERE p.\(quoted(column)) IS NULL ORDER BY t.id")
        while try statement.next() {
          try defects.add(entity, statement.integer(0), field: field, note: "has none")
        }
      }
    }
  }

  /// Records of any entity with the same value in a field of the parents' table as an earlier record.
  package static func sharedParentValues(_ field: String) -> Probe {
    Probe { (transaction, _, defects) throws(Failure) in
      let entities = transaction.model.entities
      for entity in entities {
        guard let (parent, column) = entity.parentColumn(of: field) else { continue }
        let (table, name) = (quoted(parent), quoted(column))
        let statement = try transaction.database.statement(
          "SELECT t.id, g.first_id, f.type FROM (SELECT \(name), min(id) AS first_id FROM \(table) "
            + "WHERE \(name) IS NOT NULL GROUP BY \(name) HAVING count(*) > 1) g "
            + "JOIN \(table) p ON p.\(name) = g.\(name) JOIN \(table) f ON f.id = g.first_id "
            + "JOIN \(quoted(entity.table)) t ON t.id = p.id WHERE t.id <> g.first_id ORDER BY t.id")
        while try statement.next() {
          let (first, type) = (statement.integer(1), statement.text(2))
          let other = entities.first { $0.parent?.table == parent && $0.parent?.type == type } ?? entity
          try defects.add(
            entity, statement.integer(0), field: field, place: entity.place(of: field), partner: (other, first),
            note: "is that of \(other.entity.words) \(first), too")
        }
      }
    }
  }
}

extension BoundEntity {
  /// Where a field is that the entity's parent has; nil for any other.
  fileprivate func parentColumn(of field: String) -> (table: String, column: String)? {
    guard let parent, case .parent(let column)? = self.field(field)?.source else { return nil }
    return (parent.table, column)
  }
}
