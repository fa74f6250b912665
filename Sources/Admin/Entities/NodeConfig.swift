import Catalogue

extension Entity {
  static let nodeConfig = Entity(
    "node_config", "A setting that a node reported to the server.", tables: ["nodeconfig"],
    fields: [
      Field("key", .text, "Name of the setting.", .required),
      Field("value", .text, "Its value."),
    ],
    relations: [
      .one(
        "node", "node", "The node that reported the setting.", .required,
        inverse: .init("config", "Settings that the node reported."))
    ])
}
