import Catalogue

extension Entity {
  static let task = Entity(
    "task", "A computation that organizations are asked to run.",
    fields: [
      Field("name", .text, "Name; need not be unique.", rules: [.long]),
      Field("description", .text, "What the task is about.", rules: [.longText]),
      Field("image", .text, "Container image of the algorithm."),
      Field("method", .text, "Name of the algorithm's function."),
      Field(
        "run_id", .integer, "Tasks with the same number share their temporary volumes.", aliases: ["job_id"],
        columns: ["job_id", "run_id"], default: .next),
      Field(
        "database", .text, "Label of the (first) database that the task uses.",
        sources: [.firstOf(relation: "databases", columns: ["label", "database"]), .columns(["database"])]),
      Field("created_at", .moment, "When the task was made.", default: .now),
      Field(
        "complete", .boolean, "Whether every result is finished.",
        sources: [.derived(.all("results", .notNull("finished_at")))], .readOnly),
      Field(
        "status", .text, "Combined status of the task's results.", sources: TaskStatus.sources, .readOnly,
        tones: RunStatus.tones),
      Field(
        "finished_at", .moment, "When the last result was finished; null until then.",
        sources: TaskStatus.finishedSources, .readOnly),
    ],
    relations: [
      .one(
        "collaboration", "collaboration", "The collaboration that the task runs in.", .required,
        inverse: .init("tasks", "The collaboration's tasks.")),
      .one(
        "initiator", "organization", "The organization that started the task.",
        columns: ["init_org_id", "initiator_id"],
        aliases: ["init_org"], .essential(since: 5),
        inverse: .init("created_tasks", aliases: ["tasks"], "Tasks that the organization started.")),
      .one(
        "init_user", "user", "The user who started the task.", part: false,
        inverse: .init("created_tasks", "Tasks that the user started.")),
      .one(
        "parent", "task", "The task that started this one.",
        inverse: .init("children", "Tasks that this task started.")),
      .one(
        "study", "study", "The study that the task belongs to.", part: false,
        inverse: .init("tasks", "The study's tasks.")),
      .one(
        "algorithm_store", "algorithm_store", "The store that the algorithm comes from.", part: false,
        inverse: .init("tasks", "Tasks whose algorithm comes from the store.")),
      .one(
        "session", "session", "The session that the task belongs to.", inverse: .init("tasks", "The session's tasks.")),
      .one(
        "dataframe", "dataframe", "The dataframe that the task builds.", part: false,
        inverse: .init("tasks", "The tasks that build it, one after the other.")),
      .many(
        "depends_on", "task", "Tasks that have to be finished first.", through: "task_depends_on", ours: "task_id",
        theirs: "depends_on_id", inverse: .init("required_by", "Tasks that wait for this one.")),
    ],
    advice: [
      .without("initiator", "some versions of the server cannot show a task without an initiator"),
      .within("session.collaboration", "collaboration", "session % belongs to another collaboration"),
      .within("dataframe.session", "session", "dataframe % belongs to another session"),
      .within("initiator", "collaboration.organizations", "the task's initiator is not in its collaboration"),
      .within(
        "study.collaboration", "collaboration",
        "study % belongs to another collaboration: the server's API refuses it"),
      .within("parent.collaboration", "collaboration", "the parent task % belongs to another collaboration"),
      .within(
        "children.collaboration", "collaboration", "task %, which this task started, belongs to another collaboration"),
      .within(
        "results.organization", "collaboration.organizations",
        "result % belongs to an organization that is not in the task's collaboration"),
    ])
}

/// How each generation of the server computes a task's status: `models.task.status` is never stored.
private enum TaskStatus {
  static let unfinished = ["initializing", "active", "pending"]
  static let sound = unfinished + ["completed"]

  static let sources: [Field.Source] = [
    .derived(since5, when: .column(table: "run", column: "action")),
    .derived(since4, when: .column(table: "run", column: "status")),
    .derived(since3, when: .column(table: "result", column: "status")),
    .derived(before),
  ]

  /// A result without a status counts as not finished, and a task without results as completed.
  private static let since5 = Expression.choose(
    [
      .init(when: .any("results", .among("status", RunStatus.failed)), then: .text("failed")),
      .init(when: .all("results", .among("status", ["completed"])), then: .text("completed")),
    ], else: .text("awaiting"))

  /// If all failed results have the same status, it is the task's status, too; otherwise that is `failed`. An
  /// unfinished state takes precedence over `completed`.
  private static let since4 = Expression.choose(
    [
      .init(
        when: .any("results", .notAmong("status", sound)),
        then: .common("results", "status", .notAmong("status", sound), else: "failed")),
      .init(when: .any("results", .among("status", ["active"])), then: .text("active")),
      .init(when: .any("results", .among("status", ["initializing"])), then: .text("initializing")),
      .init(when: .any("results", .among("status", ["pending"])), then: .text("pending")),
    ], else: .text("completed"))

  private static let since3 = Expression.choose(
    [
      .init(when: .all("results", .null("status")), then: .text("unknown")),
      .init(when: .any("results", .notAmong("status", sound)), then: .text("failed")),
      .init(when: .any("results", .among("status", ["active"])), then: .text("active")),
      .init(when: .any("results", .among("status", ["initializing"])), then: .text("initializing")),
      .init(when: .any("results", .among("status", ["pending"])), then: .text("pending")),
    ], else: .text("completed"))

  /// Results had no status yet, so it follows from their moments.
  private static let before = Expression.choose(
    [
      .init(when: .all("results", .notNull("finished_at")), then: .text("completed")),
      .init(when: .any("results", .notNull("started_at")), then: .text("active")),
    ], else: .text("pending"))

  private static let whenComplete = Expression.choose(
    [.init(when: .all("results", .notNull("finished_at")), then: .greatest("results", "finished_at"))], else: .null)

  static let finishedSources: [Field.Source] = [
    .derived(
      .choose(
        [.init(when: .all("results", .among("status", ["completed"])), then: .greatest("results", "finished_at"))],
        else: .null), when: .column(table: "run", column: "action")),
    .derived(
      .choose(
        [
          .init(when: .any("results", .notAmong("status", ["completed"])), then: .null)
        ], else: .greatest("results", "finished_at")),
      when: .column(table: "run", column: "status")),
    .derived(whenComplete),
  ]
}
