package import Catalogue
package import JSON

/// The kinds of values as JSON Schema (json-schema.org, draft 7, which OpenRPC uses).
package enum JSONSchema {
  package static func of(_ kind: Kind) -> JSON {
    switch kind {
    case .integer: ["type": "integer"]
    case .text: ["type": "string"]
    case .boolean: ["type": "boolean"]
    case .moment: ["type": "string", "format": "date-time"]
    case .base64, .publicKey: ["type": "string", "contentEncoding": "base64"]
    case .enumeration(let words): ["type": "string", "enum": .array(words.cases.map { .string($0.word) })]
    case .json: [:]
    }
  }

  package static func of(_ shape: Shape, entity: String?) -> JSON {
    let record: JSON = ["$ref": .string("#/components/schemas/\(entity ?? "")")]
    return switch shape {
    case .value(let kind): of(kind)
    case .record: record
    case .page:
      [
        "type": "object", "required": ["items", "next"],
        "properties": [
          "items": ["type": "array", "items": record], "next": ["type": ["string", "null"]],
          "total": ["type": "integer"], "warnings": ["type": "array", "items": ["type": "string"]],
        ],
      ]
    case .array(let shape): ["type": "array", "items": of(shape, entity: entity)]
    case .ids: ["type": "array", "items": of(.integer)]
    case .optional(let shape): ["anyOf": [of(shape, entity: entity), ["type": "null"]]]
    case .object(let members):
      [
        "type": "object",
        "required": .array(members.filter(\.isAlways).map { .string($0.name) }),
        "properties": .object(
          JSON.Object(
            members.map { member in
              var schema = of(member.shape, entity: entity).object ?? JSON.Object()
              schema["description"] = .string(member.help)
              return .init(member.name, .object(schema))
            })),
        "additionalProperties": false,
      ]
    }
  }

  /// A record as `get` returns it, without the fields that were not requested.
  static func of(_ entity: BoundEntity, in model: Model) -> JSON {
    var properties = JSON.Object([.init(entity.number, ["type": "integer", "description": .string(entity.numberHelp)])])
    for field in entity.fields where !field.field.isSecret || field.field.fallback == .key {
      properties[field.name] = [
        "anyOf": [of(field.kind), ["type": "null"]], "description": .string(field.field.help),
      ]
    }
    for relation in entity.relations {
      properties[relation.name] = [
        "description": .string(relation.relation.help),
        "anyOf": relation.isMany
          ? [["type": "array", "items": reference(relation, model)], ["type": "object", "required": ["count"]]]
          : [reference(relation, model), ["type": "null"]],
      ]
    }
    properties["etag"] = ["type": "string", "description": "Version of the record, for 'if_match'."]
    properties["damaged"] = [
      "type": "array", "items": ["type": "string"], "description": "Fields whose stored values cannot be read.",
    ]
    properties["warnings"] = ["type": "array", "items": ["type": "string"]]
    properties["changes"] = of(.array(.change), entity: nil)
    properties["dry_run"] = ["type": "boolean", "description": "True when nothing was kept."]
    return [
      "type": "object", "description": .string(entity.entity.help), "properties": .object(properties),
      "additionalProperties": false,
    ]
  }

  private static func reference(_ relation: BoundRelation, _ model: Model) -> JSON {
    var properties = JSON.Object([
      .init("id", ["type": "integer"]), .init("missing", ["type": "boolean"]), .init("more", ["type": "boolean"]),
      .init("count", ["type": "integer"]),
    ])
    for key in model[relation.target]?.naturalKey ?? [] { properties[key.name] = of(key.kind) }
    return ["type": "object", "properties": .object(properties)]
  }
}
