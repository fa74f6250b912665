/// All entities, linked: every relation's other end is where its entity is.
///
/// Static values that refer to each other directly do not compile, so entities name each other by strings, which become
/// relations here, once; `brokenReferences` is what a test asserts to be empty.
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

  /// A sentence for each name that leads nowhere or is used twice; empty in a sound catalogue.
  package func brokenReferences() -> [String] {
    var broken: [String] = []
    for entity in entities {
      for relation in entity.relations {
        guard let target = entities.first(where: { $0.name == relation.target }) else {
          broken.append("\(entity.name).\(relation.name): no entity '\(relation.target)'")
          continue
        }
        if case .back(let name) = relation.link, !target.relations.contains(where: { $0.name == name }) {
          broken.append("\(entity.name).\(relation.name): no '\(name)' in \(target.name)")
        }
      }
      let names =
        entity.fields.flatMap { [$0.name] + $0.aliases } + entity.relations.flatMap { [$0.name] + $0.aliases }
      for name in Set(names) where names.count(where: { $0 == name }) > 1 {
        broken.append("\(entity.name): '\(name)' stands for two things")
      }
      for key in entity.naturalKey where !entity.fields.contains(where: { $0.name == key }) {
        broken.append("\(entity.name): no field '\(key)' for its natural key")
      }
    }
    let names = entities.flatMap { [$0.name] + $0.aliases }
    for name in Set(names) where names.count(where: { $0 == name }) > 1 { broken.append("two entities '\(name)'") }
    return broken
  }
}
