/// A place in the file that may refer to a record. A delete looks at all of them. Columns and tables of older
/// generations count, too, since their rows are still there.
package struct Reference: Sendable {
  package enum Place: Sendable, Hashable {
    case column(table: String, column: String)
    /// A table of pairs, with the column that names the record and the one that names its partner.
    case pairs(table: String, ours: String, theirs: String)
  }

  /// The entity of the rows.
  package let entity: String
  package let place: Place
  /// Whether the rows are deleted with the record when its whole tree is deleted.
  package let isPart: Bool
  /// Whether the rows belong to the record: they do not prevent its deletion, and are deleted with it.
  package let isOwned: Bool
  /// Whether the rows cannot lose the reference: its column is NOT NULL.
  package let isEssential: Bool
}

extension Model {
  /// Every place that may refer to a row of the entity in that table. If the entity has a table and the relation a
  /// column for each generation, they belong together: the newer column never refers to the older table.
  package func references(to target: BoundEntity, in targetTable: String) -> [Reference] {
    var references: [Reference] = []
    let age = target.entity.tables.firstIndex(of: targetTable) ?? 0
    for entity in catalogue.entities {
      for relation in entity.relations where relation.target == target.name {
        guard case .column(let columns) = relation.link else { continue }
        let isPaired = target.entity.tables.count > 1 && columns.count == target.entity.tables.count
        for table in entity.tables {
          for (place, column) in columns.enumerated() where layout.has(table, column) {
            if isPaired && place != age { continue }
            references.append(
              Reference(
                entity: entity.name, place: .column(table: table, column: column), isPart: relation.isPart,
                isOwned: relation.inverse?.isOwned ?? false, isEssential: relation.isEssential(in: generation)))
          }
        }
      }
    }
    for relation in target.relations {
      guard case .through(let table, let ours, let theirs) = relation.link else { continue }
      references.append(
        Reference(
          entity: relation.target, place: .pairs(table: table, ours: ours, theirs: theirs), isPart: false,
          isOwned: relation.relation.isOwned, isEssential: false))
    }
    return references
  }
}
