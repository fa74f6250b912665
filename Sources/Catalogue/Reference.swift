/// A place in the file that may point to a record: what a delete has to look at. Columns and tables of older
/// generations count too, since their rows are still there.
package struct Reference: Sendable {
  package enum Place: Sendable, Hashable {
    case column(table: String, column: String)
    /// A table of pairs, with the column that names the record and the one that names its partner.
    case pairs(table: String, ours: String, theirs: String)
  }

  /// Whose rows they are.
  package let entity: String
  package let place: Place
  /// Deleted with the record where a whole tree is deleted.
  package let isPart: Bool
  /// Belongs to the record: no reason to refuse its deletion, and gone with it.
  package let isOwned: Bool
}

extension Model {
  /// Every place that may point to a record of the entity.
  package func references(to target: BoundEntity) -> [Reference] {
    var references: [Reference] = []
    for entity in catalogue.entities {
      for relation in entity.relations where relation.target == target.name {
        guard case .column(let columns) = relation.link else { continue }
        for table in entity.tables {
          for column in columns where layout.has(table, column) {
            references.append(
              Reference(
                entity: entity.name, place: .column(table: table, column: column), isPart: relation.isPart,
                isOwned: relation.inverse?.isOwned ?? false))
          }
        }
      }
    }
    for relation in target.relations {
      guard case .through(let table, let ours, let theirs) = relation.link else { continue }
      references.append(
        Reference(
          entity: relation.target, place: .pairs(table: table, ours: ours, theirs: theirs), isPart: false,
          isOwned: relation.relation.isOwned))
    }
    return references
  }
}
