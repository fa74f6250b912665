import Catalogue

extension Entity {
  static let collaboration = Entity(
    "collaboration", aliases: ["collab"], "Organizations that compute together.", naturalKey: ["name"],
    fields: [
      Field("name", .text, "Name; unique, and not a number.", [.required, .unique, .name], rules: .name),
      Field(
        "encrypted", .boolean, "Whether input and results are encrypted end to end.", default: .boolean(true)),
      Field(
        "session_restrict_to_same_image", .boolean, "Whether all tasks of a session must use the same image.",
        default: .boolean(false)),
    ],
    relations: [
      .many(
        "organizations", "organization", "Organizations that take part.", through: "Member", ours: "collaboration_id",
        theirs: "organization_id",
        inverse: .init("collaborations", "Collaborations that the organization takes part in."))
    ],
    advice: [
      .within(
        "nodes.organization", "organizations", "node % belongs to an organization that is not in its collaboration"),
      .within(
        "studies.organizations", "organizations", "study % has an organization that is not in its collaboration"),
    ])
}
