/// All entities, linked: every relation's other end is where its entity is.
///
/// Static values that refer to each other directly do not compile, so entities name each other by strings, which become
/// relations here, once; a test asserts that none of those names leads nowhere.
package struct Catalogue: Sendable {
  package let entities: [Entity]
  /// Newest first: a file is of the first that fits.
  let generations: [Generation]

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
  }

  /// The entity of that name, of either generation.
  package subscript(_ name: String) -> Entity? { entities.first { $0.answers(to: name) } }
}
