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
        + "records that the chosen ones refer to are written, too. With 'since', a record is chosen if the audit log has "
        + "a change of it since then, or if one of its own moments is later: 'created_at' of a task, 'assigned_at', "
        + "'started_at' and 'finished_at' of a result. What the server did to other records nothing tells: `unknown` "
        + "counts those. Without a write-ahead log, a private copy is read.",
      access: .read,
      parameters: [
        Parameter(
          "entities", .json, "Only records of these entities, and what they need; all by default.", role: .entities),
        Parameter("where", .json, "Only records that fulfil the condition; needs one entity."),
        Parameter("since", .moment, "Only records that were made or changed at this moment or later."),
        Parameter(
          "with_secrets", .boolean, "Also passwords and API keys, as they are stored.", default: false),
        .holdForCopy,
      ],
      answer: .object([
        .init("bytes", .value(.integer), "The size of the export."),
        .init("records", .array(.object(Shape.entityCount)), "How many records were written, by entity."),
        .init(
          "unknown", .array(.object(Shape.entityCount)),
          "With 'since': the records that were left out although nothing tells when the server made or changed them.",
          always: false),
        .init(
          "changes_since", .optional(.value(.moment)),
          "With 'since': when the oldest change in the audit log was made; null without any.", always: false),
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
      var oldest: Moment?
      try database.read { (transaction) throws(Failure) in
        try export.run(selection, transaction)
        if selection.since != nil { oldest = try transaction.oldestChange() }
      }
      var answer = JSON.Object([
        .init("bytes", .integer(export.bytes)), .init("records", .array(export.counts.map(Shape.entityCount))),
      ])
      if selection.since != nil {
        answer["unknown"] = .array(export.unknown.map(Shape.entityCount))
        answer["changes_since"] = oldest.map { .string($0.wire) } ?? .null
      }
      answer["left"] = .integer(export.problems.count)
      answer["problems"] = .array(export.problems.rows)
      writer.value(.object(answer))
    })
}

extension ExportSelection {
  fileprivate init(_ arguments: Arguments, _ model: Model) throws(Failure) {
    let entities = try Self.entities(arguments, model, are: "exported")
    let condition = arguments["where"]
    guard condition == nil || entities.count == 1 else {
      throw Failure(.parameters, "'where' needs exactly one entity in 'entities'", field: "where")
    }
    let since = arguments.text("since").map { Moment($0) }
    guard since.map({ $0 != nil }) ?? true else {
      throw Failure(.parameters, "parameter 'since': expected \(Kind.moment.article)", field: "since")
    }
    self.init(entities: entities, condition: condition, since: since ?? nil)
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
