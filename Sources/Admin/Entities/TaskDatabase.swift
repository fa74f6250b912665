import Catalogue

extension Entity {
  static let taskDatabase = Entity(
    "task_database", "A database at the nodes that a task uses.", tables: ["taskdatabase"],
    fields: [
      Field("database", .text, "Label of the database at the nodes.", .required),
      Field(
        "parameters", .text, "Parameters for the database, as the server stores them: text that is a JSON object.",
        [.jsonObject, .neverNull], default: .text("{}")),
    ],
    relations: [
      .one(
        "task", "task", "The task that uses the database.", .required,
        inverse: .init("databases", "Databases that the task uses.", owned: true))
    ])
}
