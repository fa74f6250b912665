import Catalogue
import JSON
import Store

// Schemas of parameters: what their role says, with the entities and methods of this database.
extension OpenRPC {
  func parameter(_ parameter: Parameter, of method: Method) -> JSON {
    var schema = schema(of: parameter, method)
    if let fallback = parameter.fallback {
      var object = schema.object ?? JSON.Object()
      object["default"] = fallback
      schema = .object(object)
    }
    return [
      "name": .string(parameter.name), "description": .string(parameter.help),
      "required": .bool(method.needs(parameter)), "schema": schema,
    ]
  }

  private func schema(of parameter: Parameter, _ method: Method) -> JSON {
    let entity = method.entity ?? ""
    return switch parameter.role {
    case .value, .key, .page, .document: JSONSchema.of(parameter.kind)
    case .condition: JSONSchema.reference(.condition, of: entity)
    case .fields: JSONSchema.reference(.fields, of: entity)
    case .order: JSONSchema.reference(.order, of: entity)
    case .values: JSONSchema.reference(method.verb == Entity.Verb.create.rawValue ? .new : .values, of: entity)
    // Names of records.
    case .words where parameter.name == Parameter.rolesOfUsers.name: JSONSchema.list(of: .text)
    case .words: Self.list(of: words(for: parameter))
    case .entities: Self.list(of: model.entities.flatMap { [$0.name] + $0.entity.aliases }, atLeast: 1)
    case .calls: calls
    case .callID: ["type": ["integer", "string", "number", "null"]]
    }
  }

  private func words(for parameter: Parameter) -> [String] {
    switch parameter.name {
    case Parameter.acceptName: model.catalogue.acceptableWords
    case Parameter.decisions.name:
      Check.all.flatMap { check in check.repair.choices.map { "\(check.name)=\($0.name)" } }
    default: Check.all.map(\.name)
    }
  }

  private static func list(of words: [String], atLeast count: Int64? = nil) -> JSON {
    var object = JSON.Object([
      .init("type", "array"), .init("items", ["type": "string", "enum": .array(words.map { .string($0) })]),
    ])
    object["minItems"] = count.map { .integer($0) }
    return .object(object)
  }

  /// A member of the parameters may refer to an earlier answer, so their own schemas do not hold here.
  private var calls: JSON {
    let methods = environment.operations.all.filter(\.body.isPart).map { JSON.string($0.method.name) }
    let call = JSONSchema.members(
      [
        .init("method", ["type": "string", "enum": .array(methods)]),
        .init("params", JSONSchema.anyOf(["object", "array"])),
      ], required: ["method"])
    return ["type": "array", "minItems": 1, "items": .object(call)]
  }
}

extension Operation.Body {
  /// Whether it can be a call of a transaction.
  fileprivate var isPart: Bool {
    switch self {
    case .read, .write: true
    case .plain, .named, .session, .slow, .prepared, .stepped, .transaction: false
    }
  }
}

extension Method {
  /// Whether a call without it is refused: also the id, where nothing else addresses the record.
  func needs(_ parameter: Parameter) -> Bool {
    parameter.isRequired || parameter.role == .key && parameters.filter { $0.role == .key }.count == 1
  }
}
