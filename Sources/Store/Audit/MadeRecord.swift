package import Catalogue
import Engine

/// A record that a call made, as the audit log has it.
package struct MadeRecord: Sendable {
  package let entity: String
  package let id: Int64
  /// The number of the audit record.
  fileprivate let seq: Int64
  /// What the row had then in the columns that tell which record it is.
  fileprivate let identity: [RowChange.Column]
}

extension ReadTransaction {
  /// The records that calls of a method made for a reason, the oldest first. They may be gone, or others, since then.
  /// This reads the whole log.
  package func made(by method: String, for reason: String) throws(Failure) -> [MadeRecord] {
    let statement = try database.statement(
      "SELECT \(AuditRecord.columns) FROM \(OwnTables.audit) WHERE reason = \(database.parameter(1)) "
        + "AND method = \(database.parameter(2)) ORDER BY seq", [.text(reason), .text(method)])
    var made: [MadeRecord] = []
    while try statement.next() {
      try database.checkTime()
      let record = AuditRecord(statement)
      guard let entity = model[record.entity],
        let row = record.changes.first(where: { $0.makes(record.id, of: entity) })
      else { continue }
      made.append(
        MadeRecord(
          entity: record.entity, id: record.id, seq: record.seq, identity: entity.identity(in: row.after ?? [])))
    }
    return made
  }

  /// Whether the record is still the one that was made: it has the same name, or without a name the same values, and nobody
  /// deleted it. An undo brings back the same record. The real server may give the id of a deleted record to another one.
  package func isAsMade(_ made: MadeRecord) throws(Failure) -> Bool {
    guard let entity = model[made.entity], !made.identity.isEmpty else { return false }
    let columns = made.identity.map { quoted($0.name) }.joined(separator: ", ")
    let row = try database.rows(
      "SELECT \(columns) FROM \(quoted(entity.table)) WHERE id = \(database.parameter(1))", [.integer(made.id)]
    ).first
    guard let row, row == made.identity.map(\.value) else { return false }
    var isAsMade = true
    let record = RecordID(entity: made.entity, id: made.id)
    try eachAuditRecord(of: record, after: made.seq) { (later) throws(Failure) in
      for change in later.changes where change.table == entity.table && change.row == made.id {
        if change.after == nil { isAsMade = false }
        if change.before == nil { isAsMade = later.undoes != nil }
      }
      return true
    }
    return isAsMade
  }
}

extension RowChange {
  fileprivate func makes(_ id: Int64, of entity: BoundEntity) -> Bool {
    table == entity.table && row == id && before == nil && after != nil
  }
}

extension BoundEntity {
  /// The columns of the natural key; without one, all that callers could set and the server leaves alone. A column that
  /// a new row was not given is null.
  fileprivate func identity(in row: [RowChange.Column]) -> [RowChange.Column] {
    let key = naturalKey.compactMap(Self.column)
    return (key.isEmpty ? settable : key).map { name in
      RowChange.Column(name, row.first { $0.name == name }?.value ?? .null)
    }
  }

  private var settable: [String] {
    let own = fields.filter { $0.isWritable && !$0.field.has(.volatile) && !$0.field.has(.large) }
    let references = relations.compactMap { if case .column(let name) = $0.link { name } else { nil } }
    return own.compactMap(Self.column) + references
  }

  private static func column(_ field: BoundField) -> String? {
    if case .own(let name) = field.source { name } else { nil }
  }
}
