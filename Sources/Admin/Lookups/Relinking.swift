import Catalogue
import JSON
import Store
import Vocabulary

/// The links of all users and nodes to the accounts of a realm.
struct Relinking {
  /// A record with the account that it has, and the one that it gets.
  private struct Link {
    let entity: BoundEntity
    let id: Int64
    let name: String
    let present: String?
    let values: JSON.Object
    let isNew: Bool
    var account: String? { values["keycloak_id"]?.string }
  }

  private let links: [Link]
  /// What has no account in the export: `user 'anna'`.
  private let missing: [String]
  /// The names of accounts that no record is for.
  let unknown: [String]
  private(set) var linked: [JSON] = []

  init(
    _ realm: RealmExport, _ user: BoundEntity, _ node: BoundEntity, _ transaction: borrowing ReadTransaction
  ) throws(Failure) {
    var (links, missing) = ([Link](), [String]())
    var (people, clients) = (Set<String>(), Set<String>())
    for record in try transaction.records(user, ["username", "is_service_account"] + Self.linkFields) {
      let name = record.text("username") ?? ""
      var values: JSON.Object?
      if record.flag("is_service_account") == true {
        values = Self.values(of: "\(name)-user-client", realm, &clients)
      } else if let account = realm.people[name.lowercased()] {
        people.insert(name.lowercased())
        values = JSON.Object([.init("keycloak_id", .string(account))])
      }
      Self.add(user, record, name, values, &links, &missing)
    }
    for record in try transaction.records(node, ["name"] + Self.linkFields) {
      let name = record.text("name") ?? ""
      Self.add(node, record, name, Self.values(of: "\(name)-node-client", realm, &clients), &links, &missing)
    }
    (self.links, self.missing) = (links, missing)
    // Keycloak has clients of its own besides.
    let ours = realm.clients.keys.filter { $0.hasSuffix("-node-client") || $0.hasSuffix("-user-client") }
    unknown =
      realm.people.keys.filter { !people.contains($0) }.sorted() + ours.filter { !clients.contains($0) }.sorted()
  }

  private static let linkFields = ["keycloak_id", "keycloak_client_id"]

  private static func values(of client: String, _ realm: RealmExport, _ found: inout Set<String>) -> JSON.Object? {
    guard let one = realm.clients[client], let account = one.account else { return nil }
    found.insert(client)
    return JSON.Object([.init("keycloak_id", .string(account)), .init("keycloak_client_id", .string(one.id))])
  }

  private static func add(
    _ entity: BoundEntity, _ record: Record, _ name: String, _ values: JSON.Object?, _ links: inout [Link],
    _ missing: inout [String]
  ) {
    guard let values else { return missing.append("\(entity.entity.words) '\(name)'") }
    links.append(
      Link(
        entity: entity, id: record.id, name: name, present: record.json("keycloak_id")?.string, values: values,
        isNew: values.members.contains { record.json($0.key) != $0.value }))
  }

  /// Changes what differs.
  /// - Throws: `already_exists` if an account belongs to a record that the export does not have.
  mutating func run(_ transaction: inout WriteTransaction) throws(Failure) {
    let wanted = Dictionary(links.compactMap { link in link.account.map { ($0, link.id) } }) { first, _ in first }
    // Accounts may change hands among the records: each is given up before another record gets it.
    for link in links {
      guard let present = link.present, let owner = wanted[present], owner != link.id else { continue }
      _ = try transaction.update(link.entity, .id(link.id), ["keycloak_id": nil])
    }
    for link in links where link.isNew {
      _ = try transaction.update(link.entity, .id(link.id), .object(link.values))
      linked.append([
        "entity": .string(link.entity.name), "id": .integer(link.id), "name": .string(link.name),
        "keycloak_id": .string(link.account ?? ""),
      ])
    }
    guard !missing.isEmpty else { return }
    let rest = missing.count - Self.namedMax
    let names = missing.prefix(Self.namedMax).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    transaction.warn("without an account in the export, and left as they are: \(names)")
  }

  /// The most records that a warning names.
  private static let namedMax = 10
}
