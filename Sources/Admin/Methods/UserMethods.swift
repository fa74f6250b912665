import Catalogue
import JSON
import Store
import Vocabulary

/// The methods of users besides the five standard ones.
extension Operation {
  static func ofUsers(_ model: Model) -> [Operation] {
    guard let user = model["user"] else { return [] }
    var operations = [permissions(user), can(user)]
    if user.field("password") != nil { operations = [checkPassword(user), setPassword(user)] + operations }
    if user.field("failed_login_attempts") != nil { operations.append(unblock(user)) }
    if user.field("otp_secret") != nil { operations.append(resetTwoFactor(user)) }
    return operations
  }

  private static func checkPassword(_ user: BoundEntity) -> Operation {
    Operation(
      Method(
        "user.check_password", entity: user.name, "Check whether a password is the user's.", access: .read,
        parameters: Method.key(of: user) + [
          Parameter("password", .text, "The password to check.", required: true, secret: true)
        ],
        answer: .object([.init("valid", .value(.boolean), "Whether the password is the user's.")]), question: "valid",
        retirement: .password, example: Example(of: user, ["password": "Correct-horse-7"], answers: ["valid": false])),
      .slow { (database, arguments, _, _, writer) throws(Failure) in
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
        "user.set_password", entity: user.name, "Set the user's password.", access: .write,
        parameters: Method.key(of: user) + [
          Parameter("password", .text, "The new password.", required: true, secret: true)
        ] + Parameter.cautions + [.answered], answer: .record,
        retirement: .password, example: Example(changing: user, ["password": "Correct-horse-7"])),
      secrets: .parameter("password"),
      .write(
        answering(user) { (transaction, arguments) throws(Failure) in
          try transaction.update(
            user, RecordKey(arguments.key, of: user), ["password": arguments["password"] ?? .null])
        }))
  }

  private static func unblock(_ user: BoundEntity) -> Operation {
    Operation(
      Method(
        "user.unblock", entity: user.name, "Clear the failed logins that block the user.", access: .write,
        parameters: Method.key(of: user) + Parameter.cautions + [.answered], answer: .record, retirement: .lockOut,
        example: Example(changing: user)),
      .write(
        answering(user) { (transaction, arguments) throws(Failure) in
          try transaction.update(user, RecordKey(arguments.key, of: user), ["failed_login_attempts": 0])
        }))
  }

  private static func resetTwoFactor(_ user: BoundEntity) -> Operation {
    Operation(
      Method(
        "user.reset_two_factor", entity: user.name, "Remove the two-factor secret, so that the user enrols again.",
        access: .write, parameters: Method.key(of: user) + Parameter.cautions + [.answered], answer: .record,
        retirement: .twoFactor, example: Example(changing: user)),
      .write(
        answering(user) { (transaction, arguments) throws(Failure) in
          try transaction.update(user, RecordKey(arguments.key, of: user), ["otp_secret": nil])
        }))
  }

  private static let permissionShape = Shape.object([
    .init("id", .value(.integer), "Id of the rule."), .init("name", .value(.text), "The resource."),
    .init("scope", .value(.enumeration(.scope)), "Whose resources the rule covers."),
    .init("operation", .value(.enumeration(.operation)), "The operation that the rule allows."),
    .init("from", .array(.value(.text)), "The roles that give the rule; `user` if the user has it directly."),
  ])

  private static func permissions(_ user: BoundEntity) -> Operation {
    Operation(
      Method(
        "user.permissions", entity: user.name, "List the user's permissions, and the roles that give them.",
        access: .read,
        parameters: Method.key(of: user),
        answer: .object([.init("rules", .array(permissionShape), "The effective rules.")]),
        example: Example(
          of: user,
          answers: [
            "rules": [["id": 4, "name": "node", "scope": "organization", "operation": "view", "from": ["Viewer"]]]
          ])),
      .read { (transaction, arguments, _, writer) throws(Failure) in
        let rules = try transaction.permissions(of: RecordKey(arguments.key, of: user))
        writer.value(["rules": .array(rules.map(\.json))])
      })
  }

  private static func can(_ user: BoundEntity) -> Operation {
    Operation(
      Method(
        "user.can", entity: user.name, "Check whether the user has a permission, and which roles give it.",
        access: .read,
        parameters: Method.key(of: user) + [
          Parameter("resource", .text, "The resource, such as `node`.", required: true),
          Parameter("scope", .enumeration(.scope), "How far it reaches.", required: true),
          Parameter("operation", .enumeration(.operation), "What is done to it.", required: true),
        ],
        answer: .object([
          .init("can", .value(.boolean), "Whether the user has exactly that rule."),
          .init("from", .array(.value(.text)), "The roles that give the rule; `user` if the user has it directly."),
          .init(
            "at_least", .value(.boolean),
            "Whether the user has it in that scope or a wider one, which the server of version 4 accepts in some places."
          ),
        ]), question: "can",
        example: Example(
          of: user, ["resource": "node", "scope": "organization", "operation": "view"],
          answers: ["can": true, "from": ["Viewer"], "at_least": true])),
      .read { (transaction, arguments, _, writer) throws(Failure) in
        let scope = arguments.text("scope") ?? ""
        let operation = arguments.text("operation") ?? ""
        let resource = try resource(arguments, transaction)
        let rules = try transaction.permissions(of: RecordKey(arguments.key, of: user)).filter {
          $0.name == resource && $0.operation == operation
        }
        let exact = rules.first { $0.scope == scope }
        let wider = Enumeration.scope.cases.map(\.word).drop { $0 != scope }
        writer.value([
          "can": .bool(exact != nil), "from": .array((exact?.from ?? []).map { .string($0) }),
          "at_least": .bool(rules.contains { wider.contains($0.scope) }),
        ])
      })
  }

  /// The resource as the rules of this database name it. The caller may also use a name or alias of the entity.
  private static func resource(
    _ arguments: Arguments, _ transaction: borrowing ReadTransaction
  ) throws(Failure) -> String {
    let text = arguments.text("resource") ?? ""
    let known = try transaction.ruleResources()
    let entity = transaction.model.catalogue[text]
    if let found = ([text] + (entity.map { [$0.name] + $0.aliases } ?? [])).first(where: known.contains) {
      return found
    }
    throw Failure(
      .parameters, "parameter 'resource': there are no rules for '\(text)'", entity: "user", field: "resource",
      hint: "there are rules for \(known.joined(separator: ", "))", suggestion: NearMiss.of(text, among: known))
  }
}
