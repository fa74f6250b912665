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
