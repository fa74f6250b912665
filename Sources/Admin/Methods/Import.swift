import Catalogue
import JSON
import Linux
import Store
import Vocabulary

extension Operation {
  static let importing = Operation(
    Method(
      "database.import", "Make the records of a file, all or none.",
      details:
        "The caller sends the descriptor of the file with the call: a JSON object per line, as 'database.export' writes "
        + "it, or `{\"organizations\": {…}}` and `{\"collaborations\": {…}}` in the form of the server's own import. "
        + "The lines may be in any order. An error names all wrong lines, at most 100, as `errors`, each with `line`, "
        + "`path` and `message`.",
      access: .write,
      parameters: [
        Parameter(
          "update", .boolean, "Change existing records; otherwise one is an error.", default: false),
        .rolesOfUsers,
      ] + Parameter.cautions,
      answer: .object(
        [
          .init("records", .array(.object(Shape.importCounts)), "What was done, by entity.")
        ] + Shape.carried),
      isLong: true, file: .read, errors: [.invalid, .alreadyExists, .ambiguous, .notFound, .conflict],
      example: Example(
        ["update": true, "dry_run": true],
        answers: [
          "records": [["entity": "organization", "created": 3, "updated": 0, "unchanged": 1]], "secrets": [],
          "left": [], "held_ms": 2, "dry_run": true,
        ])),
    .prepared { (database, arguments, environment, work) throws(Failure) in
      let form = ServerForm(roles: arguments.words(Parameter.rolesOfUsers.name).map { .string($0) })
      return try ImportPlan(
        try work.sentFile("database.import"), form, database, environment.service.options, work)
    } _: { (transaction, prepared, arguments, _, work, writer) throws(Failure) in
      guard let plan = prepared as? ImportPlan else {
        throw Failure(.internal, "the import was not prepared", detail: "database.import")
      }
      let start = monotonicNanoseconds()
      var run = ImportRun(plan, existing: arguments.flag("update") ? .changed : .refused, work)
      try run.run(&transaction)
      let members: [JSON.Member] = [
        .init(
          "records",
          .array(
            run.counts.map {
              [
                "entity": .string($0.entity), "created": .integer($0.created), "updated": .integer($0.updated),
                "unchanged": .integer($0.unchanged),
              ]
            }))
      ]
      let carried = run.carried(isDry: transaction.context.isDryRun) + [.heldFor(since: start)]
      writer.value(.object(JSON.Object(try members + carried + transaction.notes(arguments))))
    })
}

extension Shape {
  /// What was done with the records of an entity.
  static let importCounts: [Member] = [
    .init("entity", .value(.text), "The entity."),
    .init("created", .value(.integer), "How many were made."),
    .init("updated", .value(.integer), "How many were changed."),
    .init("unchanged", .value(.integer), "How many were there already, with the same values."),
  ]

  /// The members of the answers of an import and of an apply, besides the counts.
  static let carried: [Member] = [
    .init(
      "secrets",
      .array(
        .object([
          .init("entity", .value(.text), "The entity."), .init("id", .value(.integer), "The record's id."),
          .init("name", .optional(.value(.text)), "The record's name."),
          .init("field", .value(.text), "The field."), .init("value", .value(.text), "The new secret."),
        ])), "The API keys that were made. Nothing else shows them."),
    .init(
      "left",
      .array(
        .object([
          .init("count", .value(.integer), "How many there are."),
          .init("sentence", .value(.text), "What is not in this database, and why."),
        ])), "What only another version of the server has."),
    .heldFor,
    .init("warnings", .array(.value(.text)), "Problems that did not prevent the call, the first 200.", always: false),
    .init("dry_run", .value(.boolean), "True for a dry run: nothing was changed.", always: false),
  ]
}

extension ImportRun {
  func carried(isDry: Bool) -> [JSON.Member] {
    [
      .init("secrets", .array(isDry ? [] : secrets)),
      .init(
        "left",
        .array(
          left.map { one in
            let sentence = one.count == 1 ? Self.singular(one.sentence) : one.sentence
            return ["count": .integer(one.count), "sentence": .string(sentence)]
          })),
    ]
  }
}

extension Parameter {
  static let rolesOfUsers = Parameter(
    "roles", .json, "Names of the roles of users in the server's own form for whom the file has none.", role: .words)
}
