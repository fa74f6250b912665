import Catalogue

extension Entity {
  static let user = Entity(
    "user", "A person who may log in.", parent: .authenticatable("user"), naturalKey: ["username"],
    fields: [
      Field(
        "username", .text, "Login name; unique, and not a number.", [.required, .unique, .name],
        rules: .username),
      Field(
        "password", .text, "Password; only its hash is kept. Without one, the user cannot log in.", secret: .bcrypt,
        rules: .password, retirement: .password),
      Field("firstname", .text, "Given name.", rules: [.long], retirement: .personalData),
      Field("lastname", .text, "Family name.", rules: [.long], retirement: .personalData),
      Field(
        "email", .text, "Email address; unique.", .unique, rules: [.form(.mailAddress, "is not an email address")],
        retirement: .personalData),
      Field(
        "is_service_account", .boolean, "Whether a program logs in as the user, not a person.",
        default: .boolean(false)),
      Field(
        "failed_login_attempts", .integer,
        "Failed logins since the last good one; too many block the user for a while.",
        .volatile, default: .integer(0), retirement: .lockOut),
      Field("last_login_attempt", .moment, "Last failed login.", .volatile, retirement: .lockOut),
      Field(
        "otp_secret", .text, "Two-factor secret; null until the user has enrolled.", secret: .plain,
        retirement: .twoFactor),
      Field(
        "last_email_failed_login_sent", .moment, "When the server last sent the user a mail about failed logins.",
        .volatile, retirement: .lockOut),
      Field(
        "last_email_recover_password_sent", .moment,
        "When the server last sent the user a mail to recover the password.", .volatile, retirement: .password),
    ] + Field.authenticatable(),
    relations: [
      .one(
        "organization", "organization", "The user's organization.", inverse: .init("users", "The organization's users.")
      ),
      .many(
        "roles", "role", "The roles that the user has.", through: "Permission", ours: "user_id", theirs: "role_id",
        inverse: .init("users", "Users who have the role.")),
      .many(
        "rules", "rule", "Rules that the user has directly, in addition to those of the roles.",
        through: "UserPermission",
        ours: "user_id", theirs: "rule_id", inverse: .init("users", "Users who have the rule directly, without a role.")
      ),
    ],
    advice: [
      .without("organization", "a user without an organization has almost no permissions"),
      .within(
        "roles.organization", "organization",
        "role % belongs to another organization than the user: the server's API refuses it"),
    ],
    guards: DefaultRole.User.guards)
}

extension [FieldRule] {
  fileprivate static let username: [FieldRule] = [
    .longest(128, "the server's login refuses it").holding(in: 4...).refused(),
    .shortest(3, "the server's API refuses it").holding(in: 4...),
    .form(
      .identifier,
      "is not a username that the server's API accepts: a letter from a to z, then letters, digits, '.', '_' and '-'"
    ).holding(in: 4...),
    .tidy, .distinct,
  ]

  fileprivate static let password: [FieldRule] = [
    .longest(128, "the server's login refuses it").holding(in: 4...).refused(), PasswordRules.rule,
  ]
}
