/// What the paths of an entity lead to, as far as descriptions are at hand.
package struct PathKinds {
  package enum End: Sendable, Hashable {
    case field(KindDescription)
    /// A relation itself: an id or a natural key.
    case reference
    case unknown
  }

  let entity: EntityDescription
  /// Descriptions of other entities, by name.
  let others: [String: EntityDescription]

  package init(_ entity: EntityDescription, others: [EntityDescription] = []) {
    self.entity = entity
    self.others = Dictionary(others.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package func kind(of path: String) -> End {
    var place: EntityDescription? = entity
    var end = End.unknown
    for step in path.split(separator: ".", omittingEmptySubsequences: false).map(String.init) {
      if step == "id" || (step == "count" && end == .reference) {
        end = .field(.integer)
        place = nil
      } else if let relation = place?.relation(step) {
        end = .reference
        place = others[relation.target]
      } else {
        end = place?.field(step).map { .field($0.kind) } ?? .unknown
        place = nil
      }
    }
    return end
  }

  /// Whether more than one record can stand at a step of the path.
  func leadsThroughMany(_ path: String) -> Bool {
    var place: EntityDescription? = entity
    for step in path.split(separator: ".").map(String.init) {
      guard let relation = place?.relation(step) else { return false }
      if relation.isMany { return !path.hasSuffix("\(step).count") }
      place = others[relation.target]
    }
    return false
  }

  /// The next entity that some path leads through and nobody has described yet.
  package func missing(for paths: [String]) -> String? {
    for path in paths {
      var place = entity
      for step in path.split(separator: ".").dropLast() {
        guard let relation = place.relation(String(step)) else { break }
        guard let next = others[relation.target] ?? (relation.target == entity.name ? entity : nil) else {
          let last = path.split(separator: ".").last
          if last == "id" || last == "count" { break }
          return relation.target
        }
        place = next
      }
    }
    return nil
  }
}
