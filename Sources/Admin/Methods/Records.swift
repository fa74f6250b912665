import Catalogue
import JSON
import Linux
import Store
import Vocabulary

// Changes to many records, all or none.
extension Operation {
  static let updateRecords = Operation(
    Method(
      "records.update", "Change many records of an entity in the same way, all or none.",
      details:
        "Each is changed as its 'update' would do it. With 'where', the records are found before the transaction, and "
        + "those that do not fulfil the condition any more when it begins are left out. An error names the records, at "
        + "most twenty, as `errors`, each with `id`, `name` and `message`. Secrets cannot be set so.",
      access: .write,
      parameters: RecordChoice.parameters + [
        Parameter(
          "values", .json,
          "New values of fields and relations; to-many relations are set, or changed by {add: […], remove: […]}.",
          required: true)
      ] + Parameter.cautions,
      answer: .object([
        .init("matched", .value(.integer), "How many records it is about."),
        .init("changed", .array(.records), "Those that had other values."),
        .someChanges, .heldFor, .manyWarnings, .dryRun,
      ]),
      isDestructive: true, isLong: true, errors: [.invalid, .notFound, .ambiguous, .alreadyExists],
      example: Example(
        ["entity": "user", "where": ["lastname": "Unknown"], "values": ["lastname": "Smith"]],
        answers: ["matched": 0, "changed": [], "held_ms": 0])),
    .prepared { (database, arguments, _, _) throws(Failure) in
      try RecordUpdates(arguments, database)
    } _: { (transaction, prepared, arguments, _, work, writer) throws(Failure) in
      guard let updates = prepared as? RecordUpdates else {
        throw Failure(.internal, "the change was not prepared", detail: "records.update")
      }
      let start = monotonicNanoseconds()
      let members = try updates.run(&transaction, work) + [.heldFor(since: start)]
      writer.value(.object(JSON.Object(try members + transaction.notes(arguments))))
    })

  static let deleteRecords = Operation(
    Method(
      "records.delete", "Delete many records of an entity, all or none.",
      details:
        "Records that refer to one that is deleted, too, are in nobody's way. With 'where', the records are found before "
        + "the transaction, and those that do not fulfil the condition any more when it begins are left out.",
      access: .write,
      parameters: RecordChoice.parameters + [
        .dependents,
        Parameter("skip_missing", .boolean, "Pass over keys that name no record.", default: false),
      ] + Parameter.cautions,
      answer: .object([
        .init("matched", .value(.integer), "How many records it is about."),
        .init("deleted", .array(.records), "What was deleted, the records themselves first."),
        .init("detached", .array(.records), "Records that no longer refer to a deleted record."),
        .heldFor, .manyWarnings, .dryRun,
      ]),
      isDestructive: true, isLong: true, errors: [.invalid, .notFound, .ambiguous],
      example: Example(
        ["entity": "task", "where": ["image": "example.org/old"], "dependents": "delete"],
        answers: ["matched": 0, "deleted": [], "detached": [], "held_ms": 0])),
    .prepared { (database, arguments, _, _) throws(Failure) in
      try RecordChoice(.delete, arguments, skipsMissing: arguments.flag("skip_missing"), database)
    } _: { (transaction, prepared, arguments, _, work, writer) throws(Failure) in
      guard let choice = prepared as? RecordChoice else {
        throw Failure(.internal, "the change was not prepared", detail: "records.delete")
      }
      let start = monotonicNanoseconds()
      // What depends on a record was most often made after it.
      let ids = try choice.ids(transaction).sorted(by: >)
      let deletion = try transaction.delete(choice.entity, ids, dependents: Dependents(arguments)) {
        (done) throws(Failure) in
        try work.tell("deleting", done, of: ids.count)
      }
      let members: [JSON.Member] = [
        .init("matched", .integer(Int64(ids.count))),
        .init("deleted", .array(deletion.deleted.map(\.json))),
        .init("detached", .array(deletion.detached.map(\.json))), .heldFor(since: start),
      ]
      writer.value(.object(JSON.Object(try members + transaction.notes(arguments))))
    })
}

extension Dependents {
  init(_ arguments: Arguments) {
    self = arguments.text(Parameter.dependents.name).flatMap { Dependents(rawValue: $0) } ?? .refuse
  }
}

extension LongWork {
  /// - Throws: why the work has to end.
  func tell(_ stage: String, _ done: Int, of total: Int) throws(Failure) {
    guard done.isMultiple(of: 64) || done == total else { return }
    if let reason = endReason() { throw reason }
    tell(Progress(stage, Int64(done), of: Int64(total), .rows))
  }
}

extension Shape.Member {
  fileprivate static let someChanges = Shape.Member(
    "changes", .array(.change), "In a dry run, what would have changed, of the first records.", always: false)
  fileprivate static let manyWarnings = Shape.Member(
    "warnings", .array(.value(.text)), "Problems that did not prevent the call, the first 200.", always: false)
  fileprivate static let dryRun = Shape.Member(
    "dry_run", .value(.boolean), "True for a dry run: nothing was changed.", always: false)
}
