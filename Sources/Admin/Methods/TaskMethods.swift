import Catalogue
import JSON
import Store
import Vocabulary

/// The methods of tasks besides the five standard ones.
extension Operation {
  static func ofTasks(_ model: Model) -> [Operation] {
    guard let task = model["task"], let result = model["result"] else { return [] }
    return [nextRun(task), tree(task), kill(task, result)]
  }

  private static func nextRun(_ task: BoundEntity) -> Operation {
    Operation(
      Method(
        "task.next_run_id", entity: task.name, "Tell the run number that the next new task gets.", access: .read,
        answer: .object([.init("run_id", .value(.integer), "The number; it is not taken by asking.")])),
      .read { (transaction, _, _, writer) throws(Failure) in
        writer.value(["run_id": .integer(try transaction.peekNext("run_id", of: task))])
      })
  }

  private static func tree(_ task: BoundEntity) -> Operation {
    Operation(
      Method(
        "task.tree", entity: task.name, "Show a task with its results and the tasks that it started.", access: .read,
        parameters: Method.key(of: task), answer: .value(.json)),
      .read { (transaction, arguments, _, writer) throws(Failure) in
        let root = try transaction.id(of: RecordKey(arguments.key, of: task), task)
        try TaskTree(root, task, transaction).write(transaction, into: &writer)
      })
  }

  private static func kill(_ task: BoundEntity, _ result: BoundEntity) -> Operation {
    Operation(
      Method(
        "task.kill", entity: task.name,
        "Mark the unfinished results of a task, and of the tasks that it started, as killed. Nodes are not told.",
        access: .write, parameters: Method.key(of: task) + Parameter.cautions,
        answer: .object([
          .init("killed", .ids(of: result.name), "Ids of the results that were marked."),
          .init("warnings", .array(.value(.text)), "What should be known beside it.", always: false),
          .init("changes", .array(.change), "In a dry run, what would have changed.", always: false),
          .init("dry_run", .value(.boolean), "True when nothing was kept.", always: false),
        ]), isDestructive: true),
      .write { (transaction, arguments, _, writer) throws(Failure) in
        let root = try transaction.reading.id(of: RecordKey(arguments.key, of: task), task)
        var values: JSON.Object = .init([.init("finished_at", .string(transaction.context.now.wire))])
        if result.field("status") != nil { values["status"] = "killed by user" }
        let unfinished = try TaskTree(root, task, transaction.reading)
          .unfinishedResults(result, transaction.reading)
        for id in unfinished { _ = try transaction.update(result, .id(id), .object(values)) }
        let members: [JSON.Member] = [.init("killed", .array(unfinished.map { .integer($0) }))]
        writer.value(.object(JSON.Object(try members + transaction.notes(arguments, showsChanges: true))))
      })
  }
}
