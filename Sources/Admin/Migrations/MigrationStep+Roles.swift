import Catalogue
import JSON
import Store
import Vocabulary

extension MigrationStep {
  /// Adds the rules and default roles of the generation, and completes the default roles. Nothing is done if no other
  /// step did anything: such a file belongs to its server.
  static let roles = MigrationStep("roles") { (transaction, migration, report) throws(Failure) in
    guard !report.isEmpty, let role = transaction.model["role"], let rule = transaction.model["rule"] else { return }
    try transaction.renameLikeDefaults(role, &report)
    var sync = DefaultRoles(role: role, rule: rule)
    try sync.run(&transaction)
    let version = "version \(migration.generation)"
    report.add(sync.rules.count, "\(Wording.counted(Int64(sync.rules.count), "rule")) of \(version) added")
    report.add(
      sync.roles.count, "\(Wording.counted(Int64(sync.roles.count), "default role")) added: \(list(sync.roles))")
    report.add(
      sync.changed.count,
      "\(Wording.counted(Int64(sync.changed.count), "default role")) with the rules of \(version): \(list(sync.changed))"
    )
    guard role.field("is_default_role") != nil, let seeds = Seeds.all[migration.generation] else { return }
    var extra: [String] = []
    for seed in seeds.roles {
      guard let (id, _) = try sync.existing(seed.name, transaction) else { continue }
      if DefaultRole.ofPeople.contains(seed.name),
        let name = try transaction.separateSurplus(of: seed, id, role, migration.generation)
      {
        extra.append(name)
      }
      _ = try transaction.update(
        role, .id(id), ["is_default_role": true, "description": .string(seed.description)])
    }
    report.add(
      extra.count,
      "\(Wording.counted(Int64(extra.count), "role")) added for what the default roles of \(version) no longer allow: "
        + list(extra))
  }

  private static func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
}

extension WriteTransaction {
  /// Gives another name to roles that are named like a default role of people and are none, since the server would not
  /// make its own then. A default role has the words of some generation.
  fileprivate mutating func renameLikeDefaults(
    _ role: BoundEntity, _ report: inout MigrationReport
  ) throws(Failure) {
    let seeds = Seeds.all.values.flatMap(\.roles)
    let isMarked = role.field("is_default_role") != nil
    for name in DefaultRole.ofPeople {
      let descriptions = Set(seeds.filter { $0.name == name }.map(\.description))
      let fields = ["description"] + (isMarked ? ["is_default_role"] : [])
      for record in try reading.records(role, where: ["name": ["eq": .string(name)], "organization": nil], fields) {
        if record.flag("is_default_role") == true || descriptions.contains(record.text("description") ?? "") {
          continue
        }
        let new = try freeName(name, "name", of: role)
        context.accepted.insert(DefaultRole.word)
        _ = try update(role, .id(record.id), ["name": .string(new)])
        report.add(MigrationReport.Renaming(role.name, record.id, "name", from: name, to: new))
      }
    }
  }

  /// Moves the rules that a default role has besides those of the generation to a role of their own, for the same
  /// users: the server's next start would take the rules away, and the users could do less than before.
  /// - Returns: the name of that role; nil if none is needed.
  fileprivate mutating func separateSurplus(
    of seed: Seeds.Role, _ id: Int64, _ role: BoundEntity, _ generation: Int
  ) throws(Failure) -> String? {
    let record = try reading.record(
      role, .id(id), ["users.id", "rules.id"] + Seeds.Grant.fields.map { "rules.\($0)" })
    let surplus = record.many("rules").filter { Seeds.Grant($0).map(seed.rules.contains) != true }
    guard !surplus.isEmpty else { return nil }
    let ids = JSON.array(surplus.map { .integer($0.id) })
    let users = record.many("users").map(\.id)
    // Without users, only what an administrator has added is worth keeping.
    let isUsual = surplus.allSatisfy { rule in
      Seeds.generation3.roles.contains { older in
        older.name == seed.name && older.rules.contains { RuleSuccession.successor(of: $0) == Seeds.Grant(rule) }
      }
    }
    _ = try update(role, .id(id), ["rules": ["remove": ids]])
    if users.isEmpty && isUsual { return nil }
    var name = "\(seed.name) (before version \(generation))"
    if try !reading.records(role, where: ["name": ["eq": .string(name)]], ["name"], limit: 1).isEmpty {
      name = try freeName(name, "name", of: role)
    }
    _ = try create(
      role,
      [
        "name": .string(name), "rules": ids, "users": .array(users.map { .integer($0) }),
        "description": .string(
          "What the role '\(seed.name)' allowed before version \(generation), and no longer does."),
      ])
    return name
  }
}
