import Catalogue
import JSON
import Store
import Vocabulary

// What older servers stored of results in other ways.
extension MigrationStep {
  /// Servers before 3.6 stored no status: it follows from the moments, as `task.status` shows it. A 4.x server takes a
  /// result without a status for a failed one.
  static let statuses = filled(
    "statuses", "status", of: "result", declaration: "status TEXT",
    [(.filled("finished_at"), "completed"), (.filled("started_at"), "active")], else: "pending"
  ) { count in "\(Wording.counted(count, "result")) without a status got the one that their moments tell" }

  /// Servers of 3.0 stored a result's only port in the result.
  static let ports = spread("ports", "port", of: "result", to: "algorithm_port", "port", by: "result") { count in
    "\(Wording.counted(count, "port")) of results carried over to a table of their own"
  }

  /// Version 5 has no ports. Those of servers of 3.0 stand in the results.
  static let droppedPorts = MigrationStep("ports") { (transaction, _, report) throws(Failure) in
    let choice = WriteTransaction.RowChoice("result", [], filled: ["port"])
    let count = try transaction.change(choice) { (_, _) throws(Failure) in JSON.Object([.init("port", .null)]) }
    report.add(count, "\(Wording.counted(count, "port")) of results dropped: version 5 has none")
  }

  /// What kind of step a result was, as far as it can be told. The server gives only those of `central_compute` a token.
  static let actions = filled(
    "actions", "action", of: "run", declaration: "action TEXT",
    [(.among("task_id", table: "task", column: "parent_id"), "central_compute")], else: "federated_compute",
    isOnlyBesideOthers: true
  ) { count in
    "\(Wording.counted(count, "result")) with an 'action': 'central_compute' if the task started others, and else "
      + "'federated_compute'"
  }

  /// Version 5 needs the organization that started a task.
  /// - Parameter organization: the one that is taken where nothing tells it; nil for none.
  static func initiators(_ organization: JSON?) -> MigrationStep {
    inherited(
      "initiator", of: "task", from: [("init_user", "organization"), ("parent", "initiator")]
    ) { (transaction, count) throws(Failure) in
      guard let task = transaction.model["task"], let target = transaction.model["organization"], let organization
      else {
        throw Failure(
          .constraint,
          "nothing tells which organization started \(Wording.counted(count, "task")), which version 5 needs",
          entity: "task", field: "initiator", hint: "name one for them in 'initiator'; 'vctl migrate' takes --initiator"
        )
      }
      let key = try RecordKey(reference: organization, to: target, field: "initiator", of: task)
      return try transaction.reading.id(of: key, target)
    }
  }
}
