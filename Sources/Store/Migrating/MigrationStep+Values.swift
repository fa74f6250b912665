import Catalogue
import Engine
import Vocabulary

// Values that move from one column to another.
extension MigrationStep {
  /// Carries the values of older columns of fields and relations to their newer places, where those are empty.
  package static let carriedValues = MigrationStep("values") { (transaction, _, report) throws(Failure) in
    for entity in transaction.model.entities {
      for successor in Successor.all(of: entity, transaction.model) {
        let count = try transaction.carry(successor)
        report.add(
          count, "\(Wording.counted(count, entity.entity.words)) with '\(successor.name)' in its new place")
      }
    }
  }

  /// Makes a row of another entity for each value of a column, since a record can have several such values now.
  /// - Parameters:
  ///   - target: the other entity.
  ///   - relation: its relation to the record.
  package static func spread(
    _ name: String, _ column: String, of table: String, to target: String, _ field: String, by relation: String,
    sentence: @escaping @Sendable (Int64) -> String
  ) -> MigrationStep {
    MigrationStep(name) { (transaction, _, report) throws(Failure) in
      guard transaction.model.layout.has(table, column), let target = transaction.model[target],
        case .own(let newer)? = target.field(field)?.source,
        case .column(let owner)? = target.relation(relation)?.link
      else { return }
      let successor = Successor(
        name: field, table: table, older: column, newer: .row(of: target, owner: owner, column: newer))
      let count = try transaction.carry(successor)
      report.add(count, sentence(count))
      // The value would stand twice.
      try transaction.database.run(
        "UPDATE \(quoted(table)) AS t SET \(quoted(column)) = NULL WHERE t.\(quoted(column)) IS NOT NULL "
          + "AND \(successor.isCarried)")
    }
  }
}

extension WriteTransaction {
  /// - Returns: how many rows had a value to carry.
  fileprivate mutating func carry(_ successor: Successor) throws(Failure) -> Int64 {
    let table = quoted(successor.table)
    try database.checkTime()
    switch successor.newer {
    case .column(let column):
      return Int64(
        try database.run(
          "UPDATE \(table) AS t SET \(quoted(column)) = \(quoted(successor.older)) WHERE \(successor.isPending)"))
    case .row(let target, let owner, let column):
      guard try database.value("SELECT 1 FROM \(table) t WHERE \(successor.isPending) LIMIT 1") != nil else { return 0 }
      let more = try defaults(of: target.name, beside: column)
      let names = (["id", owner, column] + more.map(\.name)).map(quoted).joined(separator: ", ")
      let places = more.indices.map { ", \(database.parameter($0 + 1))" }.joined()
      let before = try lastID(in: target.table)
      let count = Int64(
        try database.run(
          "INSERT INTO \(quoted(target.table)) (\(names)) SELECT \(before) + row_number() OVER (ORDER BY t.id), t.id, "
            + "t.\(quoted(successor.older))\(places) FROM \(table) t WHERE \(successor.isPending) ORDER BY t.id",
          more.map(\.value)))
      if database.session.hasSequences { try noteIDs(in: target.table, upTo: before + count) }
      return count
    }
  }
}
