import Catalogue

/// The roles that the server finds by their names, and what it does without them. Each consequence was seen at the
/// running servers 2.3.5, 3.11.1 and 4.15.2; version 5 does as 4.
enum DefaultRole {
  /// What a call says to harm one all the same.
  static let word = "default_role"

  /// The administrators' role.
  static let root = "Root"
  /// Of nodes, and of the algorithms that they run: the server looks them up at each of their requests.
  static let ofMachines = ["node", "container"]
  /// Those that the server makes for people since 3.x.
  static let ofPeople = ["Viewer", "Researcher", "Organization Admin", "Collaboration Admin"]

  static let guards =
    losses + changes + [
      Guard(
        User.word, "name", [root], .unlinking("users", where: (field: "username", values: [User.root])),
        User.mayDoNothing
      ).holding(in: ...4)
    ]

  private static let losses = [
    Guard(
      word, "name", [root], .loss,
      "users with this role may no longer do anything, and the server does not make the role again"
    )
    .holding(in: ...2),
    Guard(
      word, "name", [root], .loss,
      "users with this role may no longer do anything; the server's next start makes a new role, which nobody has"
    ).holding(in: 3...),
    Guard(
      word, "name", ofMachines, .loss,
      "without it, the server answers nodes and their algorithms with 500, and after its next start with 401"
    ).holding(in: ...2),
    Guard(
      word, "name", ofMachines, .loss,
      "without it, the server answers nodes and their algorithms with 500 until its next start"
    ).holding(in: 3...),
    Guard(
      word, "name", ofPeople, .loss,
      "users with this role lose its permissions; the server's next start makes a new role, which nobody has"
    ).holding(in: 3...),
  ]

  private static let changes = [
    Guard(
      word, "name", [root], .unlinking("rules"),
      "users with this role lose those permissions, and the server does not restore the rules"
    ).holding(in: ...2),
    Guard(
      word, "name", [root], .unlinking("rules"),
      "users with this role lose those permissions until the server's next start, which restores the rules"
    ).holding(in: 3...3),
    Guard(
      word, "name", ofMachines, .unlinking("rules"),
      "the server refuses requests that need the rules until its next start, which restores them"),
    Guard(
      word, "name", [root] + ofPeople, .change("rules"), "the server's next start reverts the change of its rules"
    ).holding(in: 4...),
    Guard(
      word, "name", [root] + ofPeople, .change("description"),
      "the server's next start reverts the change of its description"
    ).holding(in: 4...),
  ]

  /// The names that only the server gives, by generation.
  static let reserved: [FieldRule] = [
    .reserved(
      [root] + ofMachines, unless: word, "is the name of a default role: the server finds that role by its name"
    )
    .holding(in: ...2),
    .reserved(
      [root] + ofMachines + ofPeople, unless: word, "is the name of a default role: the server's API refuses it"
    )
    .holding(in: 3...),
  ]

  /// The user that the server makes. In version 5, its name is a setting (`KEYCLOAK_ADMIN_USERNAME`), and the next start
  /// makes it again.
  enum User {
    static let word = "root"
    static let root = "root"
    static let mayDoNothing = "without the role '\(DefaultRole.root)', the user 'root' may do nothing"

    static let guards = [
      Guard(
        word, "username", [root], .loss,
        "without this user, the server's next start fails, or makes a new one with the password 'root'"
      ).holding(in: ...4),
      Guard(
        word, "username", [root], .null("password"), "without a password, nobody can log in as root"
      ).holding(in: ...4),
      Guard(
        word, "username", [root], .unlinking("roles", where: (field: "name", values: [DefaultRole.root])),
        mayDoNothing
      ).holding(in: ...4),
    ]
  }
}
