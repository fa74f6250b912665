import Catalogue

extension Catalogue {
  /// A sentence for each name that leads nowhere or is used twice; empty in a sound catalogue.
  func brokenReferences() -> [String] {
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
