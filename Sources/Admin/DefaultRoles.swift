import Catalogue
import JSON
import Store
import Vocabulary

/// Adds the rules and roles that the server of a generation makes at its start, and that a database lacks.
struct DefaultRoles {
  let role: BoundEntity
  let rule: BoundEntity
  private(set) var rules: [Int64] = []
  private(set) var roles: [String] = []
  private(set) var changed: [String] = []
  private var ids: [Seeds.Grant: Int64] = [:]

  init(role: BoundEntity, rule: BoundEntity) { (self.role, self.rule) = (role, rule) }

  mutating func run(_ transaction: inout WriteTransaction) throws(Failure) {
    guard let seeds = Seeds.all[transaction.model.generation] else { return }
    // Accept the guard on default roles: this only makes them what the server's next start would make them.
    transaction.context.accepted.insert(DefaultRole.word)
    for seed in seeds.rules { _ = try add(seed, &transaction) }
    for seed in seeds.roles { try bring(seed, &transaction) }
  }

  /// Adds one role with the rules that it needs, or completes it.
  mutating func complete(_ seed: Seeds.Role, of seeds: Seeds, _ transaction: inout WriteTransaction) throws(Failure) {
    for rule in seeds.rules where seed.rules.contains(rule.grant) { _ = try add(rule, &transaction) }
    try bring(seed, &transaction)
  }

  /// Adds a rule that is missing.
  /// - Returns: its id; nil if the database refuses it.
  mutating func add(_ seed: Seeds.Rule, _ transaction: inout WriteTransaction) throws(Failure) -> Int64? {
    let id = try id(of: seed, &transaction)
    ids[seed.grant] = id
    return id
  }

  private mutating func id(of seed: Seeds.Rule, _ transaction: inout WriteTransaction) throws(Failure) -> Int64? {
    let key = JSON.Object([
      .init("name", .string(seed.grant.name)), .init("scope", .string(seed.grant.scope)),
      .init("operation", .string(seed.grant.operation)),
    ])
    do throws(Failure) {
      return try transaction.reading.id(of: RecordKey(key, of: rule), rule)
    } catch {
      guard error.kind == .notFound else { throw error }
    }
    var values = key
    values["description"] = .string(seed.description)
    do throws(Failure) {
      let id = try transaction.attempt { (attempt) throws(Failure) in
        try attempt.create(rule, .object(values))
      }
      rules.append(id)
      return id
    } catch {
      // A file that began as 2.x has a CHECK on the operations, and keeps it in later generations.
      guard error.kind == .constraint else { throw error }
      transaction.warn(
        "this database is older than rules to \(seed.grant.operation.lowercased()), and refuses them")
      return nil
    }
  }

  private mutating func bring(_ seed: Seeds.Role, _ transaction: inout WriteTransaction) throws(Failure) {
    let wanted = seed.rules.compactMap { ids[$0] }
    guard let (id, present) = try existing(seed.name, transaction) else {
      var values = JSON.Object([
        .init("name", .string(seed.name)), .init("description", .string(seed.description)),
        .init("rules", .array(wanted.map { .integer($0) })),
      ])
      if role.field("is_default_role") != nil { values["is_default_role"] = true }
      _ = try transaction.create(role, .object(values))
      roles.append(seed.name)
      return
    }
    let missing = wanted.filter { !present.contains($0) }
    guard !missing.isEmpty else { return }
    _ = try transaction.update(role, .id(id), ["rules": ["add": .array(missing.map { .integer($0) })]])
    changed.append(seed.name)
  }

  /// The role with that name that belongs to no organization, and its rules; the oldest role if there are several.
  func existing(
    _ name: String, _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> (id: Int64, rules: Set<Int64>)? {
    let condition: JSON = ["name": ["eq": .string(name)], "organization": nil]
    let found = try transaction.reading.records(role, where: condition, ["rules.id"], limit: 1).first
    return found.map { ($0.id, Set($0.many("rules").map(\.id))) }
  }
}
