import Catalogue
import JSON
import Store
import Vocabulary

/// The accounts that users and nodes of an older version need at Keycloak, in the format that its partial import takes
/// (`PartialImportRepresentation` of its administration API). Clients are as the server 5.0.3 makes them.
struct KeycloakAccounts {
  private(set) var users: [JSON] = []
  private(set) var clients: [JSON] = []
  /// The names of users that differ from another one in case only: Keycloak takes them for the same.
  private(set) var alike: [String] = []

  var isEmpty: Bool { users.isEmpty && clients.isEmpty }

  var document: JSON {
    ["ifResourceExists": "SKIP", "users": .array(users), "clients": .array(clients)]
  }

  /// Those of the records that have none yet.
  init(_ transaction: borrowing WriteTransaction) throws(Failure) {
    var seen: Set<String> = []
    let linked = try Self.linked("user", transaction)
    if let user = transaction.model["user"] {
      let fields = ["username", "email", "firstname", "lastname", "otp_secret"]
      let organizations = try Self.organizations(user, transaction)
      for record in try transaction.records(user, alsoRetired: fields) {
        guard let id = record["id"]?.integer, let name = record["username"]?.string, !linked.contains(id) else {
          continue
        }
        if !seen.insert(name.lowercased()).inserted { alike.append(name) }
        users.append(Self.account(name, record, organizations[id]))
      }
    }
    let linkedNodes = try Self.linked("node", transaction)
    if let node = transaction.model["node"] {
      for record in try transaction.records(node, alsoRetired: ["name"]) {
        guard let id = record["id"]?.integer, let name = record["name"]?.string, !linkedNodes.contains(id) else {
          continue
        }
        clients.append(Self.client("\(name)-node-client"))
      }
    }
  }

  /// The ids of the records that have an account.
  private static func linked(
    _ name: String, _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> Set<Int64> {
    guard let entity = transaction.model[name], entity.field("keycloak_id") != nil else { return [] }
    return Set(try transaction.reading.ids(entity, where: ["keycloak_id": ["null": false]]))
  }

  private static func organizations(
    _ user: BoundEntity, _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> [Int64: Int64] {
    var organizations: [Int64: Int64] = [:]
    for record in try transaction.reading.records(user, ["organization.id"]) {
      organizations[record.id] = record.one("organization")?.id
    }
    return organizations
  }

  /// Keycloak cannot check the server's hashes, so that the user chooses a new password.
  private static func account(_ name: String, _ record: JSON.Object, _ organization: Int64?) -> JSON {
    var account = JSON.Object([.init("username", .string(name)), .init("enabled", true)])
    for (ours, theirs) in [("email", "email"), ("firstname", "firstName"), ("lastname", "lastName")] {
      if let text = record[ours]?.string, !text.isEmpty { account[theirs] = .string(text) }
    }
    let hasTwoFactor = record["otp_secret"]?.string != nil
    account["requiredActions"] = ["UPDATE_PASSWORD"]
    if hasTwoFactor { account["requiredActions"] = ["UPDATE_PASSWORD", "CONFIGURE_TOTP"] }
    if let organization { account["attributes"] = ["organization_id": [.string("\(organization)")]] }
    return .object(account)
  }

  private static func client(_ name: String) -> JSON {
    [
      "clientId": .string(name), "publicClient": false, "enabled": true, "serviceAccountsEnabled": true,
      "standardFlowEnabled": false,
      "protocolMappers": [
        [
          "name": "vantage6_client_type", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper",
          "config": [
            "claim.name": "vantage6_client_type", "claim.value": "node", "access.token.claim": "true",
          ],
        ]
      ],
    ]
  }
}

extension MigrationStep {
  /// Hands the accounts to the caller, before the values that only they need are dropped.
  /// - Parameter areKept: whether the caller keeps them.
  static func accounts(areKept: Bool) -> MigrationStep {
    MigrationStep("accounts") { (transaction, _, report) throws(Failure) in
      guard let user = transaction.model["user"], !report.isEmpty || !user.retiredFields.isEmpty else { return }
      let accounts = try KeycloakAccounts(transaction)
      guard !accounts.isEmpty else { return }
      guard areKept else {
        throw Failure(
          .constraint, "version 5 keeps no names and addresses of users: their accounts at Keycloak need them",
          hint:
            "'vctl migrate --to 5 --accounts FILE' writes the accounts to a file; other callers set 'accounts' to true, and keep "
            + "the 'accounts' of the answer")
      }
      report.hand(over: "accounts", accounts.document)
      report.leave(
        accounts.alike.count,
        "\(Wording.counted(Int64(accounts.alike.count), "user")) whose names differ from another one's in case only, which "
          + "Keycloak takes for the same: " + accounts.alike.map { "'\($0)'" }.joined(separator: ", "))
    }
  }
}
