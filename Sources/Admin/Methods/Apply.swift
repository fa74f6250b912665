import Catalogue
import JSON
import Linux
import Store
import Vocabulary

extension Operation {
  static let apply = Operation(
    Method(
      ApplyRun.method,
      "Make the database equal to what a file declares: make, change and, with 'prune', delete records.",
      details:
        "The caller sends the descriptor of a file as for 'database.import'. A record that exists is changed in those "
        + "fields that the file gives; relations to many become exactly what the file gives. Records without a name are "
        + "told by their values. A second call with the same file changes nothing. An error names all wrong lines, at most "
        + "100, as `errors`, each with `line`, `path` and `message`; `also` is the line of a record that is declared twice.",
      access: .write,
      parameters: [
        Parameter(
          "name", .text,
          "What the file is called. The audit log has it as the `reason` of the changes, and a later call with 'prune' "
            + "finds by it what this one made."),
        Parameter(
          "prune", .boolean,
          "Delete the records that the file does not declare, out of those that earlier calls with the same name made, or "
            + "of those that 'entities' and 'where' name. Others must not refer to them.", default: false),
        Parameter("entities", .json, "Entities whose records 'prune' deletes, whoever made them.", role: .entities),
        Parameter("where", .json, "Only records that fulfil the condition; needs one entity."),
        .rolesOfUsers,
        Parameter(
          "plan", .text, "The `plan` of a dry run: refused if something else would be changed now.", errors: [.conflict]
        ),
      ] + Parameter.cautions,
      answer: .apply, isDestructive: true, isLong: true, file: .read,
      errors: [.invalid, .alreadyExists, .ambiguous, .notFound, .conflict],
      example: Example(
        ["name": "network", "prune": true, "dry_run": true],
        answers: [
          "changes": [
            [
              "entity": "organization", "id": 3, "name": "North", "before": ["country": "NL"],
              "after": ["country": "BE"],
            ]
          ], "unlisted": 0, "created": 0, "changed": 1, "deleted": 0, "plan": "k3v9x2",
          "records": [["entity": "organization", "created": 0, "updated": 1, "unchanged": 3, "deleted": 0]],
          "secrets": [], "left": [], "held_ms": 2, "dry_run": true,
        ])),
    .prepared { (database, arguments, environment, work) throws(Failure) in
      let name = try applied(arguments)
      let pruning = try Pruning(arguments, name: name, database)
      let form = ServerForm(roles: arguments.words(Parameter.rolesOfUsers.name).map { .string($0) })
      let file = try ImportPlan(
        try work.sentFile(ApplyRun.method), form, database, environment.service.options, work)
      return ApplyPlan(file: file, name: name, pruning: pruning)
    } _: { (transaction, prepared, arguments, environment, work, writer) throws(Failure) in
      guard let plan = prepared as? ApplyPlan else {
        throw Failure(.internal, "the file was not prepared", detail: ApplyRun.method)
      }
      let start = monotonicNanoseconds()
      var run = ApplyRun(plan, bytesMax: environment.limits.pageBytes, work)
      try run.run(&transaction)
      let changes = run.changes
      guard arguments.text("plan").map({ $0 == changes.plan }) ?? true else {
        throw Failure(
          .conflict, "the database changed since the dry run: something else would be changed now", field: "plan",
          hint: "make another dry run, then decide", more: [.init("plan", .string(changes.plan))])
      }
      let members: [JSON.Member] =
        [
          .init("changes", .array(changes.listed)), .init("unlisted", .integer(changes.unlisted)),
          .init("created", .integer(changes.created)), .init("changed", .integer(changes.changed)),
          .init("deleted", .integer(changes.deleted)), .init("plan", .string(changes.plan)),
          .init("records", .array(run.records)),
        ] + run.importing.carried(isDry: transaction.context.isDryRun) + [.heldFor(since: start)]
      writer.value(.object(JSON.Object(try members + transaction.notes(arguments))))
    })

  private static let nameCharactersMax = 255

  /// The name of what is applied.
  private static func applied(_ arguments: Arguments) throws(Failure) -> String? {
    guard let name = arguments.text("name") else { return nil }
    guard !name.isEmpty, name.unicodeScalars.count <= nameCharactersMax else {
      throw Failure(
        .parameters, "parameter 'name': expected 1 to \(nameCharactersMax) characters", field: "name")
    }
    return name
  }
}

extension Shape {
  fileprivate static let apply = Shape.object(
    [
      .init(
        "changes", .array(.change),
        "What was changed, the first thousand records. The id of a record that a dry run makes is not its later one."),
      .init("unlisted", .value(.integer), "How many more were changed."),
      .init("created", .value(.integer), "How many records were made, also those that belong to others."),
      .init("changed", .value(.integer), "How many were changed."),
      .init("deleted", .value(.integer), "How many were deleted."),
      .init("plan", .value(.text), "Stands for all of the changes, in a later call."),
      .init(
        "records",
        .array(
          .object(importCounts + [.init("deleted", .value(.integer), "How many were deleted.")])),
        "What was done with the records of the file and those that were deleted, by entity."),
    ] + carried)
}
