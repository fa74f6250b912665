import Catalogue
import JSON
import Store
import Vocabulary

/// The methods that link users and nodes to their accounts at Keycloak.
extension Operation {
  static func ofLinks(_ model: Model) -> [Operation] {
    guard let user = model["user"], let node = model["node"], user.field(account) != nil, node.field(client) != nil
    else { return [] }
    return [link(user), unlink(user), relink(user, node), link(node), unlink(node)]
  }

  private static let account = "keycloak_id"
  private static let client = "keycloak_client_id"
  /// No two records have the same account.
  private static func exampleID(of entity: BoundEntity) -> JSON {
    .string("0f8fad5b-d9cb-469f-a165-70867728950" + (entity.name == "user" ? "e" : "f"))
  }

  private static func link(_ entity: BoundEntity) -> Operation {
    Operation(
      Method(
        "\(entity.name).link", entity: entity.name,
        "Say which account at Keycloak belongs to the \(entity.entity.words).",
        details: "An account that another user or node has is refused: the server would answer both with 500.",
        access: .write,
        parameters: Method.key(of: entity) + [
          Parameter(account, .text, "Id of the account, or of the client's service account.", required: true),
          Parameter(client, .text, "Keycloak's own id of the client. Without it, the present one stays."),
        ] + Parameter.cautions + [.answered], answer: .record, errors: [.alreadyExists],
        example: Example(changing: entity, [account: exampleID(of: entity)])),
      .write(
        answering(entity) { (transaction, arguments) throws(Failure) in
          var values = JSON.Object([.init(account, arguments[account] ?? .null)])
          if let id = arguments.text(client) { values[client] = .string(id) }
          return try transaction.update(entity, RecordKey(arguments.key, of: entity), .object(values))
        }))
  }

  private static func unlink(_ entity: BoundEntity) -> Operation {
    Operation(
      Method(
        "\(entity.name).unlink", entity: entity.name,
        "Forget which account at Keycloak belongs to the \(entity.entity.words), so that nobody can log in with it.",
        access: .write, parameters: Method.key(of: entity) + Parameter.cautions + [.answered], answer: .record,
        example: Example(changing: entity)),
      .write(
        answering(entity) { (transaction, arguments) throws(Failure) in
          try transaction.update(entity, RecordKey(arguments.key, of: entity), [account: nil, client: nil])
        }))
  }

  private static func relink(_ user: BoundEntity, _ node: BoundEntity) -> Operation {
    Operation(
      Method(
        "user.relink", entity: user.name,
        "Link all users and nodes to the accounts of a realm that was made again. Users are found by their names, and "
          + "nodes and service accounts by their clients.",
        details:
          "Accounts get new ids when a realm is made again, and then nobody can log in. Records whose account the "
          + "export does not have stay as they are, with a warning. The export may hold hashes of passwords: they are "
          + "not looked at.",
        access: .write,
        parameters: [
          Parameter(
            "realm_export", .json,
            "The realm as 'kc.sh export --realm REALM --users realm_file --file FILE' writes it.", role: .document,
            required: true, errors: [.invalid, .alreadyExists])
        ] + Parameter.cautions,
        answer: .object([
          .init("linked", .array(linkShape), "The records that got another account."),
          .init("unknown", .array(.value(.text)), "Names of accounts without a record, at most a hundred."),
          .init("warnings", .array(.value(.text)), "Problems that did not prevent the call.", always: false),
          .init("changes", .array(.change), "In a dry run, what would have changed.", always: false),
          .init("dry_run", .value(.boolean), "True for a dry run: nothing was changed.", always: false),
        ]), isDestructive: true,
        example: Example(
          ["realm_export": ["realm": "vantage6", "users": [], "clients": []]],
          answers: ["linked": [], "unknown": []])),
      .write { (transaction, arguments, _, writer) throws(Failure) in
        var relinking = try Relinking(RealmExport(arguments["realm_export"] ?? .null), user, node, transaction.reading)
        try relinking.run(&transaction)
        let members: [JSON.Member] = [
          .init("linked", .array(relinking.linked)),
          .init("unknown", .array(relinking.unknown.prefix(100).map { .string($0) })),
        ]
        writer.value(.object(JSON.Object(try members + transaction.notes(arguments, showsChanges: true))))
      })
  }

  private static let linkShape = Shape.object([
    .init("entity", .value(.text), "The entity."), .init("id", .value(.integer), "Id of the record."),
    .init("name", .optional(.value(.text)), "Its name."),
    .init(account, .value(.text), "Id of its account now."),
  ])
}
