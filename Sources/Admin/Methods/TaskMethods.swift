import Catalogue
import JSON
import Store
import Vocabulary

/// The methods of tasks besides the five standard ones.
extension Operation {
  static func ofTasks(_ model: Model) -> [Operation] {
    guard let task = model["task"], let result = model["result"] else { return [] }
    return [nextRun(task), tree(task, result), kill(task, result)]
  }

  private static func nextRun(_ task: BoundEntity) -> Operation {
    Operation(
      Method(
        "task.next_run_id", entity: task.name, "Show the run number that the next new task gets.", access: .read,
        answer: .object([.init("run_id", .value(.integer), "The number; asking does not reserve it.")]),
        example: Example(answers: ["run_id": 12])),
      .read { (transaction, _, _, writer) throws(Failure) in
        writer.value(["run_id": .integer(try transaction.peekNext("run_id", of: task))])
      })
  }

  private static func tree(_ task: BoundEntity, _ result: BoundEntity) -> Operation {
    Operation(
      Method(
        "task.tree", entity: task.name, "Show a task with its results and the tasks that it started.", access: .read,
        parameters: Method.key(of: task), answer: .taskTree(result),
        example: Example(of: task, answers: .taskTreeAnswer(result))),
      .read { (transaction, arguments, _, writer) throws(Failure) in
        let root = try transaction.id(of: RecordKey(arguments.key, of: task), task)
        try TaskTree(root, task, transaction).write(transaction, into: &writer)
      })
  }

  private static func kill(_ task: BoundEntity, _ result: BoundEntity) -> Operation {
    Operation(
      Method(
        "task.kill", entity: task.name,
        "Mark the unfinished results of a task, and of the tasks that it started, as killed. Nodes are not notified.",
        access: .write, parameters: Method.key(of: task) + Parameter.cautions,
        answer: .object([
          .init("killed", .ids(of: result.name), "Ids of the results that were marked."),
          .init("warnings", .array(.value(.text)), "Problems that did not prevent the call.", always: false),
          .init("changes", .array(.change), "In a dry run, what would have changed.", always: false),
          .init("dry_run", .value(.boolean), "True for a dry run: nothing was changed.", always: false),
        ]), isDestructive: true, example: Example(of: task, answers: ["killed": [3, 4]])),
      .write { (transaction, arguments, _, writer) throws(Failure) in
        let root = try transaction.reading.id(of: RecordKey(arguments.key, of: task), task)
        let values = JSON.killed(result, at: transaction.context.now)
        let unfinished = try TaskTree(root, task, transaction.reading)
          .unfinishedResults(result, transaction.reading)
        for id in unfinished { _ = try transaction.update(result, .id(id), values) }
        let members: [JSON.Member] = [.init("killed", .array(unfinished.map { .integer($0) }))]
        writer.value(.object(JSON.Object(try members + transaction.notes(arguments, showsChanges: true))))
      })
  }
}

extension JSON {
  /// What an unfinished result gets when it is killed.
  static func killed(_ result: BoundEntity, at now: Moment) -> JSON {
    var values = JSON.Object([.init("finished_at", .string(now.wire))])
    if result.field("status") != nil { values["status"] = "killed by user" }
    return .object(values)
  }
}

extension Shape {
  /// A task with those that it started; a result has no state in databases of version 2.
  fileprivate static func taskTree(_ result: BoundEntity) -> Shape {
    let state =
      result.field("status") == nil
      ? [] : [Shape.Member("status", .optional(.value(.text)), "The status that the node reported.")]
    let part = Shape.object(
      [
        .init("id", .value(.integer), "Its id."),
        .init("organization", .optional(.members), "The organization that computes it."),
        .init("complete", .value(.boolean), "Whether it is finished."),
      ] + state)
    return .named(
      "task_tree",
      .object([
        .init("id", .value(.integer), "Id of the task."), .init("name", .optional(.value(.text)), "Its name."),
        .init("status", .optional(.value(.text)), "Combined status of its results."),
        .init("complete", .value(.boolean), "Whether every result is finished."),
        .init("results", .array(part), "Its results, one for each organization."),
        .init("children", .array(.same(as: "task_tree")), "The tasks that it started."),
        .init("damaged", .array(.value(.text)), "Fields whose stored values cannot be read.", always: false),
      ]))
  }
}

extension JSON {
  fileprivate static func taskTreeAnswer(_ result: BoundEntity) -> JSON {
    var part = JSON.Object([
      .init("id", 3), .init("organization", ["id": 1, "name": "north"]), .init("complete", true),
    ])
    if result.field("status") != nil { part["status"] = "completed" }
    return [
      "id": 1, "name": "average", "status": "completed", "complete": true, "results": [.object(part)], "children": [],
    ]
  }
}
