import Catalogue
import Vocabulary

extension Entity {
  static let result = Entity(
    "result", aliases: ["run"], "One organization's part of a task.", tables: ["run", "result"],
    fields: [
      // The server counts a result without a status as failed, and its task as finished.
      Field(
        "status", .text, "The status that the node reported last.", default: .text("pending"),
        rules: RunStatus.rules,
        tones: RunStatus.tones),
      Field("assigned_at", .moment, "When the task was assigned to the node.", default: .now),
      Field("started_at", .moment, "When the node began."),
      Field("finished_at", .moment, "When the node finished; null until then."),
      Field(
        "complete", .boolean, "Whether it is finished.", sources: [.derived(.own(.notNull("finished_at")))],
        .readOnly),
      Field(
        "action", .text, "What kind of step it is: \(RunAction.shown).", rules: [RunAction.rule]),
      Field(
        "input", .text,
        "Input of the algorithm; in databases of version 5 only its arguments, since the task has the `method`.",
        aliases: ["arguments"], columns: ["arguments", "input"], .large),
      Field("result", .text, "Result of the algorithm.", .large),
      Field("log", .text, "Output that the algorithm printed.", .large),
      Field("cleanup_at", .moment, "When the algorithm's result was removed from the server."),
      Field(
        "blob_storage_used", .boolean, "Whether the algorithm's result is in blob storage instead of this database.",
        default: .boolean(false)),
    ],
    relations: [
      .one(
        "task", "task", "The task that the result belongs to.", .required,
        inverse: .init("results", aliases: ["runs"], "The task's results, one for each organization.")),
      .one(
        "organization", "organization", "The organization that computes the result.", .required,
        inverse: .init("results", aliases: ["runs"], "The organization's results.")),
    ],
    advice: [
      .within(
        "organization", "task.collaboration.organizations",
        "the result's organization is not in the task's collaboration: the server's API refuses it")
    ])
}

/// The kinds of steps since 5.x (`vantage6.common.enum.AlgorithmStepType`). The server's model takes no other.
private enum RunAction {
  static let all = ["data_extraction", "preprocessing", "federated_compute", "central_compute", "postprocessing"]
  static let shown = all.map { "`\($0)`" }.joined(separator: ", ")
  static let rule = FieldRule.oneOf(
    all, "is not an action of the server: expected " + all.map { "'\($0)'" }.joined(separator: ", ")
  ).refused()
}

/// The states that nodes report for a part of a task (`vantage6.common.task_status`, the same in 3.x and 4.x; in 5.x
/// `vantage6.common.enum.RunStatus`).
enum RunStatus {
  fileprivate static let rules: [FieldRule] = [
    .oneOf(ofVersion4, complaint).holding(in: ...4), .oneOf(ofVersion4 + failuresSince5, complaint).holding(in: 5...),
  ]
  private static let complaint = "is not a status of the server, such as 'pending', 'active', 'completed' or 'failed'"
  private static let ofVersion4 = unfinished + ["completed"] + failures
  /// Those of a result that a node works on, or will.
  static let unfinished = ["pending", "initializing", "active"]
  private static let failures = [
    "failed", "start failed", "non-existing Docker image", "crashed", "killed by user", "not allowed", "unknown error",
  ]
  private static let failuresSince5 = ["dataframe not found", "depended on failed task", "unexpected output"]
  /// Those with which the server 5 counts a result as failed.
  static let failed = failures + failuresSince5
  /// The status of a task is one of these, too, or in 5.x `awaiting`.
  static let tones: [Tone: [String]] = [
    .good: ["completed"], .busy: ["initializing", "active"], .idle: ["pending", "awaiting"], .bad: failed,
  ]
}
