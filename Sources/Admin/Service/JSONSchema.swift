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
    case .any: anyOf(["number", "string", "boolean", "object"])
    case .json: anyOf(["object", "array", "string", "number", "boolean", "null"])
    }
  }

  package static func of(_ shape: Shape, entity: String?) -> JSON {
    switch shape {
    case .value(let kind): of(kind)
    case .record: reference(.record, of: entity ?? "")
    case .page:
      .object(
        members(
          [
            .init("items", ["type": "array", "items": reference(.record, of: entity ?? "")]),
            .init("next", ["type": ["string", "null"]]), .init("total", of(.integer)),
            .init("warnings", list(of: .text)),
          ], required: ["items", "next"]))
    case .array(let shape): ["type": "array", "items": of(shape, entity: entity)]
    case .ids: list(of: .integer)
    case .optional(let shape): nullable(of(shape, entity: entity))
    case .members: ["type": "object"]
    case .named(let name, _), .same(let name): component(name)
    case .object(let shapes):
      .object(
        members(
          shapes.map { .init($0.name, described(of($0.shape, entity: entity), $0.help)) },
          required: shapes.filter(\.isAlways).map(\.name)))
    }
  }

  // MARK: Parts of schemas

  static func list(of kind: Kind) -> JSON { ["type": "array", "items": of(kind)] }

  static func component(_ name: String) -> JSON { ["$ref": .string("#/components/schemas/\(name)")] }

  /// Generators do not know lists of types in which there are objects or arrays.
  static func anyOf(_ types: [String]) -> JSON { ["anyOf": .array(types.map { ["type": .string($0)] })] }

  /// The schema, or null.
  static func nullable(_ schema: JSON) -> JSON {
    guard var object = schema.object, case .string(let type)? = object["type"], object["enum"] == nil,
      type != "object", type != "array"
    else { return ["anyOf": [schema, ["type": "null"]]] }
    object["type"] = [.string(type), "null"]
    return .object(object)
  }

  /// The schema with a description. Nothing may stand beside a reference (draft 7), so one is wrapped.
  static func described(_ schema: JSON, _ help: String) -> JSON {
    var object = schema.object ?? JSON.Object()
    if object["$ref"] != nil { object = JSON.Object([.init("allOf", [schema])]) }
    object["description"] = .string(help)
    return .object(object)
  }

  /// An object that has no other members.
  static func members(_ properties: [JSON.Member], required: [String] = []) -> JSON.Object {
    var object = JSON.Object([
      .init("type", "object"), .init("properties", .object(JSON.Object(properties))),
      .init("additionalProperties", false),
    ])
    if !required.isEmpty { object["required"] = .array(required.map { .string($0) }) }
    return object
  }
}
