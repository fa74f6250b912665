import Catalogue

extension Entity {
  static let node = Entity(
    "node", "The machine that runs an organization's part of a collaboration's tasks.",
    parent: .authenticatable("node"), naturalKey: ["name"],
    fields: [
      Field(
        "name", .text, "Name; unique, and not a number.", [.required, .unique, .name],
        rules: .name + [.blankless]),
      Field(
        "api_key", .text, "Key with which the node logs in. Without one, a new key is made and shown once.",
        default: .key,
        secret: .bcrypt.holding(in: 3...), rules: .apiKey, retirement: .apiKey),
    ] + Field.authenticatable(status: .text("offline")),
    relations: [
      .one(
        "organization", "organization", "The organization that runs the node.", .required,
        inverse: .init("nodes", "The organization's nodes.")),
      .one(
        "collaboration", "collaboration", "The collaboration that the node serves.",
        inverse: .init("nodes", "The collaboration's nodes.")),
    ],
    advice: [
      .without("collaboration", "a node without a collaboration gets no tasks"),
      .within(
        "organization", "collaboration.organizations", "the node's organization is not in its collaboration"),
      .alone(
        ["organization", "collaboration"],
        "node % belongs to the same organization and collaboration: the server then answers every request that lists "
          + "results with 500"
      ).holding(in: 3...).refused(),
      .alone(
        ["organization", "collaboration"],
        "node % belongs to the same organization and collaboration: the server's API refuses it"
      ).holding(in: ...2),
    ])
}

extension FieldRule {
  fileprivate static let blankless =
    judged { $0.contains(" ") ? "has a blank: the server's API refuses it" : nil }.holding(in: 5...)
}

extension [FieldRule] {
  fileprivate static let apiKey: [FieldRule] = [
    .form(.uuid, "is not a UUID such as 'node create' makes: the node could not log in").holding(in: 4...).refused(),
    .form(.uuid, "is not a UUID: with a server of version 4 or later, the node could not log in").holding(in: ...3),
    .unshared("is also the key of node %: only one of the two nodes could log in").refused(),
  ]
}
