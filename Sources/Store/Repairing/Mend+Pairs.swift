import Catalogue
import Engine
import Vocabulary

// Rows of tables of pairs.
extension Mend {
  /// Deletes a pair of which a record does not exist.
  package static let withoutDanglingPair = Mend("deletes the row") { (transaction, defect) throws(Failure) in
    guard let pairs = Pairs(of: defect, transaction.model) else { return .left(nil) }
    let rows = try transaction.pairs(pairs, defect.id, defect.partner?.id)
    guard !rows.isEmpty else {
      return .left(defect.id == nil || defect.partner == nil ? "it names no record by a number" : nil)
    }
    let hasOwner = try transaction.hasRow(pairs.owner, defect.id)
    let hasPartner = try transaction.hasRow(pairs.target, defect.partner?.id)
    guard !hasOwner || !hasPartner else { return .gone }
    // Of a row that names no owner, the log can only tell under the other record.
    let (entity, id) = defect.id == nil ? (pairs.target, defect.partner?.id) : (pairs.owner, defect.id)
    try transaction.delete(rows, from: pairs.table, by: [pairs.ours, pairs.theirs], of: entity.name, id ?? 0)
    return .mended("\(Wording.counted(Int64(rows.count), "row")) deleted")
  }

  /// Leaves one of several equal pairs.
  package static let withoutDoubles = Mend("leaves one of the equal rows") { (transaction, defect) throws(Failure) in
    guard let pairs = Pairs(of: defect, transaction.model), let id = defect.id, let partner = defect.partner?.id
    else { return .left(nil) }
    let rows = try transaction.pairs(pairs, id, partner)
    guard rows.count > 1 else { return .gone }
    // Pairs have no ids: an undo can tell how many there were if all of them go and one is made.
    try transaction.delete(rows, from: pairs.table, by: [pairs.ours, pairs.theirs], of: pairs.owner.name, id)
    try transaction.insert(into: pairs.table, rows[0], of: pairs.owner.name, id)
    return .mended("\(Wording.counted(Int64(rows.count - 1), "row")) deleted")
  }
}

extension Pairs {
  /// The table that the defect is in.
  fileprivate init?(of defect: Defect, _ model: Model) {
    guard let found = Self.all(model).first(where: { $0.owner.name == defect.entity && $0.name == defect.field })
    else { return nil }
    self = found
  }
}

extension WriteTransaction {
  /// The rows with these two values; nil for null.
  fileprivate func pairs(
    _ pairs: Pairs, _ one: Int64?, _ other: Int64?
  ) throws(Failure) -> [[RowChange.Column]] {
    let dialect = database.dialect
    return try database.columns(
      "SELECT * FROM \(quoted(pairs.table)) WHERE \(dialect.same(quoted(pairs.ours), database.parameter(1))) "
        + "AND \(dialect.same(quoted(pairs.theirs), database.parameter(2))) "
        + "ORDER BY \(dialect.rowAddress(of: quoted(pairs.table)))",
      [SQLValue(one), SQLValue(other)])
  }

  fileprivate func hasRow(_ entity: BoundEntity, _ id: Int64?) throws(Failure) -> Bool {
    guard let id else { return false }
    return try hasRow(entity.table, id)
  }
}
