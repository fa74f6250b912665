import Catalogue
import JSON
import Store
import Vocabulary

extension Shape {
  /// A record of the audit log.
  static let auditRecord = Shape.object([
    .init("seq", .value(.integer), "Number of the record, in the order of the changes."),
    .init("at", .value(.moment), "When it was changed."),
    .init("uid", .value(.integer), "User id of the process that asked for it."),
    .init("user", .optional(.value(.text)), "Name of that user."),
    .init("pid", .value(.integer), "Process id."),
    .init("program", .optional(.value(.text)), "The program, as it called itself."),
    .init("on_behalf_of", .optional(.value(.text)), "For whom, as claimed."),
    .init("method", .value(.text), "The method that was called."),
    .init("entity", .value(.text), "What kind of record was changed."),
    .init("id", .value(.integer), "Its id."),
    .init("name", .optional(.value(.text)), "What it is called; null where it has no name."),
    .init("call", .value(.integer), "Number of the first record of the same call."),
    .init("transaction", .value(.integer), "Number of the first record of the same transaction."),
    .init("undoes", .optional(.value(.integer)), "Number of the change that was undone by it."),
    .init("before", .optional(.value(.json)), "What changed, as it was; null only for what was made. Never a secret."),
    .init("after", .optional(.value(.json)), "What changed, as it is; null only for what was deleted."),
  ])
}

extension Parameter {
  /// What a number of a change is of.
  static let history = Parameter(
    "history", .text, "The `history` that the number is of: refused where the database was replaced or restored since.")
}

extension Operation {
  static let auditList = Operation(
    Method(
      "audit.list", "List the changes that were made, page by page, the newest first.", access: .read,
      parameters: [
        Parameter(
          "where", .json,
          "Conditions on seq, at, uid, user, pid, program, on_behalf_of, method, entity, id, call, transaction, undoes.",
          role: .condition),
        Parameter(
          "limit", .integer, "At most so many, up to \(PageRows.max).", default: .integer(PageRows.byDefault)),
        Parameter("after", .text, "The `next` of the page before.", role: .page),
        Parameter("count", .boolean, "Also count all that fulfil the conditions.", default: false),
        Parameter("oldest_first", .boolean, "In the order in which they were made.", default: false),
      ],
      answer: .object([
        .init("items", .array(.auditRecord), "The records."),
        .init("next", .optional(.value(.text)), "Where the next page begins; null at the end."),
        .init("total", .value(.integer), "How many there are.", always: false),
      ])),
    .read { (transaction, arguments, environment, writer) throws(Failure) in
      let request = ListRequest(
        condition: arguments["where"], limit: arguments.integer("limit") ?? PageRows.byDefault,
        after: arguments.text("after"), isCounted: arguments.flag("count"), bytesMax: environment.limits.pageBytes)
      try transaction.auditList(request, isOldestFirst: arguments.flag("oldest_first"), into: &writer)
    })

  static let auditGet = Operation(
    Method(
      "audit.get", "Show one change.", access: .read,
      parameters: [Parameter("seq", .integer, "Its number.", required: true)], answer: .auditRecord,
      errors: [.notFound]),
    .read { (transaction, arguments, _, writer) throws(Failure) in
      try transaction.auditGet(arguments.integer("seq") ?? 0, into: &writer)
    })

  static let auditUndo = Operation(
    Method(
      "audit.undo", "Undo a change, with all of its transaction. The undo is itself a change that can be undone.",
      access: .write,
      parameters: [
        Parameter("seq", .integer, "Its number; by default your newest change that is not undone yet."),
        Parameter(
          "cascade", .boolean, "Also undo the later changes that stand in the way, the newest first.", default: false),
        Parameter(
          "restore_secrets", .boolean,
          "Also put the old password or key in place of the newer one, where the change set it.", default: false),
      ] + Parameter.cautions + [.history],
      answer: .object([
        .init("undone", .array(.value(.integer)), "The changes that were undone, in that order."),
        .init("changes", .array(.change), "What happened to which records."),
        .init("warnings", .array(.value(.text)), "What should be known beside it.", always: false),
        .init("dry_run", .value(.boolean), "True when nothing was kept.", always: false),
      ]), errors: [.notFound, .conflict]),
    .write { (transaction, arguments, _, writer) throws(Failure) in
      try transaction.reading.check(history: arguments.text("history"))
      let undone = try transaction.undo(
        UndoRequest(
          seq: arguments.integer("seq"), isCascading: arguments.flag("cascade"),
          restoresSecrets: arguments.flag("restore_secrets"), isDry: arguments.flag("dry_run")))
      let members: [JSON.Member] = [
        .init("undone", .array(undone.map { .integer($0) })), .init("changes", .array(try transaction.changes())),
      ]
      writer.value(.object(JSON.Object(try members + transaction.notes(arguments))))
    })

  static let auditPrune = Operation(
    Method(
      "audit.prune", "Forget the oldest changes: they can no longer be seen or undone. That is itself recorded.",
      access: .write,
      parameters: [
        Parameter("before", .moment, "Those of before that moment."),
        Parameter("keep", .integer, "All but so many of the newest."),
      ] + Parameter.cautions,
      answer: .object([
        .init("pruned", .value(.integer), "How many were forgotten."),
        .init("warnings", .array(.value(.text)), "What should be known beside it.", always: false),
        .init("dry_run", .value(.boolean), "True when nothing was kept.", always: false),
      ]), isDestructive: true),
    .write { (transaction, arguments, _, writer) throws(Failure) in
      let before = arguments.text("before").map { Moment($0) }
      guard before.map({ $0 != nil }) ?? true else {
        throw Failure(.parameters, "parameter 'before': expected \(Kind.moment.article)", field: "before")
      }
      let keep = arguments.integer("keep")
      guard before != nil || keep != nil, keep ?? 0 >= 0 else {
        throw Failure(.parameters, "say 'before' a moment, or how many to 'keep'", field: "keep")
      }
      let pruned = try transaction.prune(before: before ?? nil, keep: keep)
      writer.value(.object(JSON.Object(try [.init("pruned", .integer(pruned))] + transaction.notes(arguments))))
    })
}
