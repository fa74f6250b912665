import Catalogue
import JSON
import Store
import Vocabulary

extension Operation {
  static let describe = Operation(
    Method(
      "rpc.describe", "Describe the entities of the open database with their fields, relations and methods.",
      access: .read,
      parameters: [
        Parameter("entity", .text, "Only this entity and its methods."),
        Parameter("brief", .boolean, "Names and help only.", default: false),
      ],
      answer: .object([
        .init("server", .value(.text), "Name of the daemon."), .init("version", .value(.text), "Its version."),
        .init("entities", .array(.members), "The entities."),
        .init("methods", .array(.members), "The methods."),
      ]), errors: [.invalid],
      example: Example(
        ["brief": true],
        answers: [
          "server": .string(Version.name), "version": .string(Version.number),
          "entities": [
            [
              "name": "user", "help": "A person who may log in.", "aliases": [], "verbs": ["list", "get"],
              "key": ["username"],
            ]
          ], "methods": [],
        ])),
    .read { (transaction, arguments, environment, writer) throws(Failure) in
      let model = transaction.model
      let isBrief = arguments.flag("brief")
      let entities: [BoundEntity]
      var methods = environment.operations.all.map(\.method)
      if let name = arguments.text("entity") {
        let entity = try model.entity(name)
        entities = [entity]
        methods = methods.filter { $0.entity == entity.name }
      } else {
        entities = model.entities
        if isBrief { methods = methods.filter { $0.entity == nil } }
      }
      writer.value([
        "server": .string(Version.name), "version": .string(Version.number),
        "entities": .array(entities.map { $0.description(brief: isBrief) }),
        "methods": .array(methods.map(\.description)),
      ])
    })
}
