import Catalogue

extension Entity {
  static let session = Entity(
    "session", "A workspace at the nodes of a collaboration, in which a user's tasks share dataframes.",
    naturalKey: ["name"],
    fields: [
      Field(
        "name", .text, "Name; not a number. Sessions of different collaborations may share a name.",
        [.required, .name],
        rules: [.tidy, .long]),
      Field(
        "scope", .text, "Who may use it: `own`, `organization` or `collaboration`.", default: .text("own"),
        rules: [
          .oneOf(
            ["own", "organization", "collaboration"],
            "is not a scope that the server's API accepts: expected 'own', 'organization' or 'collaboration'")
        ]),
      Field(
        "image", .text,
        "The only image that its tasks may use, if the collaboration restricts sessions to one; null until the first."),
      Field("created_at", .moment, "When it was made.", default: .now),
      Field("last_used_at", .moment, "When it was last used.", default: .now),
    ],
    relations: [
      .one(
        "owner", "user", "The user whose session it is.", columns: ["user_id"], aliases: ["user"],
        .essential(since: 5), inverse: .init("sessions", "Sessions that the user owns.")),
      .one(
        "collaboration", "collaboration", "The collaboration at whose nodes it is.", .essential(since: 5),
        inverse: .init("sessions", "The collaboration's sessions.")),
      .one(
        "study", "study", "The study at whose nodes it is; null for the whole collaboration.", part: false,
        inverse: .init("sessions", "The study's sessions.")),
    ],
    advice: [
      .within(
        "study.collaboration", "collaboration", "study % belongs to another collaboration: the server's API refuses it"),
      .within("tasks.collaboration", "collaboration", "task % of the session is in another collaboration"),
      .alone(
        ["name", "collaboration"], "session % of the collaboration has the same name: the database cannot have both"
      ).refused(),
    ])
}
