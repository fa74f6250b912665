import Catalogue
import JSON
import Linux
import Store
import Vocabulary

extension Operation {
  /// A repair mends at most so many rows of each check at once, so that its memory is bounded.
  private static let rowsMax = 10_000

  static let repair = Operation(
    Method(
      Repair.method,
      "Mend the damage that 'database.check' finds, in one transaction that can be undone. What needs a decision is left "
        + "unless 'set' decides it.",
      details:
        "Nothing is changed if the structure of the database is damaged. The checks are made before the transaction, "
        + "and each row is looked at again before it is mended.",
      access: .write,
      parameters: [
        .checks, .decisions, .stuck, .listed, .holdForCopy,
      ] + Parameter.cautions,
      answer: .repair, isDestructive: true, isLong: true, errors: [.invalid],
      example: Example(
        ["checks": ["double_pair"], "dry_run": true],
        answers: ["checked": 2, "mended": 0, "left": 0, "findings": [], "failed": [], "held_ms": 0, "dry_run": true])),
    .prepared { (database, arguments, environment, work) throws(Failure) in
      try RepairPlan(arguments, environment, work, limit: rowsMax).hashing(database, environment, arguments, work)
    } _: { (transaction, prepared, arguments, _, work, writer) throws(Failure) in
      guard let plan = prepared as? RepairPlan else {
        throw Failure(.internal, "the repair was not prepared", detail: Repair.method)
      }
      let start = monotonicNanoseconds()
      transaction.context.secrets = plan.secrets
      let report = try plan.run(&transaction, work, listed: try CheckOptions.listedCount(arguments))
      let members = report + [.heldFor(since: start)]
      writer.value(.object(JSON.Object(try members + transaction.notes(arguments))))
    })
}

extension Shape {
  fileprivate static let repair = Shape.object([
    .init("checked", .value(.integer), "How many checks were made."),
    .init("mended", .value(.integer), "How many findings were mended."),
    .init("left", .value(.integer), "How many are left."),
    .init(
      "findings",
      .array(
        .object(
          check + [
            .init("count", .value(.integer), "How many there were."),
            .init("mended", .value(.integer), "How many of them were mended."),
            .init("left", .value(.integer), "How many of them are left."),
            .init(
              "rows",
              .array(
                .object(
                  defect + [
                    .init("done", .value(.text), "What was done.", always: false),
                    .init("left", .value(.text), "Why nothing was done, if it is no decision.", always: false),
                  ])), "The first of them, those that are left before the others."),
          ])), "The checks that found something, in the order in which they were mended."),
    .init(
      "failed", .array(.object(failedCheck)), "The checks that could not be made, which happens in damaged files."),
    .heldFor,
    .init("warnings", .array(.value(.text)), "Problems that did not prevent the call.", always: false),
    .init("dry_run", .value(.boolean), "True for a dry run: nothing was changed.", always: false),
  ])
}
