import Catalogue

extension Entity {
  static let column = Entity(
    "column", "A column of a dataframe, as one node reported it. The node replaces its columns at each change.",
    fields: [
      Field("name", .text, "Name of the column.", .required),
      Field("dtype", .text, "Type of its values, as pandas calls it.", example: "int64"),
    ],
    relations: [
      .one(
        "dataframe", "dataframe", "The dataframe that has the column.", .required,
        inverse: .init("columns", "Its columns, as each node reported them.", owned: true)),
      .one(
        "node", "node", "The node that reported the column.", .required,
        inverse: .init("columns", "Columns of dataframes that the node reported.")),
    ])
}
