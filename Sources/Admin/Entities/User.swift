import Catalogue

extension Entity {
  static let user = Entity(
    "user", "A person who may log in.", parent: .authenticatable("user"), naturalKey: ["username"],
    fields: [
      Field("username", .text, "Login name; unique, and not a number.", [.required, .unique, .name]),
      Field(
        "password", .text, "Password; only its hash is kept. Without one, the user cannot log in.", secret: .bcrypt),
      Field("firstname", .text, "Given name."),
      Field("lastname", .text, "Family name."),
      Field("email", .text, "Mail address; unique.", .unique),
      Field(
        "failed_login_attempts", .integer,
        "Failed logins since the last good one; too many block the user for a while.",
        .volatile, default: .integer(0)),
      Field("last_login_attempt", .moment, "Last failed login.", .volatile),
      Field("otp_secret", .text, "Two-factor secret; null until the user has enrolled.", secret: .plain),
      Field(
        "last_email_failed_login_sent", .moment, "When the user was last told of failed logins by mail.", .volatile),
      Field(
        "last_email_recover_password_sent", .moment, "When a mail to recover the password was last sent.", .volatile),
    ] + Field.authenticatable,
    relations: [
      .one(
        "organization", "organization", "Where the user works.", inverse: .init("users", "Its users.")),
      .many(
        "roles", "role", "The roles that the user has.", through: "Permission", ours: "user_id", theirs: "role_id",
        inverse: .init("users", "Who has the role.")),
      .many(
        "rules", "rule", "Rules that the user has beside those of the roles.", through: "UserPermission",
        ours: "user_id", theirs: "rule_id", inverse: .init("users", "Who has the rule beside those of a role.")),
    ],
    advice: [
      .weakPassword("password"),
      .without("organization", "a user without an organization can do next to nothing"),
    ])
}
