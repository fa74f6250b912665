import Catalogue
import JSON
import Store

/// What can be done with users beside the five standard verbs.
extension Operation {
  static func ofUsers(_ model: Model) -> [Operation] {
    guard let user = model["user"] else { return [] }
    var operations = [checkPassword(user), setPassword(user), permissions(user), can(user)]
    if user.field("failed_login_attempts") != nil { operations.append(unblock(user)) }
    if user.field("otp_secret") != nil { operations.append(resetTwoFactor(user)) }
    return operations
  }

  private static func checkPassword(_ user: BoundEntity) -> Operation {
    Operation(
      Method(
        "user.check_password", entity: user.name, "Tell whether a password is the user's.", access: .read,
        parameters: Method.key(of: user) + [
          Parameter("password", .text, "The password to check.", required: true, secret: true)
        ],
        answer: .object([.init("valid", .value(.boolean), "Whether it is.")])),
      .slow { (database, arguments, _, writer) throws(Failure) in
        let stored = try database.read { (transaction) throws(Failure) in
          try transaction.secret("password", of: user, RecordKey(arguments.key, of: user))
        }
        writer.value(["valid": .bool(stored.map { Bcrypt.verify(arguments.text("password") ?? "", hash: $0) } ?? false)]
        )
      })
  }

  private static func setPassword(_ user: BoundEntity) -> Operation {
    Operation(
      Method(
        "user.set_password", entity: user.name, "Give the user another password.", access: .write,
        parameters: Method.key(of: user) + [
          Parameter("password", .text, "The new password.", required: true, secret: true)
        ] + Parameter.cautions, answer: .record),
      secrets: .parameter("password"),
      .write { (transaction, arguments, _, writer) throws(Failure) in
        let id = try transaction.update(
          user, RecordKey(arguments.key, of: user), ["password": arguments["password"] ?? .null])
        try answer(transaction, user, id, arguments, into: &writer)
      })
  }

  private static func unblock(_ user: BoundEntity) -> Operation {
    Operation(
      Method(
        "user.unblock", entity: user.name, "Forget the failed logins that block the user.", access: .write,
        parameters: Method.key(of: user) + Parameter.cautions, answer: .record),
      .write { (transaction, arguments, _, writer) throws(Failure) in
        let id = try transaction.update(user, RecordKey(arguments.key, of: user), ["failed_login_attempts": 0])
        try answer(transaction, user, id, arguments, into: &writer)
      })
  }

  private static func resetTwoFactor(_ user: BoundEntity) -> Operation {
    Operation(
      Method(
        "user.reset_two_factor", entity: user.name, "Forget the two-factor secret: the user enrols again.",
        access: .write, parameters: Method.key(of: user) + Parameter.cautions, answer: .record),
      .write { (transaction, arguments, _, writer) throws(Failure) in
        let id = try transaction.update(user, RecordKey(arguments.key, of: user), ["otp_secret": nil])
        try answer(transaction, user, id, arguments, into: &writer)
      })
  }

  private static let permissionShape = Shape.object([
    .init("id", .value(.integer), "Id of the rule."), .init("name", .value(.text), "The resource."),
    .init("scope", .value(.enumeration(.scope)), "Whose resources."),
    .init("operation", .value(.enumeration(.operation)), "What may be done."),
    .init("from", .array(.value(.text)), "The roles that it comes from; `user` where the user has it alone."),
  ])

  private static func permissions(_ user: BoundEntity) -> Operation {
    Operation(
      Method(
        "user.permissions", entity: user.name, "List what the user may do, and where it comes from.", access: .read,
        parameters: Method.key(of: user),
        answer: .object([.init("rules", .array(permissionShape), "The effective rules.")])),
      .read { (transaction, arguments, _, writer) throws(Failure) in
        let rules = try transaction.permissions(of: RecordKey(arguments.key, of: user))
        writer.value(["rules": .array(rules.map(\.json))])
      })
  }

  private static func can(_ user: BoundEntity) -> Operation {
    Operation(
      Method(
        "user.can", entity: user.name, "Tell whether the user may do something, and why.", access: .read,
        parameters: Method.key(of: user) + [
          Parameter("resource", .text, "The resource, such as `node`.", required: true),
          Parameter("scope", .text, "own, organization, collaboration or global.", required: true),
          Parameter("operation", .text, "view, edit, create, delete, send or receive.", required: true),
        ],
        answer: .object([
          .init("can", .value(.boolean), "Whether the user may."),
          .init("from", .array(.value(.text)), "The roles that it comes from; `user` where the user has it alone."),
        ])),
      .read { (transaction, arguments, _, writer) throws(Failure) in
        let scope = try named("scope", .scope, arguments)
        let operation = try named("operation", .operation, arguments)
        let rule = try transaction.permissions(of: RecordKey(arguments.key, of: user)).first {
          $0.name == arguments.text("resource") && $0.scope == scope && $0.operation == operation
        }
        writer.value(["can": .bool(rule != nil), "from": .array((rule?.from ?? []).map { .string($0) })])
      })
  }

  /// The word that a person means by any of its forms.
  private static func named(_ name: String, _ words: Enumeration, _ arguments: Arguments) throws(Failure) -> String {
    let text = arguments.text(name) ?? ""
    if let word = words.named(text)?.word { return word }
    throw Failure(
      .parameters,
      "parameter '\(name)': expected \(Kind.enumeration(words).article)"
        + NearMiss.question(text, among: words.cases.map(\.word)), entity: "user", field: name)
  }
}
