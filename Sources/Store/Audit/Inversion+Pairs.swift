import Catalogue
import Engine

extension Inversion {
  /// Undoes the change of a pair. A pair has no identity but its values, so that any duplicate may be taken.
  mutating func invertPair(
    _ change: RowChange, _ record: AuditRecord, _ transaction: inout WriteTransaction
  ) throws(Failure) -> Obstacle? {
    if let pair = change.after {
      removedPairs.insert(partners(change.table, pair, transaction.model))
      guard try transaction.hasPair(pair, in: change.table) else {
        return try pairObstacle(change.table, pair, record, "was removed since", transaction)
      }
      try attempt(&transaction) { (part) throws(Failure) in
        try part.delete(pair: pair, from: change.table, of: record.entity, record.id)
      }
      return nil
    }
    guard let pair = change.before else { return nil }
    let key = Pair(table: change.table, values: pair.map(\.value))
    note(restored: change, record, transaction.model)
    removedPairs.remove(partners(change.table, pair, transaction.model))
    if restoredPairs[key] == nil, try transaction.hasPair(pair, in: change.table) {
      return try pairObstacle(change.table, pair, record, "was added again since", transaction)
    }
    restoredPairs[key, default: 0] += 1
    try attempt(&transaction) { (part) throws(Failure) in
      try part.insert(into: change.table, pair, of: record.entity, record.id)
    }
    return nil
  }

  /// The pair without other columns of its row than those of the two partners.
  func partners(_ table: String, _ pair: [RowChange.Column], _ model: Model) -> Pair {
    let ends = model.ends(ofPairs: table)
    return Pair(
      table: table, values: ends.map { end in pair.first { $0.name == end.column }?.value ?? .null })
  }

  /// The audit log has a pair under either of its ends.
  private func pairObstacle(
    _ table: String, _ pair: [RowChange.Column], _ record: AuditRecord, _ what: String,
    _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> Obstacle {
    var (records, values): ([RecordID], [String: SQLValue]) = ([record.address], [:])
    for end in transaction.model.ends(ofPairs: table) {
      guard let value = pair.first(where: { $0.name == end.column })?.value else { continue }
      values[end.column] = value
      guard let id = value.integer else { continue }
      let address = RecordID(entity: end.entity.name, id: id)
      if !records.contains(address) { records.append(address) }
    }
    return try Obstacle(
      "a row in '\(table)' of \(name(record, transaction)) \(what)", records, .pair(table: table, values: values))
  }
}
