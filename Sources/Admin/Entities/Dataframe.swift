import Catalogue

extension Entity {
  static let dataframe = Entity(
    "dataframe", "A table of data that a session's tasks build at the nodes, and that its later tasks use.",
    naturalKey: ["name"],
    fields: [
      Field(
        "name", .text, "Name; need not be unique, and is not a number.", [.required, .name], rules: .dataframeName),
      Field("db_label", .text, "Label of the database at the nodes from which it was extracted."),
    ],
    relations: [
      .one(
        "session", "session", "The session that it is in.", .required,
        inverse: .init("dataframes", "The session's dataframes.")),
      .one(
        "last_session_task", "task", "The last task that changed it: it is ready when that task is completed.",
        part: false, inverse: .init("last_of", "Dataframes that the task was the last to change.")),
    ],
    advice: [
      .within("last_session_task.session", "session", "its last task % belongs to another session")
    ])
}

extension [FieldRule] {
  fileprivate static let dataframeName: [FieldRule] = [
    .form(
      .plainName, "is not a name that the server's API accepts: letters from a to z, digits, '-' and '_'")
  ]
}
