import Catalogue

extension Entity {
  static let result = Entity(
    "result", aliases: ["run"], "One organization's part of a task.", tables: ["run", "result"],
    fields: [
      // The server counts a result without a status as failed, and its task as finished.
      Field(
        "status", .text, "What the node reported last.", default: .text("pending"),
        rules: [.oneOf(RunStatus.all, "is none that the server knows, such as " + RunStatus.shown)]),
      Field("assigned_at", .moment, "When it was given to the node.", default: .now),
      Field("started_at", .moment, "When the node began."),
      Field("finished_at", .moment, "When the node was done; null until then."),
      Field(
        "complete", .boolean, "Whether it is finished.", sources: [.derived(.own(.notNull("finished_at")))],
        .readOnly),
      Field("input", .text, "What the algorithm is given.", .large),
      Field("result", .text, "What the algorithm answered.", .large),
      Field("log", .text, "What the algorithm printed.", .large),
      Field("cleanup_at", .moment, "When the answer was removed from the server."),
      Field(
        "blob_storage_used", .boolean, "Whether the answer is in blob storage instead of here.",
        default: .boolean(false)),
    ],
    relations: [
      .one(
        "task", "task", "The task that it is a part of.", .required,
        inverse: .init("results", aliases: ["runs"], "One for each organization that was asked.")),
      .one(
        "organization", "organization", "Whose part it is.", .required,
        inverse: .init("results", aliases: ["runs"], "Its parts of tasks.")),
    ],
    advice: [
      .within(
        "organization", "task.collaboration.organizations",
        "the result's organization is not in the task's collaboration: the server's API refuses it")
    ])
}

/// The states that nodes report for a part of a task (`vantage6.common.task_status`, the same in 3.x and 4.x).
private enum RunStatus {
  static let all = [
    "pending", "initializing", "active", "completed", "failed", "start failed", "non-existing Docker image", "crashed",
    "killed by user", "not allowed", "unknown error",
  ]
  static let shown = "'pending', 'active', 'completed' or 'failed'"
}
