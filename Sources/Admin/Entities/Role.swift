import Catalogue

extension Entity {
  static let role = Entity(
    "role", "A named set of rules that users can have.", naturalKey: ["name"],
    fields: [
      Field(
        "name", .text, "Name; not a number. Roles of different organizations may share a name.", [.required, .name],
        rules: [.tidy, .distinct] + DefaultRole.reserved),
      Field("description", .text, "What the role is for.", rules: [.longText]),
      Field(
        "is_default_role", .boolean, "Whether the server made the role and keeps it up to date.",
        default: .boolean(false)),
    ],
    relations: [
      .one(
        "organization", "organization", "The organization that the role is for; null for all.",
        inverse: .init("roles", "Roles that only this organization may use.")),
      .many(
        "rules", "rule", "What the role allows.", through: "role_rule_association", ours: "role_id", theirs: "rule_id",
        inverse: .init("roles", "Roles that have the rule.")),
    ],
    advice: [
      .within("users.organization", "organization", "user % belongs to another organization than the role"),
      .alone(["name", "organization"], countsNulls: true, "its organization has another role of that name"),
    ],
    guards: DefaultRole.guards)
}
