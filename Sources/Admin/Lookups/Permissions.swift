import Catalogue
import JSON
import Store

/// A rule that a user has, and the roles that contain it.
struct Permission {
  let id: Int64
  let name: String
  let scope: String
  let operation: String
  /// The names of the roles; `user` if the user has the rule directly.
  fileprivate(set) var from: [String]

  fileprivate static let fields = ["id", "name", "scope", "operation"]

  fileprivate init(_ rule: Record, from source: String) {
    (id, from) = (rule.id, [source])
    (name, scope, operation) = (rule.text("name") ?? "", rule.text("scope") ?? "", rule.text("operation") ?? "")
  }

  var json: JSON {
    [
      "id": .integer(id), "name": .string(name), "scope": .string(scope), "operation": .string(operation),
      "from": .array(from.map { .string($0) }),
    ]
  }
}

extension ReadTransaction {
  /// The resources that rules are about, sorted by name.
  func ruleResources() throws(Failure) -> [String] {
    let rules = try records(try model.entity("rule"), ["name"])
    return Set(rules.compactMap { $0.text("name") }).sorted()
  }

  /// The rules that the user has, directly or through a role, in the order of their ids.
  /// - Throws: `not_found`, `ambiguous`.
  func permissions(of key: RecordKey) throws(Failure) -> [Permission] {
    let fields = ["rules", "roles.rules"].flatMap { path in Permission.fields.map { "\(path).\($0)" } }
    let user = try record(try model.entity("user"), key, ["roles.name"] + fields)
    var sources = [(name: "user", rules: user.many("rules"))]
    for role in user.many("roles") { sources.append((role.text("name") ?? "", role.many("rules"))) }
    var permissions: [Int64: Permission] = [:]
    for source in sources {
      for rule in source.rules where Seeds.Grant(rule) != nil {
        if permissions[rule.id]?.from.append(source.name) == nil {
          permissions[rule.id] = Permission(rule, from: source.name)
        }
      }
    }
    return permissions.values.sorted { $0.id < $1.id }
  }
}
