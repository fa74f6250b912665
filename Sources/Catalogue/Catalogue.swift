/// All entities, linked: the target of each relation has its inverse.
///
/// Static values that refer to each other directly do not compile, so entities name each other by strings. The strings
/// become relations here, once. A test checks that each of them names an entity.
package struct Catalogue: Sendable {
  package let entities: [Entity]
  /// Newest first. A file belongs to the first generation that fits.
  let generations: [Generation]
  let knownColumns: KnownColumns

  package init(_ entities: [Entity], generations: [Generation] = []) {
    self.generations = generations
    var linked = entities
    for entity in entities {
      for relation in entity.relations {
        guard let inverse = relation.seen(from: entity.name),
          let target = linked.firstIndex(where: { $0.name == relation.target })
        else { continue }
        linked[target].relations.append(inverse)
      }
    }
    self.entities = linked
    knownColumns = KnownColumns(linked, generations)
  }

  /// The numbers of the generations, newest first.
  package var generationNumbers: [Int] { generations.map(\.number) }

  /// Whether a field, a relation or a rule names the column, in any generation.
  package func names(_ column: String, of table: String) -> Bool { knownColumns.has(table, column) }

  /// The entity with that name or alias.
  package subscript(_ name: String) -> Entity? { entities.first { $0.answers(to: name) } }
}
