import Catalogue
import Engine

/// What a call changed in a record, by its fields and relations.
extension RecordChange {
  /// What a call wrote to a field or a to-one relation.
  enum Touch { case untouched, isNull, hasValue }

  /// Whether the record's own row was made or restored.
  func isNew(_ entity: BoundEntity) -> Bool {
    rows.contains { $0.table == entity.table && $0.before == nil && $0.after != nil }
  }

  func isDeleted(_ entity: BoundEntity) -> Bool {
    rows.last { $0.table == entity.table }.map { $0.after == nil } ?? false
  }

  /// What was last written to the column of the record's own row.
  func touch(_ column: String, _ entity: BoundEntity) -> Touch { touch(column, in: entity.table) }

  /// The same for its row in that table.
  func touch(_ column: String, in table: String) -> Touch {
    for row in rows.reversed() where row.table == table {
      guard let value = row.after?.first(where: { $0.name == column })?.value else { continue }
      return value.isNull ? .isNull : .hasValue
    }
    return .untouched
  }

  /// The column's value before the call, if the call changed it or deleted the row.
  func before(_ column: String, _ entity: BoundEntity) -> SQLValue? {
    for row in rows where row.table == entity.table {
      if let value = row.before?.first(where: { $0.name == column })?.value { return value }
    }
    return nil
  }

  /// The partners that were linked, and those that were unlinked.
  func partners(_ relation: BoundRelation) -> (added: [Int64], removed: [Int64]) {
    guard case .through(let table, _, let theirs) = relation.link else { return ([], []) }
    var (added, removed): ([Int64], [Int64]) = ([], [])
    for row in rows where row.table == table {
      let columns = row.after ?? row.before ?? []
      guard let partner = columns.first(where: { $0.name == theirs })?.value.integer else { continue }
      if row.before == nil { added.append(partner) } else { removed.append(partner) }
    }
    // A partner in both lists was neither linked nor unlinked.
    return (added.filter { !removed.contains($0) }, removed.filter { !added.contains($0) })
  }
}
