import Catalogue
import JSON
import Store
import Vocabulary

extension Shape {
  /// A secret that an undo left as it is.
  fileprivate static let withheld = Shape.object([
    .init("name", .value(.text), "The secret and its record."),
    .init("change", .value(.integer), "The change to undo again with `restore_secrets`."),
    .init("undo", .value(.integer), "The change to undo before that: the undo itself.", always: false),
    .init("cascade", .value(.boolean), "True when that needs `cascade`, too.", always: false),
  ])
}

extension WithheldSecret {
  fileprivate var json: JSON {
    var object = JSON.Object([.init("name", .string(name)), .init("change", .integer(change))])
    if let undo { object["undo"] = .integer(undo) }
    if isCascading { object["cascade"] = true }
    return .object(object)
  }
}

extension Parameter {
  /// What a number of a change is of.
  static let history = Parameter(
    "history", .text, "The `history` of the number. Refused if the database was replaced or restored since.")
}

extension Operation {
  static let auditUndo = Operation(
    Method(
      "audit.undo", "Undo a change, with all of its transaction. The undo is itself a change that can be undone.",
      access: .write,
      parameters: [
        Parameter("seq", .integer, "Number of the change; by default your newest one that is not undone yet."),
        Parameter(
          "cascade", .boolean, "Also undo the later changes that stand in the way, the newest first.", default: false),
        Parameter(
          "restore_secrets", .boolean,
          "Also put the old password or key in place of the newer one, where the change set it.", default: false),
      ] + Parameter.cautions + [.history],
      answer: .object([
        .init("undone", .array(.value(.integer)), "The changes that were undone, in that order."),
        .init("changes", .array(.change), "What happened to which records, at most a thousand of them."),
        .init("records", .value(.integer), "How many records changed."),
        .init(
          "withheld", .array(.withheld),
          "Secrets that keep their newer value. To restore an old value, undo `change` with `restore_secrets`.",
          always: false),
        .init("warnings", .array(.value(.text)), "Problems that did not prevent the call.", always: false),
        .init("dry_run", .value(.boolean), "True for a dry run: nothing was changed.", always: false),
      ]), errors: [.notFound, .conflict],
      example: Example(
        ["dry_run": true],
        answers: [
          "undone": [7],
          "changes": [
            [
              "entity": "user", "id": 3, "name": "anna", "before": ["email": "anna@north.example"],
              "after": ["email": nil],
            ]
          ], "records": 1, "dry_run": true,
        ])),
    .write { (transaction, arguments, _, writer) throws(Failure) in
      try transaction.reading.check(history: arguments.text("history"))
      let undone = try transaction.undo(
        UndoRequest(
          seq: arguments.integer("seq"), isCascading: arguments.flag("cascade"),
          restoresSecrets: arguments.flag("restore_secrets"), isDry: arguments.flag("dry_run")))
      var members: [JSON.Member] = [
        .init("undone", .array(undone.numbers.map { .integer($0) })),
        .init("changes", .array(try transaction.changes(atMost: WriteTransaction.shownMax))),
        .init("records", .integer(Int64(transaction.changedCount))),
      ]
      if !undone.withheld.isEmpty { members.append(.init("withheld", .array(undone.withheld.map(\.json)))) }
      writer.value(.object(JSON.Object(try members + transaction.notes(arguments))))
    })

  static let auditPrune = Operation(
    Method(
      "audit.prune",
      "Remove the oldest changes from the audit log: they can no longer be shown or undone. "
        + "The removal is recorded, too.",
      access: .write,
      parameters: [
        Parameter("before", .moment, "Remove the changes from before this moment."),
        Parameter("keep", .integer, "Keep this many of the newest changes."),
      ] + Parameter.cautions,
      answer: .object([
        .init("pruned", .value(.integer), "How many changes were removed."),
        .init("warnings", .array(.value(.text)), "Problems that did not prevent the call.", always: false),
        .init("dry_run", .value(.boolean), "True for a dry run: nothing was changed.", always: false),
      ]), isDestructive: true, example: Example(["keep": 1_000], answers: ["pruned": 0])),
    .write { (transaction, arguments, _, writer) throws(Failure) in
      let before = arguments.text("before").map { Moment($0) }
      guard before.map({ $0 != nil }) ?? true else {
        throw Failure(.parameters, "parameter 'before': expected \(Kind.moment.article)", field: "before")
      }
      let keep = arguments.integer("keep")
      guard before != nil || keep != nil, keep ?? 0 >= 0 else {
        throw Failure(.parameters, "give 'before' (a moment) or 'keep' (a number of changes)", field: "keep")
      }
      let pruned = try transaction.prune(before: before ?? nil, keep: keep)
      writer.value(.object(JSON.Object(try [.init("pruned", .integer(pruned))] + transaction.notes(arguments))))
    })
}
