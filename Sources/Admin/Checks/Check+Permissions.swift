import Catalogue
import JSON
import Store

// The rules and roles that the server makes.
extension Check {
  static let missingDefault = Check(
    "missing_default", .error, finds: "default roles and users that the server looks for by name",
    causes: "The server fails where it needs them, or makes new ones at its next start.",
    remedy: "'vctl role sync_defaults' adds the roles. Create the user 'root' before the server starts, since it gives "
      + "its own the password 'root'.",
    .missingNames,
    repair: .safe(.withDefaultRole))

  static let missingRule = Check(
    "missing_rule", .warning, finds: "rules of this version that the database lacks",
    causes: "Nobody may do what the rule allows until the server's next start adds it.",
    remedy: "'vctl role sync_defaults' adds them.",
    .missingRules,
    repair: .safe(.withRule))

  static let changedDefaultRole = Check(
    "changed_default_role", .warning, finds: "default roles with other rules than this version gives them",
    causes: "Who has the role may do less or more than its name says. Since version 4, the server's next start takes "
      + "changes back.",
    remedy: "'vctl role sync_defaults' adds the rules that are missing; 'vctl role update ID rules-=RULE' removes one.",
    .changedDefaultRoles,
    repair: .decided(.init("add", .withDefaultRules), .init("reset", .onlyDefaultRules)))
}

extension Probe {
  fileprivate static let missingRules = Probe { (transaction, _, defects) throws(Failure) in
    guard let seeds = Seeds.all[transaction.model.generation], let rule = transaction.model["rule"] else { return }
    let present = Set(try transaction.records(rule, Seeds.Grant.fields).compactMap { Seeds.Grant($0) })
    for seed in seeds.rules where !present.contains(seed.grant) {
      defects.add(entity: rule.name, name: seed.grant.key, note: seed.description)
    }
  }

  /// As the server finds it, a default role has its name and no organization.
  fileprivate static let changedDefaultRoles = Probe { (transaction, _, defects) throws(Failure) in
    guard let seeds = Seeds.all[transaction.model.generation], let role = transaction.model["role"] else { return }
    let fields = Seeds.Grant.fields.map { "rules.\($0)" }
    for seed in seeds.roles {
      let found = try transaction.records(
        role, where: ["name": ["eq": .string(seed.name)], "organization": nil], fields, limit: 1)
      guard let first = found.first else { continue }
      let present = Set(first.many("rules").compactMap { Seeds.Grant($0) })
      let wanted = Set(seed.rules)
      let parts = [
        ("lacks", wanted.subtracting(present)), ("has besides", present.subtracting(wanted)),
      ].filter { !$0.1.isEmpty }.map { "\($0.0) \(Self.list($0.1))" }
      guard !parts.isEmpty else { continue }
      try defects.add(role, first.id, field: "rules", note: parts.joined(separator: ", and "))
    }
  }

  private static let listedMax = 3

  private static func list(_ grants: Set<Seeds.Grant>) -> String {
    let keys = grants.map(\.key).sorted()
    let rest = keys.count - listedMax
    return keys.prefix(listedMax).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
