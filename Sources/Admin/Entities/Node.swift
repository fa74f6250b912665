import Catalogue

extension Entity {
  static let node = Entity(
    "node", "The machine that runs an organization's part of a collaboration's tasks.",
    parent: .authenticatable("node"), naturalKey: ["name"],
    fields: [
      Field("name", .text, "Name; unique, and not a number.", [.required, .unique, .name]),
      Field(
        "api_key", .text, "Key with which the node logs in; made and shown once when none is given.", default: .key,
        secret: .bcryptSince3),
    ] + Field.authenticatable,
    relations: [
      .one(
        "organization", "organization", "Whose node it is.", .required, inverse: .init("nodes", "Its nodes.")),
      .one(
        "collaboration", "collaboration", "The collaboration that it serves.", inverse: .init("nodes", "Its nodes.")),
    ],
    advice: [
      .without("collaboration", "a node without a collaboration gets no tasks"),
      .outside("organization", "collaboration", "organizations", "the node's organization is not in its collaboration"),
    ])
}
