import Catalogue
import Engine

/// An older column of a field or relation, and the newer place for its values. The conditions are about a row `t` of
/// the table.
struct Successor {
  enum Place {
    case column(String)
    /// A column of the first row of another table that belongs to the record.
    case row(of: BoundEntity, owner: String, column: String)
  }

  /// The name of the field or relation.
  let name: String
  let table: String
  let older: String
  let newer: Place

  /// The row has a value in the older column, and nothing in the newer place.
  var isPending: String {
    switch newer {
    case .column(let column): "\(value) IS NOT NULL AND t.\(quoted(column)) IS NULL"
    case .row(let target, let owner, _):
      // Not correlated, so that the other table is read once, with or without an index.
      "\(value) IS NOT NULL AND t.id NOT IN "
        + "(SELECT \(quoted(owner)) FROM \(quoted(target.table)) WHERE \(quoted(owner)) IS NOT NULL)"
    }
  }

  /// The newer place has the value of the older column, too.
  var isCarried: String {
    switch newer {
    case .column(let column): "t.\(quoted(column)) = \(value)"
    case .row(let target, let owner, let column):
      "(t.id, \(value)) IN (SELECT \(quoted(owner)), \(quoted(column)) FROM \(quoted(target.table)) "
        + "WHERE \(quoted(owner)) IS NOT NULL AND \(quoted(column)) IS NOT NULL)"
    }
  }

  private var value: String { "t.\(quoted(older))" }

  /// Those of the columns that the file has.
  static func all(of entity: BoundEntity, _ model: Model) -> [Successor] {
    var found: [Successor] = []
    for field in entity.fields {
      for case .columns(let columns) in field.field.sources {
        switch field.source {
        case .own(let newer): found += older(columns, than: newer, field.name, of: entity, model.layout)
        case .first(let relation, let column):
          guard case .back(let table, let owner, _)? = entity.relation(relation)?.link,
            let target = model.entities.first(where: { $0.table == table })
          else { continue }
          found += columns.filter { model.layout.has(entity.table, $0) }.map {
            Successor(
              name: field.name, table: entity.table, older: $0, newer: .row(of: target, owner: owner, column: column))
          }
        case .parent, .derived, .change: continue
        }
      }
    }
    for relation in entity.relations {
      guard case .column(let newer) = relation.link, case .column(let columns) = relation.relation.link else {
        continue
      }
      found += older(columns, than: newer, relation.name, of: entity, model.layout)
    }
    return found
  }

  private static func older(
    _ columns: [String], than newer: String, _ name: String, of entity: BoundEntity, _ layout: Layout
  ) -> [Successor] {
    columns.filter { $0 != newer && layout.has(entity.table, $0) }.map {
      Successor(name: name, table: entity.table, older: $0, newer: .column(newer))
    }
  }
}
