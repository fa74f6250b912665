import Catalogue
import JSON
import Vocabulary

/// The service as an OpenRPC document (spec.open-rpc.org, version 1.3), made from the catalogue.
struct OpenRPC {
  let model: Model
  let environment: Environment

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
    var object = JSON.Object([.init("name", .string(method.name)), .init("summary", .string(method.summary))])
    object["description"] = method.explanation.map { .string($0) }
    let parameters = Self.requiredFirst(method)
    // By position, parameters have the order of the method.
    let isInOrder = zip(parameters, method.parameters).allSatisfy { $0 === $1 }
    object["paramStructure"] = isInOrder ? "either" : "by-name"
    object["params"] = .array(parameters.map { parameter($0, of: method) })
    object["result"] = ["name": "result", "schema": JSONSchema.of(method.answer, entity: method.entity)]
    object["x-access"] = .string(method.access.rawValue)
    if let entity = method.entity { object["tags"] = [["name": .string(entity)]] }
    if method.isDestructive { object["x-destructive"] = true }
    if method.isLong { object["x-progress"] = true }
    object["x-file"] = method.file.map { .string($0.rawValue) }
    object["errors"] = .array(method.errors.map { ["$ref": .string("#/components/errors/\($0.rawValue)")] })
    object["examples"] = example(of: method).map { [$0] }
    return .object(object)
  }

  /// The parameters, with those that must be given before the others: many generators need that.
  private static func requiredFirst(_ method: Method) -> [Parameter] {
    method.parameters.filter { method.needs($0) } + method.parameters.filter { !method.needs($0) }
  }

  private func example(of method: Method) -> JSON? {
    let standard = method.entity.flatMap { model[$0] }.flatMap { entity in
      Entity.Verb(rawValue: method.verb).map { entity.example($0, model) }
    }
    guard let example = method.example ?? standard else { return nil }
    return [
      "name": .string(method.name),
      "params": .array(example.parameters.members.map { ["name": .string($0.key), "value": $0.value] }),
      "result": ["name": "result", "value": example.answer],
    ]
  }

  private var schemas: JSON {
    let named = environment.operations.all.flatMap { $0.method.answer.named }
    var object = JSON.Object(model.entities.flatMap { JSONSchema.components(of: $0, in: model) })
    object.members += JSONSchema.comparisons(in: model) + JSONSchema.counts
    for (name, shape) in named + Shape.change.named { object[name] = JSONSchema.of(shape, entity: nil) }
    return .object(object)
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
