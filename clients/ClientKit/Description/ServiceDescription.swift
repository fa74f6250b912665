package import JSON

/// An answer of `rpc.describe`: of one entity with its methods, of everything, or (brief) of what there is.
package struct ServiceDescription: Sendable {
  package let entities: [EntityDescription]
  package let methods: [MethodDescription]
  package let version: String?

  /// Nil when the value is no such description.
  package init?(_ json: JSON) {
    guard let entities = json["entities"]?.array, let methods = json["methods"]?.array else { return nil }
    self.entities = entities.compactMap { EntityDescription($0) }.filter { !$0.isLog }
    self.methods = methods.compactMap { MethodDescription($0) }
    version = json["version"]?.string
  }

  package func entity(_ name: String) -> EntityDescription? { entities.first { $0.answers(to: name) } }
  /// The method of an entity; `-` stands for `_` too.
  package func method(_ verb: String, of entity: EntityDescription) -> MethodDescription? {
    let name = entity.name + "." + verb.replacing("-", with: "_")
    return methods.first { $0.name == name }
  }
  package func methods(of entity: EntityDescription) -> [MethodDescription] {
    methods.filter { $0.entity == entity.name || $0.name.hasPrefix(entity.name + ".") }
  }
}
