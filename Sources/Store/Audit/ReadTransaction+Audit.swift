import Catalogue
import Engine

// Records of the audit log for an undo. Every look-up uses a number or an index, so that its cost does not grow with
// the log.
extension ReadTransaction {
  func auditRecord(_ seq: Int64) throws(Failure) -> AuditRecord? {
    let statement = try database.statement(
      "SELECT \(AuditRecord.columns) FROM \(OwnTables.audit) WHERE seq = \(database.parameter(1))", [.integer(seq)])
    return try statement.next() ? AuditRecord(statement) : nil
  }

  /// All records of a transaction, in their order. They follow each other, since there is one writer, and the first one
  /// has the transaction's number.
  func auditRecords(ofTransaction number: Int64) throws(Failure) -> [AuditRecord] {
    let statement = try database.statement(
      "SELECT \(AuditRecord.columns) FROM \(OwnTables.audit) WHERE seq >= \(database.parameter(1)) ORDER BY seq",
      [.integer(number)])
    var records: [AuditRecord] = []
    while try statement.next() {
      let record = AuditRecord(statement)
      guard record.transaction == number else { break }
      try database.checkTime()
      records.append(record)
    }
    return records
  }

  /// Passes the audit records of one record after a number to `body`, in their order, until `body` returns false.
  func eachAuditRecord(
    of record: RecordID, after seq: Int64, _ body: (AuditRecord) throws(Failure) -> Bool
  ) throws(Failure) {
    let statement = try database.statement(
      "SELECT \(AuditRecord.columns) FROM \(OwnTables.audit) WHERE entity = \(database.parameter(1)) "
        + "AND id = \(database.parameter(2)) AND seq > \(database.parameter(3)) ORDER BY seq",
      [.text(record.entity), .integer(record.id), .integer(seq)])
    while try statement.next() {
      guard try body(AuditRecord(statement)) else { return }
    }
  }
}
