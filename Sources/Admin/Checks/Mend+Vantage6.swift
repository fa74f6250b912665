import Catalogue
import JSON
import Store

// What the server's own rules, roles and states need.
extension Mend {
  static let withRule = Mend("adds the rule") { (transaction, defect) throws(Failure) in
    guard let (seeds, roles) = defaults(transaction),
      let seed = seeds.rules.first(where: { $0.grant.key == defect.name })
    else { return .left(nil) }
    var sync = roles
    guard try sync.add(seed, &transaction) != nil else { return .left("the database is too old for it") }
    return sync.rules.isEmpty ? .gone : .mended("added")
  }

  static let withDefaultRole = Mend("adds the role, with the rules that it needs") {
    (transaction, defect) throws(Failure) in
    guard let (seeds, roles) = defaults(transaction), defect.entity == roles.role.name,
      let seed = seeds.roles.first(where: { $0.name == defect.name })
    else { return .left(nil) }
    var sync = roles
    try sync.complete(seed, of: seeds, &transaction)
    return sync.roles.isEmpty ? .gone : .mended("added")
  }

  static let withDefaultRules = Mend("adds the rules that the role lacks") { (transaction, defect) throws(Failure) in
    try complete(defect, keepsOthers: true, &transaction)
  }

  static let onlyDefaultRules = Mend("gives the role exactly the rules of this version") {
    (transaction, defect) throws(Failure) in
    try complete(defect, keepsOthers: false, &transaction)
  }

  private static func complete(
    _ defect: Defect, keepsOthers: Bool, _ transaction: inout WriteTransaction
  ) throws(Failure) -> Outcome {
    guard let (seeds, roles) = defaults(transaction), let id = defect.id,
      let seed = seeds.roles.first(where: { $0.name == defect.name })
    else { return .left(nil) }
    var sync = roles
    guard try sync.existing(seed.name, transaction)?.id == id else { return .gone }
    try sync.complete(seed, of: seeds, &transaction)
    let fields = Seeds.Grant.fields.map { "rules.\($0)" }
    let record = try transaction.reading.record(roles.role, .id(id), ["rules.id"] + fields)
    let surplus = keepsOthers ? [] : record.many("rules").filter { Seeds.Grant($0).map(seed.rules.contains) != true }
    if !surplus.isEmpty {
      _ = try transaction.update(
        roles.role, .id(id), ["rules": ["remove": .array(surplus.map { .integer($0.id) })]])
    }
    if sync.changed.isEmpty && surplus.isEmpty {
      return keepsOthers ? .left("it lacks none, and has more: 'reset' removes those") : .gone
    }
    return .mended(keepsOthers ? "has all its rules now" : "has just its own rules now")
  }

  private static func defaults(
    _ transaction: borrowing WriteTransaction
  ) -> (seeds: Seeds, roles: DefaultRoles)? {
    let model = transaction.model
    guard let seeds = Seeds.all[model.generation], let role = model["role"], let rule = model["rule"] else {
      return nil
    }
    return (seeds, DefaultRoles(role: role, rule: rule))
  }

  /// Marks a result as a kill of its task would.
  static let killed = Mend("marks the results as killed") { (transaction, defect) throws(Failure) in
    guard let result = transaction.model["result"], defect.entity == result.name, let id = defect.id else {
      return .left(nil)
    }
    let unfinished: JSON = ["id": .integer(id), "finished_at": nil]
    guard try !transaction.reading.records(result, where: unfinished, ["id"], limit: 1).isEmpty else { return .gone }
    _ = try transaction.update(result, .id(id), .killed(result, at: transaction.context.now))
    return .mended("marked as killed")
  }

  /// A rule of before version 5 in a database of version 5.
  static let withoutOlderSpelling = Mend(
    "gives users and roles the same rule in the spelling of this version, and deletes the old one"
  ) { (transaction, defect) throws(Failure) in
    guard let rule = transaction.model["rule"], defect.entity == rule.name, let id = defect.id else {
      return .left(nil)
    }
    let fields = Seeds.Grant.fields + ["roles.id", "users.id"]
    let found = try transaction.reading.records(rule, where: ["id": .integer(id)], fields, limit: 1).first
    guard let found, Seeds.Grant(found) == nil else { return .gone }
    guard let scope = found.text("scope").flatMap({ Enumeration.scope.named($0)?.word }),
      let operation = found.text("operation").flatMap({ Enumeration.operation.named($0)?.word })
    else { return .left(nil) }
    let key: JSON = [
      "name": found.json("name") ?? .null, "scope": .string(scope), "operation": .string(operation),
    ]
    guard let twin = try transaction.reading.records(rule, where: key, ["id"], limit: 1).first?.id else {
      _ = try transaction.update(rule, .id(id), ["scope": .string(scope), "operation": .string(operation)])
      return .mended("spelled as this version does")
    }
    var owners = JSON.Object()
    for name in ["roles", "users"] {
      owners[name] = ["add": .array(found.many(name).map { .integer($0.id) })]
    }
    _ = try transaction.update(rule, .id(twin), .object(owners))
    _ = try transaction.delete(rule, .id(id), dependents: .detach)
    return .mended("deleted: rule \(twin) is the same")
  }

  static let withAPIPath = Mend("sets '/api', which the server takes where none is given") {
    (transaction, defect) throws(Failure) in
    guard let store = transaction.model["algorithm_store"], defect.entity == store.name, let id = defect.id else {
      return .left(nil)
    }
    let missing: JSON = ["id": .integer(id), "api_path": nil]
    guard try !transaction.reading.records(store, where: missing, ["id"], limit: 1).isEmpty else { return .gone }
    _ = try transaction.update(store, .id(id), ["api_path": "/api"])
    return .mended("is '/api' now")
  }
}
