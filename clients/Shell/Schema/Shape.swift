package import ClientKit

/// What a record of an entity has: its fields, relations and foreign keys, by every name that they answer to.
package final class Shape {
  package enum Member {
    case id
    case field(FieldDescription)
    case relation(RelationDescription)
    /// `organization_id`: the id of the record that a relation to one refers to.
    case foreignKey(RelationDescription)
  }

  package let entity: EntityDescription
  let recordText: RecordText
  private let members: [String: Member]
  /// All names, canonical ones first.
  package let names: [String]

  /// - Parameter text: how a record prints; nil where the old shell had no such class.
  init(_ entity: EntityDescription, text: String?) {
    self.entity = entity
    recordText = RecordText.of(entity, text)
    var members: [String: Member] = ["id": .id]
    var names = ["id"]
    func add(_ name: String, _ member: Member) {
      guard members[name] == nil else { return }
      members[name] = member
      // The language has no names such as `x:cost`: those fields go by their other names.
      if !name.contains(":") { names.append(name) }
    }
    for field in entity.fields { add(field.name, .field(field)) }
    for relation in entity.relations where !relation.isMany { add(relation.name + "_id", .foreignKey(relation)) }
    for relation in entity.relations { add(relation.name, .relation(relation)) }
    for field in entity.fields { for alias in field.aliases { add(alias, .field(field)) } }
    for relation in entity.relations {
      for alias in relation.aliases {
        add(alias, .relation(relation))
        if !relation.isMany { add(alias + "_id", .foreignKey(relation)) }
      }
    }
    (self.members, self.names) = (members, names)
  }

  package var name: String { entity.name }
  package var className: String { ClassName.of(entity.name) }

  package func member(_ name: String) -> Member? { members[name] }

  /// What lists ask for: the fields that lists show, the references, and what printing needs.
  package var listedFields: [String] {
    ["id"] + entity.fields.filter(\.isListed).map(\.name)
      + entity.relations.filter { !$0.isMany }.map(\.name)
  }

  /// The relation of `other` that is the other side of `relation`; nil where that is not clear.
  func inverse(of relation: RelationDescription, in other: Shape) -> RelationDescription? {
    let candidates = other.entity.relations.filter {
      $0.target == name && !(other === self && $0.name == relation.name)
    }
    return candidates.count == 1 ? candidates[0] : nil
  }
}
