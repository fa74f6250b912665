import Catalogue

extension Entity {
  static let node = Entity(
    "node", "The machine that runs an organization's part of a collaboration's tasks.",
    parent: .authenticatable("node"), naturalKey: ["name"],
    fields: [
      Field("name", .text, "Name; unique, and not a number.", [.required, .unique, .name], rules: .name),
      Field(
        "api_key", .text, "Key with which the node logs in; made and shown once when none is given.", default: .key,
        secret: .bcrypt.holding(in: 3...), rules: .apiKey),
    ] + Field.authenticatable(status: .text("offline")),
    relations: [
      .one(
        "organization", "organization", "Whose node it is.", .required, inverse: .init("nodes", "Its nodes.")),
      .one(
        "collaboration", "collaboration", "The collaboration that it serves.", inverse: .init("nodes", "Its nodes.")),
    ],
    advice: [
      .without("collaboration", "a node without a collaboration gets no tasks"),
      .within(
        "organization", "collaboration.organizations", "the node's organization is not in its collaboration"),
      .alone(
        ["organization", "collaboration"],
        "node % is of the same organization in the same collaboration: the server then answers everyone who lists "
          + "results with 500"
      ).holding(in: 3...).refused(),
      .alone(
        ["organization", "collaboration"],
        "node % is of the same organization in the same collaboration: the server's API refuses it"
      ).holding(in: ...2),
    ])
}

extension [FieldRule] {
  fileprivate static let apiKey: [FieldRule] = [
    .form(.uuid, "is no UUID, such as 'node create' makes: the node could not log in").holding(in: 4...).refused(),
    .form(.uuid, "is no UUID: with a server of version 4 or later, the node could not log in").holding(in: ...3),
    .unshared("is that of node %: only one of both could log in").refused(),
  ]
}
