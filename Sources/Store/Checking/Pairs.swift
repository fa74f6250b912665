import Catalogue

/// A table of pairs, as the entity that declares it sees it.
struct Pairs {
  let owner: BoundEntity
  let target: BoundEntity
  let name: String
  let table: String
  let ours: String
  let theirs: String

  static func all(_ model: Model) -> [Pairs] {
    model.entities.flatMap { entity in
      entity.relations.compactMap { relation in
        guard relation.relation.inverse != nil, case .through(let table, let ours, let theirs) = relation.link,
          let target = model[relation.target]
        else { return nil }
        return Pairs(owner: entity, target: target, name: relation.name, table: table, ours: ours, theirs: theirs)
      }
    }
  }
}
