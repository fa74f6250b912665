import Adoption
import Catalogue
import JSON
import Linux
import Store
import Vocabulary

extension Operation {
  static let export = Operation(
    Method(
      "database.export", "Write records to a file, so that 'database.import' can make them in another database.",
      details:
        "The caller sends the descriptor of an open file with the call. It gets a JSON object per line: first "
        + "`{\"vantage6\": {\"format\": 1, \"layout\": 4}}`, then `{ENTITY: {FIELD: VALUE, …}}` for each record, after "
        + "those that it refers to. References are natural keys; a record that none names has an `id`, a number that "
        + "only the file knows. What the server itself keeps up to date, such as the status of nodes, is left out. The "
        + "records that the chosen ones refer to are written, too. Without a write-ahead log, a private copy is read.",
      access: .read,
      parameters: [
        Parameter(
          "entities", .json, "Only records of these entities, and what they need; all by default.", role: .entities),
        Parameter("where", .json, "Only records that fulfil the condition; needs one entity."),
        Parameter(
          "with_secrets", .boolean, "Also passwords and API keys, as they are stored.", default: false),
        .holdForCopy,
      ],
      answer: .object([
        .init("bytes", .value(.integer), "The size of the export."),
        .init("records", .array(.object(Shape.entityCount)), "How many records were written, by entity."),
        .init("left", .value(.integer), "How many values and references could not be carried."),
        .init(
          "problems",
          .array(
            .object([
              .init("entity", .value(.text), "The entity of the record."),
              .init("id", .value(.integer), "Its id.", always: false),
              .init("field", .value(.text), "The field or relation.", always: false),
              .init("note", .value(.text), "What is wrong with it."),
            ])), "The first of them."),
      ]),
      isLong: true, file: .write, errors: [.invalid],
      example: Example(
        ["entities": ["organization"]],
        answers: ["bytes": 190, "records": [["entity": "organization", "count": 2]], "left": 0, "problems": []])),
    .slow { (_, arguments, environment, work, writer) throws(Failure) in
      let target = try work.sentFile("database.export")
      let open = try environment.service.sessions(holdsLock: arguments.flag(Parameter.holdForCopy.name), work)
      let database = try open()
      let selection = try ExportSelection(arguments, database.model)
      var export = RecordExport(
        database, to: target.number, withSecrets: arguments.flag("with_secrets"), work)
      try database.read { (transaction) throws(Failure) in try export.run(selection, transaction) }
      writer.value([
        "bytes": .integer(export.bytes), "records": .array(export.counts.map(Shape.entityCount)),
        "left": .integer(export.problems.count), "problems": .array(export.problems.rows),
      ])
    })
}

extension ExportSelection {
  fileprivate init(_ arguments: Arguments, _ model: Model) throws(Failure) {
    let entities = try Self.entities(arguments, model, are: "exported")
    let condition = arguments["where"]
    guard condition == nil || entities.count == 1 else {
      throw Failure(.parameters, "'where' needs exactly one entity in 'entities'", field: "where")
    }
    self.init(entities: entities, condition: condition)
  }

  /// The entities that the call names, each once.
  /// - Parameter participle: what happens to their records.
  /// - Throws: `invalid` for an entity whose records nobody makes.
  static func entities(
    _ arguments: Arguments, _ model: Model, are participle: String
  ) throws(Failure) -> [BoundEntity] {
    var entities: [BoundEntity] = []
    for name in arguments.words("entities") {
      let entity = try model.entity(name)
      guard entity.entity.verbs.contains(.create) else {
        throw Failure(
          .invalid, "records of '\(entity.name)' are the server's own and are not \(participle)", entity: entity.name,
          field: "entities")
      }
      if !entities.contains(where: { $0.name == entity.name }) { entities.append(entity) }
    }
    return entities
  }
}

extension Shape {
  static let entityCount: [Member] = [
    .init("entity", .value(.text), "The entity."), .init("count", .value(.integer), "How many there are."),
  ]

  static func entityCount(_ one: (entity: String, count: Int64)) -> JSON {
    ["entity": .string(one.entity), "count": .integer(one.count)]
  }
}
