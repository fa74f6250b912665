import Catalogue

extension Entity {
  static let algorithmPort = Entity(
    "algorithm_port", "A port at which a running algorithm can be reached.", tables: ["algorithmport"],
    fields: [
      Field(
        "port", .integer, "Number of the port.", .required,
        rules: [.number(1...65_535, "is not a port number: expected 1 to 65535")]),
      Field("label", .text, "What the port is for.", rules: [.long]),
    ],
    relations: [
      .one(
        "result", "result", "The result whose algorithm opened the port.", columns: ["run_id", "result_id"],
        aliases: ["run"],
        .required, inverse: .init("ports", "Ports that its algorithm opened."))
    ])
}
