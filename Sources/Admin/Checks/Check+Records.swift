import Catalogue
import JSON
import Store
import Vocabulary

// Records that do not fit together, or do not go on.
extension Check {
  static let incompleteRecord = Check(
    "incomplete_record", .warning, finds: "records without a reference that they need to be of use",
    causes: "A user without an organization has almost no permissions, and a node without a collaboration gets no "
      + "tasks. Some versions of the server cannot show a task without an initiator.",
    remedy: "'vctl ENTITY update ID FIELD=VALUE' sets the reference.",
    .incompleteRecords)

  static let misplacedRecord = Check(
    "misplaced_record", .warning, finds: "records that do not fit those that they refer to",
    causes: "The server's API refuses to make such records, and shows or runs them only in part.",
    remedy: "'vctl ENTITY update ID FIELD=VALUE' changes the reference, or that of the other record.",
    .misplacedRecords)

  static let stuckResult = Check(
    "stuck_result", .warning, finds: "results that were given to a node long ago and are not finished",
    causes: "The task never ends, and clients wait for it.",
    remedy: "Look at the node, and restart it; 'vctl task kill ID' marks the results of a task as killed.",
    .matching("result", note: "is not finished") { result, options in
      let day: Int64 = 86_400_000_000
      let (days, overflows) = options.stuckDays.multipliedReportingOverflow(by: day)
      let before = overflows ? 0 : max(0, options.now.microseconds - days)
      var condition: JSON.Object = .init([
        .init("finished_at", .null), .init("assigned_at", ["lt": .string(Moment(microseconds: before).wire)]),
      ])
      if result.field("status") != nil {
        condition["or"] = [["status": nil], ["status": ["in": ["pending", "initializing", "active"]]]]
      }
      return .object(condition)
    },
    repair: .decided(.init("kill", .killed)))
}
