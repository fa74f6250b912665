import Catalogue
import JSON
import Store
import Vocabulary

extension MigrationStep {
  /// Turns rules of older generations into the rules of 4.x and later that allow the same, so that roles and users keep what they
  /// may do. Nothing is done if no other step did anything: the rules of such a file belong to its server.
  static let rules = MigrationStep("rules") { (transaction, migration, report) throws(Failure) in
    guard !report.isEmpty, let seeds = Seeds.all[migration.generation], let rule = transaction.model["rule"] else {
      return
    }
    var present = try transaction.rules(rule)
    if migration.generation >= 4 {
      // A 4.x server has added its rules already: roles may have been given those since, in their new meaning.
      let isStarted = present.contains { $0.grant.name == "run" }
      let isOlder = report.from < 4 || migration.generation == 4 || report.items.contains { $0.step == "records" }
      var count = 0
      for succession in RuleSuccession.all where !(isStarted && succession.isAmbiguous) {
        for older in present where older.grant == succession.older {
          try transaction.replace(older.id, by: succession.newer, seeds, rule)
          count += 1
        }
      }
      report.add(
        count,
        "\(Wording.counted(Int64(count), "rule")) replaced by those of version \(migration.generation) that allow the same"
      )
      let kept =
        isStarted && isOlder
        ? present.filter { rule in RuleSuccession.all.contains { $0.isAmbiguous && $0.older == rule.grant } } : []
      report.leave(
        kept.count,
        "\(Wording.counted(Int64(kept.count), "rule")) that allowed more before version 4: \(list(kept)); look at the "
          + "roles that have them")
      present = try transaction.rules(rule)
    }
    let known = Set(seeds.rules.map(\.grant))
    let unused = present.filter { !known.contains($0.grant) }
    guard migration.generation < 5 else {
      transaction.context.accepted.insert(DefaultRole.word)
      for one in unused { _ = try transaction.delete(rule, .id(one.id), dependents: .detach) }
      report.add(
        unused.count,
        "\(Wording.counted(Int64(unused.count), "rule")) deleted, which version \(migration.generation) does not have: "
          + list(unused))
      return
    }
    report.leave(
      unused.count,
      "\(Wording.counted(Int64(unused.count), "rule")) without a meaning in version \(migration.generation): "
        + "\(list(unused)); roles keep them")
  }

  private static func list(_ rules: [(id: Int64, grant: Seeds.Grant)]) -> String {
    Set(rules.map { "'\($0.grant.key)'" }).sorted().joined(separator: ", ")
  }
}

extension WriteTransaction {
  fileprivate func rules(_ rule: BoundEntity) throws(Failure) -> [(id: Int64, grant: Seeds.Grant)] {
    try reading.records(rule, Seeds.Grant.fields).compactMap { record in Seeds.Grant(record).map { (record.id, $0) } }
  }

  /// Makes a rule another one. If that exists already, roles and users get it in place of the older one.
  fileprivate mutating func replace(
    _ id: Int64, by newer: Seeds.Grant, _ seeds: Seeds, _ rule: BoundEntity
  ) throws(Failure) {
    // The server's next start would make the same of its default roles.
    context.accepted.insert(DefaultRole.word)
    guard let twin = try rules(rule).first(where: { $0.grant == newer && $0.id != id }) else {
      let description = seeds.rules.first { $0.grant == newer }?.description
      _ = try update(
        rule, .id(id),
        [
          "name": .string(newer.name), "scope": .string(newer.scope.lowercased()),
          "operation": .string(newer.operation.lowercased()), "description": description.map { .string($0) } ?? .null,
        ])
      return
    }
    for name in ["role", "user"] {
      guard let holder = model[name] else { continue }
      for record in try reading.records(holder, where: ["rules.id": .integer(id)], ["rules.id"]) {
        _ = try update(
          holder, .id(record.id), ["rules": ["add": [.integer(twin.id)], "remove": [.integer(id)]]])
      }
    }
    _ = try delete(rule, .id(id), dependents: .detach)
  }
}
