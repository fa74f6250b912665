import Catalogue
import Engine

/// One call of a transaction, as the audit log has it: its records follow each other.
struct RecordedCall {
  /// The number of its first record.
  let number: Int64
  /// The number of its last record.
  fileprivate(set) var last: Int64
  /// The record that it changed first.
  let record: RecordID
}

extension ReadTransaction {
  /// The calls of a transaction, in their order. Their records follow each other, since there is one writer, and the
  /// first one has the transaction's number.
  func calls(ofTransaction number: Int64) throws(Failure) -> [RecordedCall] {
    let statement = try database.statement(
      "SELECT seq, entity, id, call, \"transaction\" FROM \(OwnTables.audit) WHERE seq >= \(database.parameter(1)) "
        + "ORDER BY seq", [.integer(number)])
    var calls: [RecordedCall] = []
    while try statement.next(), statement.integer(4) == number {
      try database.checkTime()
      if let current = calls.last, current.number == statement.integer(3) {
        calls[calls.count - 1].last = statement.integer(0)
      } else {
        let record = RecordID(entity: statement.text(1) ?? "", id: statement.integer(2))
        calls.append(RecordedCall(number: statement.integer(3), last: statement.integer(0), record: record))
      }
    }
    return calls
  }

  /// The audit records of a call, in their order.
  func auditRecords(of call: RecordedCall) throws(Failure) -> [AuditRecord] {
    let statement = try database.statement(
      "SELECT \(AuditRecord.columns) FROM \(OwnTables.audit) "
        + "WHERE seq BETWEEN \(database.parameter(1)) AND \(database.parameter(2)) ORDER BY seq",
      [.integer(call.number), .integer(call.last)])
    var records: [AuditRecord] = []
    while try statement.next() {
      try database.checkTime()
      records.append(AuditRecord(statement))
    }
    return records
  }
}
