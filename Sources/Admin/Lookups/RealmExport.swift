import Catalogue
import JSON
import Vocabulary

/// The accounts of a realm, in the format in which Keycloak exports it (`RealmRepresentation` of its administration API).
struct RealmExport {
  /// A client with its service account.
  struct Client {
    let id: String
    let account: String?
  }

  /// Ids of the accounts of people by their names, which Keycloak keeps in lower case.
  let people: [String: String]
  /// By the clients' names.
  let clients: [String: Client]

  /// - Throws: `invalid` for what is no such export, or lacks the users.
  init(_ json: JSON) throws(Failure) {
    guard let realm = json.object, realm["users"] != nil || realm["clients"] != nil || realm["realm"] != nil else {
      throw Self.failure("expected a realm as Keycloak exports it: an object with 'users' and 'clients'")
    }
    guard let users = realm["users"]?.array else {
      throw Self.failure("it has no 'users'")
    }
    var (people, services) = ([String: String](), [String: String]())
    for user in users {
      guard let id = user["id"]?.string, let name = user["username"]?.string?.lowercased() else {
        throw Self.failure("an account has no 'id' or no 'username'")
      }
      guard people[name] == nil else { throw Self.failure("two accounts are named '\(name)'") }
      people[name] = id
      if let client = user["serviceAccountClientId"]?.string { services[client] = id }
    }
    var clients: [String: Client] = [:]
    for client in realm["clients"]?.array ?? [] {
      guard let id = client["id"]?.string, let name = client["clientId"]?.string else {
        throw Self.failure("a client has no 'id' or no 'clientId'")
      }
      let account = services[name] ?? people[Self.serviceAccount(of: name)]
      clients[name] = Client(id: id, account: account)
    }
    self.people = people.filter { !$0.key.hasPrefix(Self.serviceAccountStart) }
    self.clients = clients
  }

  private static let serviceAccountStart = "service-account-"
  private static func serviceAccount(of client: String) -> String { serviceAccountStart + client.lowercased() }

  private static func failure(_ reason: String) -> Failure {
    Failure(
      .invalid, "parameter 'realm_export': \(reason)", field: "realm_export",
      hint: "'kc.sh export --realm REALM --users realm_file --file FILE' writes one with all accounts; the export of "
        + "Keycloak's web page has no users")
  }
}
