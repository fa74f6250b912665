import Catalogue

extension Entity {
  static let role = Entity(
    "role", "A named set of rules that users can have.", naturalKey: ["name"],
    fields: [
      Field(
        "name", .text, "Name; not a number. Roles of different organizations may share one.", [.required, .name],
        rules: [.tidy, .distinct] + DefaultRole.reserved),
      Field("description", .text, "What it is for.", rules: [.longText]),
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
    ],
    advice: [
      .within("users.organization", "organization", "user % is of another organization than the role"),
      .alone(["name", "organization"], countsNulls: true, "its organization has another role of that name"),
    ],
    guards: DefaultRole.guards)
}
