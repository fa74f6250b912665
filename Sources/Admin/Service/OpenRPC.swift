import Catalogue
import JSON
import Vocabulary

/// The service as an OpenRPC document (spec.open-rpc.org, version 1.3), made from the catalogue.
struct OpenRPC {
  private let model: Model
  private let environment: Environment

  init(_ model: Model, _ environment: Environment) { (self.model, self.environment) = (model, environment) }

  var document: JSON {
    [
      "openrpc": "1.3.2",
      "info": [
        "title": .string(Version.name), "version": .string(Version.number),
        "description": "Administration of a vantage6 server's database.",
      ],
      "methods": .array(environment.operations.all.map { method($0.method) }),
      "components": ["schemas": schemas, "errors": errors],
      "x-limits": limits,
      "x-read-only": .bool(environment.isReadOnly),
    ]
  }

  private func method(_ method: Method) -> JSON {
    var object = JSON.Object([
      .init("name", .string(method.name)), .init("summary", .string(method.help)),
      .init("paramStructure", "either"),
      .init("params", .array(method.parameters.map(parameter))),
      .init("result", ["name": "result", "schema": JSONSchema.of(method.answer, entity: method.entity)]),
      .init("x-access", .string(method.access.rawValue)),
    ])
    if let entity = method.entity { object["tags"] = [["name": .string(entity)]] }
    if method.isDestructive { object["x-destructive"] = true }
    object["errors"] = .array(method.errors.map { ["$ref": .string("#/components/errors/\($0.rawValue)")] })
    return .object(object)
  }

  private func parameter(_ parameter: Parameter) -> JSON {
    var schema = JSONSchema.of(parameter.kind).object ?? JSON.Object()
    schema["default"] = parameter.fallback
    if parameter.role == .words {
      let words = model.catalogue.acceptableWords
      schema["type"] = "array"
      schema["items"] = ["type": "string", "enum": .array(words.map { .string($0) })]
    }
    return [
      "name": .string(parameter.name), "description": .string(parameter.help), "required": .bool(parameter.isRequired),
      "schema": .object(schema),
    ]
  }

  private var schemas: JSON {
    .object(JSON.Object(model.entities.map { .init($0.name, JSONSchema.of($0, in: model)) }))
  }

  private var errors: JSON {
    .object(
      JSON.Object(
        Failure.Kind.own.map { kind in
          .init(kind.rawValue, ["code": .integer(Int64(kind.code)), "message": .string(kind.meaning)])
        }))
  }

  private var limits: JSON {
    let limits = environment.limits
    return [
      "message_bytes": .integer(Int64(limits.messageBytes)), "depth": .integer(Int64(limits.depth)),
      "batch_calls": .integer(Int64(limits.batchCalls)), "connections": .integer(Int64(limits.connections)),
      "frames_per_turn": .integer(Int64(limits.framesPerTurn)), "page_rows": .integer(PageRows.max),
      "page_bytes": .integer(Int64(limits.pageBytes)),
    ]
  }
}
