import Catalogue
import Engine
import Vocabulary

// Tables of pairs, and records that became the same.
extension MigrationStep {
  /// Leaves each pair of records once, if an earlier step did anything. A server that finds a pair twice cannot take it
  /// away, but makes some itself.
  package static let singlePairs = MigrationStep("pairs") { (transaction, _, report) throws(Failure) in
    guard !report.isEmpty else { return }
    for pairs in Pairs.all(transaction.model) {
      let (ours, theirs) = (quoted(pairs.ours), quoted(pairs.theirs))
      let address = transaction.database.dialect.rowAddress(of: "p")
      let whole = transaction.database.dialect.rowAddress(of: quoted(pairs.table))
      let count = try transaction.database.run(
        "DELETE FROM \(quoted(pairs.table)) WHERE \(whole) IN (SELECT address FROM (SELECT \(address) AS address, "
          + "row_number() OVER (PARTITION BY p.\(ours), p.\(theirs) ORDER BY \(address)) AS place "
          + "FROM \(quoted(pairs.table)) p WHERE p.\(ours) IS NOT NULL AND p.\(theirs) IS NOT NULL) d WHERE place > 1)")
      report.add(
        count, "\(Wording.counted(Int64(count), "row")) of '\(pairs.table)' deleted that said the same as another one")
    }
  }

  /// Spells the words of an entity's natural key as the generation does, in lower case. Of records that become the same,
  /// the one with the lowest id stays, and what refers to the others refers to it.
  package static func oneSpelling(of name: String) -> MigrationStep {
    MigrationStep("spelling") { (transaction, _, report) throws(Failure) in
      guard let entity = transaction.model[name], !entity.naturalKey.isEmpty else { return }
      let merged = try transaction.merge(entity)
      report.add(merged, "\(Wording.counted(merged, entity.entity.words)) merged with the same one in another spelling")
      let spelled = try transaction.spell(entity)
      report.add(spelled, "\(Wording.counted(spelled, entity.entity.words)) in lower case")
    }
  }
}

extension WriteTransaction {
  /// The columns of the natural key, and whether each holds a word.
  private func key(of entity: BoundEntity) -> [(column: String, isWord: Bool)] {
    entity.naturalKey.compactMap { field in
      guard case .own(let column) = field.source else { return nil }
      if case .enumeration = field.kind { return (column, true) }
      return (column, false)
    }
  }

  /// - Returns: how many records are gone.
  fileprivate func merge(_ entity: BoundEntity) throws(Failure) -> Int64 {
    let terms = key(of: entity).map { key in key.isWord ? "lower(r.\(quoted(key.column)))" : "r.\(quoted(key.column))" }
    let rows = try database.rows(
      "SELECT id, kept FROM (SELECT r.id, min(r.id) OVER (PARTITION BY \(terms.joined(separator: ", "))) AS kept "
        + "FROM \(quoted(entity.table)) r) d WHERE id <> kept ORDER BY id")
    for row in rows {
      guard row[0].integer != nil, row[1].integer != nil else { continue }
      for reference in model.references(to: entity, in: entity.table) {
        let (table, column) =
          switch reference.place {
          case .column(let table, let column): (table, column)
          case .pairs(let table, let ours, _): (table, ours)
          }
        try database.runWithNext(
          "UPDATE \(quoted(table)) SET \(quoted(column)) = \(database.parameter(2)) "
            + "WHERE \(quoted(column)) = \(database.parameter(1))", [row[0], row[1]])
      }
      try database.run("DELETE FROM \(quoted(entity.table)) WHERE id = \(database.parameter(1))", [row[0]])
    }
    return Int64(rows.count)
  }

  /// - Returns: how many records are spelled otherwise now.
  fileprivate func spell(_ entity: BoundEntity) throws(Failure) -> Int64 {
    let words = key(of: entity).filter(\.isWord).map { quoted($0.column) }
    guard !words.isEmpty else { return 0 }
    return Int64(
      try database.run(
        "UPDATE \(quoted(entity.table)) SET \(words.map { "\($0) = lower(\($0))" }.joined(separator: ", ")) "
          + "WHERE \(words.map { "\($0) <> lower(\($0))" }.joined(separator: " OR "))"))
  }
}
