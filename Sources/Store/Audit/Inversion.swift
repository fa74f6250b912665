import Catalogue
import JSON
import SQLite

/// Undoes row changes, the last first, while the rows are as the change left them.
struct Inversion {
  /// Why a change cannot be undone.
  struct Obstacle {
    /// The record that stands in the way; nil where none does.
    let record: (entity: String, id: Int64)?
    let reason: String
  }

  private struct Pair: Hashable {
    let table: String
    let values: [SQLValue]
  }

  let restoresSecrets: Bool
  /// A sentence for each secret that was not brought back.
  private(set) var withheld: [String] = []
  private var removed: [(entity: BoundEntity, table: String, id: Int64)] = []
  private var restored: [(record: AuditRecord, change: RowChange)] = []
  private var restoredPairs: [Pair: Int] = [:]

  init(restoresSecrets: Bool) { self.restoresSecrets = restoresSecrets }

  mutating func run(_ records: [AuditRecord], _ transaction: inout WriteTransaction) throws(Failure) -> Obstacle? {
    for record in records.reversed() {
      for change in record.changes.reversed() {
        if let obstacle = try invert(change, record, &transaction) { return obstacle }
      }
    }
    return nil
  }

  private mutating func invert(
    _ change: RowChange, _ record: AuditRecord, _ transaction: inout WriteTransaction
  ) throws(Failure) -> Obstacle? {
    guard transaction.model.layout.has(change.table) else {
      return obstacle(record, "the database no longer has the table '\(change.table)'")
    }
    if !transaction.model.layout.has(change.table, "id") { return try invertPair(change, record, &transaction) }
    let columns = ColumnTraits(change.table, record.entity, transaction.model)
    switch (change.before, change.after) {
    case (nil, let after?): return try remove(change, after, record, columns, &transaction)
    case (let before?, nil): return try restore(change, before, record, columns, &transaction)
    case (let before?, let after?): return try putBack(change, before, after, record, columns, &transaction)
    case (nil, nil): return nil
    }
  }

  private func obstacle(_ record: AuditRecord, _ reason: String) -> Obstacle {
    Obstacle(record: (record.entity, record.id), reason: reason)
  }

  private func name(_ record: AuditRecord) -> String { "\(record.entity) \(record.id)" }

  // MARK: Records

  private mutating func remove(
    _ change: RowChange, _ after: [RowChange.Column], _ record: AuditRecord, _ columns: ColumnTraits,
    _ transaction: inout WriteTransaction
  ) throws(Failure) -> Obstacle? {
    guard let current = try transaction.row(change.table, change.row) else {
      return obstacle(record, "\(name(record)) was deleted since")
    }
    // What it was not made with was null.
    let written = Dictionary(after.map { ($0.name, $0.value) }) { first, _ in first }
    let changed = columns.known.union(written.keys).filter {
      !columns.isVolatile($0) && current[$0, default: .null] != written[$0, default: .null]
    }
    guard changed.isEmpty else {
      return obstacle(record, "\(name(record)) changed since: \(columns.names(changed.sorted()))")
    }
    if let entity = transaction.model[record.entity], entity.entity.tables.contains(change.table) {
      removed.append((entity, change.table, change.row))
    }
    try transaction.delete(from: change.table, row: change.row, of: record.entity, record.id)
    return nil
  }

  private mutating func restore(
    _ change: RowChange, _ before: [RowChange.Column], _ record: AuditRecord, _ columns: ColumnTraits,
    _ transaction: inout WriteTransaction
  ) throws(Failure) -> Obstacle? {
    guard try transaction.row(change.table, change.row) == nil else {
      return obstacle(record, "its id is taken: there is \(Wording.indefinite(name(record))) now")
    }
    var row: [RowChange.Column] = []
    for column in before {
      guard transaction.model.layout.has(change.table, column.name) else {
        return obstacle(record, "the database no longer has the column '\(column.name)'")
      }
      let isWithheld = !restoresSecrets && columns.isSecret(column.name) && !column.value.isNull
      if isWithheld { withhold(column.name, record, columns) }
      row.append(.init(column.name, isWithheld ? .null : column.value))
    }
    if let taken = try transaction.takenValue(change.table, row, columns) {
      return Obstacle(record: (record.entity, taken.id), reason: "another \(record.entity) has its \(taken.field) now")
    }
    try transaction.insert(into: change.table, row, of: record.entity, record.id)
    restored.append((record, change))
    return nil
  }

  private mutating func putBack(
    _ change: RowChange, _ before: [RowChange.Column], _ after: [RowChange.Column], _ record: AuditRecord,
    _ columns: ColumnTraits, _ transaction: inout WriteTransaction
  ) throws(Failure) -> Obstacle? {
    guard let current = try transaction.row(change.table, change.row) else {
      return obstacle(record, "\(name(record)) was deleted since")
    }
    func isWithheld(_ column: String) -> Bool { columns.isSecret(column) && !restoresSecrets }
    let changed = after.filter {
      !columns.isVolatile($0.name) && !isWithheld($0.name) && current[$0.name] != $0.value
    }.map(\.name)
    guard changed.isEmpty else {
      return obstacle(record, "\(name(record)) changed since: \(columns.names(changed))")
    }
    for column in before where isWithheld(column.name) { withhold(column.name, record, columns) }
    let back = before.filter { !isWithheld($0.name) }
    if let taken = try transaction.takenValue(change.table, back, columns, except: change.row) {
      return Obstacle(record: (record.entity, taken.id), reason: "another \(record.entity) has its \(taken.field) now")
    }
    try transaction.update(change.table, row: change.row, back, of: record.entity, record.id)
    restored.append((record, change))
    return nil
  }

  private mutating func withhold(_ column: String, _ record: AuditRecord, _ columns: ColumnTraits) {
    withheld.append(
      "the old \(columns.names([column])) of \(name(record)) was not restored: set a new one, or undo with "
        + "'restore_secrets'")
  }

  // MARK: Pairs

  /// Pairs have no identity but their values: one of them is as good as another.
  private mutating func invertPair(
    _ change: RowChange, _ record: AuditRecord, _ transaction: inout WriteTransaction
  ) throws(Failure) -> Obstacle? {
    if let pair = change.after {
      guard let row = try transaction.pair(change.table, pair) else {
        return obstacle(record, "a pair in '\(change.table)' of \(name(record)) was removed since")
      }
      try transaction.delete(from: change.table, row: row, of: record.entity, record.id)
      return nil
    }
    guard let pair = change.before else { return nil }
    let key = Pair(table: change.table, values: pair.map(\.value))
    if restoredPairs[key] == nil, try transaction.pair(change.table, pair) != nil {
      return obstacle(record, "a pair in '\(change.table)' of \(name(record)) was added again since")
    }
    restoredPairs[key, default: 0] += 1
    try transaction.insert(into: change.table, pair, of: record.entity, record.id)
    restored.append((record, change))
    return nil
  }

  // MARK: References

  /// What would be left dangling: records that refer to one that was removed, and restored ones that refer to one that
  /// was deleted later.
  func dangling(_ transaction: borrowing WriteTransaction) throws(Failure) -> Obstacle? {
    for record in removed {
      for reference in transaction.model.references(to: record.entity, in: record.table) {
        guard let id = try transaction.firstDependent(reference, of: record.id) else { continue }
        return Obstacle(
          record: (reference.entity, id),
          reason: "\(reference.entity) \(id) refers to \(record.entity.name) \(record.id)")
      }
    }
    for (record, change) in restored {
      for column in change.before ?? [] {
        guard let id = column.value.integer,
          let target = transaction.model.target(of: column.name, in: change.table, entity: record.entity),
          try transaction.row(target.table, id) == nil, try transaction.wasDeleted(target.name, id, after: record.seq)
        else { continue }
        return Obstacle(
          record: (target.name, id), reason: "\(target.name) \(id), to which it refers, was deleted since")
      }
    }
    return nil
  }
}
