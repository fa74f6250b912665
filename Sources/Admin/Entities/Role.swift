import Catalogue

extension Entity {
  static let role = Entity(
    "role", "A named set of rules that users can have.", naturalKey: ["name"],
    fields: [
      Field("name", .text, "Name; not a number. Roles of different organizations may share one.", [.required, .name]),
      Field("description", .text, "What it is for."),
      Field(
        "is_default_role", .boolean, "Whether the server made it and keeps it up to date.", default: .boolean(false)),
    ],
    relations: [
      .one(
        "organization", "organization", "The organization that it is for; null for every one.",
        inverse: .init("roles", "Roles that only it may use.")),
      .many(
        "rules", "rule", "What it allows.", through: "role_rule_association", ours: "role_id", theirs: "rule_id",
        inverse: .init("roles", "Roles that have the rule.")),
    ])
}
