import Catalogue
import JSON
import Store
import Vocabulary

/// The methods of results besides the five standard ones.
extension Operation {
  static func ofResults(_ model: Model) -> [Operation] { model["result"].map { [clean($0)] } ?? [] }

  private static func clean(_ result: BoundEntity) -> Operation {
    Operation(
      Method(
        "result.clean", entity: result.name,
        "Remove the inputs and results of the algorithm from results that finished long ago, and keep the rest. They "
          + "cannot be brought back.",
        details:
          "It does what the server of version 4 does with 'runs_data_cleanup_days', for databases of all versions, and "
          + "also for results that failed. Unfinished results are never changed. It is done in steps that hold the "
          + "lock for a tenth of a second: when it is cancelled, what was done stays. The audit log gets the sizes and "
          + "not the values, so it cannot be undone. 'database.compact' gives the space back to the file system.",
        access: .write,
        parameters: [
          Parameter("older_than", .moment, "Results that finished before this moment. It is needed."),
          Parameter("keep_input", .boolean, "Remove only the results, and keep the inputs.", default: false),
          .dryRun,
        ],
        answer: .object([
          .init("cleaned", .value(.integer), "How many results had something to remove."),
          .init("bytes", .value(.integer), "The size of what was removed."),
          .init("input_bytes", .value(.integer), "The size of the inputs among it."),
          .init("result_bytes", .value(.integer), "The size of the results among it."),
          .init("warnings", .array(.value(.text)), "Problems that did not prevent the call.", always: false),
          .init("dry_run", .value(.boolean), "True for a dry run: nothing was changed.", always: false),
        ]), isDestructive: true, isLong: true,
        example: Example(
          ["older_than": "2026-01-31T00:00:00Z"],
          answers: ["cleaned": 0, "bytes": 0, "input_bytes": 0, "result_bytes": 0])),
      .stepped { (database, arguments, environment, work) throws(Failure) in
        guard let text = arguments.text("older_than"), let end = Moment(text) else {
          throw Failure(
            .parameters, "parameter 'older_than': expected \(Kind.moment.article)", field: "older_than")
        }
        guard end <= environment.service.options.clock() else {
          throw Failure(
            .parameters, "parameter 'older_than': expected a moment in the past, got \(end.wire)", field: "older_than")
        }
        guard let result = database.model["result"] else {
          throw Failure(.invalid, "this database has no results", entity: "result")
        }
        return try ResultCleaning(
          result, before: end, keepsInput: arguments.flag("keep_input"), isDry: arguments.flag("dry_run"), database,
          work)
      })
  }
}
