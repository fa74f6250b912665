import ClientKit

extension Session {
  /// What paths lead to. Descriptions of other entities are asked for only where a path leads through them.
  mutating func kinds(of entity: EntityDescription, _ paths: [String]) throws -> PathKinds {
    var others: [EntityDescription] = []
    var kinds = PathKinds(entity)
    while let missing = kinds.missing(for: paths) {
      others.append(try describe(missing).1)
      kinds = PathKinds(entity, others: others)
    }
    return kinds
  }
}
