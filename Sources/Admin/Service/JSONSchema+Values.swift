import Catalogue
import JSON

// What a caller may give a record.
extension JSONSchema {
  /// New values: every member may be left out.
  static func values(of entity: BoundEntity) -> JSON {
    let fields = entity.fields.filter(\.isWritable).map { field in
      let schema = given(field)
      return JSON.Member(field.name, described(isNullable(field) ? nullable(schema) : schema, field.field.help))
    }
    let relations = entity.relations.compactMap { relation in
      given(relation).map { JSON.Member(relation.name, described($0, relation.relation.help)) }
    }
    return .object(members(fields + relations))
  }

  /// The same for a new record: what it needs is there.
  static func new(_ entity: BoundEntity) -> JSON {
    let fields = entity.fields.filter { $0.isWritable && $0.isRequired }.map(\.name)
    let relations = entity.relations.filter(\.isRequired).map(\.name)
    var object = JSON.Object([.init("allOf", [reference(.values, of: entity.name)])])
    if !(fields + relations).isEmpty { object["required"] = .array((fields + relations).map { .string($0) }) }
    return .object(object)
  }

  private static func isNullable(_ field: BoundField) -> Bool {
    !field.isRequired && !field.field.has(.neverNull)
  }

  private static func given(_ field: BoundField) -> JSON {
    // A key may also be given as the PEM itself.
    var object = (field.kind == .publicKey ? of(.text) : of(field.kind)).object ?? JSON.Object()
    if field.field.isSecret { object["writeOnly"] = true }
    return .object(object)
  }

  static func changes(of entity: BoundEntity) -> JSON {
    let records: JSON = ["type": "array", "items": reference(.key, of: entity.name)]
    return .object(members([.init("add", records), .init("remove", records)]))
  }

  /// Nil for what is only set at the other end.
  private static func given(_ relation: BoundRelation) -> JSON? {
    let one = reference(.key, of: relation.target)
    return switch relation.link {
    case .column: relation.isRequired ? one : nullable(one)
    case .through:
      ["anyOf": [["type": "array", "items": one], reference(.changes, of: relation.target), ["type": "null"]]]
    case .back: nil
    }
  }
}
