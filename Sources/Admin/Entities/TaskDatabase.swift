import Catalogue

extension Entity {
  static let taskDatabase = Entity(
    "task_database", "A database at the nodes that a task uses.", tables: ["taskdatabase"],
    fields: [
      Field(
        "database", .text, "Label of the database at the nodes; null for a dataframe.", aliases: ["label"],
        columns: ["label", "database"], .required, requiring: ...4),
      Field(
        "type", .text, "What it is: `source`, a database at the nodes, or `dataframe`, one of the session.",
        aliases: ["type_"], default: .text("source"),
        rules: [.oneOf(["source", "dataframe"], "is not a type of the server: expected 'source' or 'dataframe'")]),
      Field("position", .integer, "Place of the algorithm's argument that it is for, from 0.", default: .integer(0)),
      Field(
        "parameters", .text, "Parameters for the database, as the server stores them: text that is a JSON object.",
        [.jsonObject, .neverNull], default: .text("{}")),
    ],
    relations: [
      .one(
        "task", "task", "The task that uses the database.", .required,
        inverse: .init("databases", "Databases that the task uses.", owned: true)),
      .one(
        "dataframe", "dataframe", "The dataframe that the task uses.", part: false,
        inverse: .init("task_databases", "Where tasks use the dataframe.")),
    ])
}
