import Catalogue

extension Entity {
  static let taskDatabase = Entity(
    "task_database", "A database that a task asks its nodes for.", tables: ["taskdatabase"],
    fields: [
      Field("database", .text, "Label of the database at the nodes.", .required),
      Field(
        "parameters", .text, "Parameters for it, as the server keeps them: text that is a JSON object.",
        [.jsonObject, .neverNull], default: .text("{}")),
    ],
    relations: [
      .one(
        "task", "task", "The task that asks.", .required,
        inverse: .init("databases", "Databases that it asks for.", owned: true))
    ])
}
