import Engine

/// What an undo needs of an audit record, which says what one call did to one record.
struct AuditRecord {
  let seq: Int64
  let entity: String
  let id: Int64
  /// The number of the call's first record.
  let call: Int64
  /// The number of the first record of the transaction.
  let transaction: Int64
  let undoes: Int64?
  let method: String
  let changes: [RowChange]

  static let columns =
    ["seq", "entity", "id", "call", "transaction", "undoes", "method", OwnTables.changes].map(quoted).joined(
      separator: ", ")

  var address: RecordID { RecordID(entity: entity, id: id) }

  /// From a row of `columns`.
  init(_ statement: borrowing Statement) {
    seq = statement.integer(0)
    entity = statement.text(1) ?? ""
    id = statement.integer(2)
    call = statement.integer(3)
    transaction = statement.integer(4)
    undoes = statement.isNull(5) ? nil : statement.integer(5)
    method = statement.text(6) ?? ""
    changes = RowChange.list(statement.text(7))
  }
}
