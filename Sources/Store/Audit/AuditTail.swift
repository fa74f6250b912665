package import Catalogue
import Engine
package import JSON

// The audit log as a stream: what comes after a number.

extension ReadTransaction {
  /// The numbers that the audit log has: the oldest record's, and the last one that was given out. With no record left,
  /// the oldest is the next one to come.
  package func auditRange() throws(Failure) -> (oldest: Int64, last: Int64) {
    let last = try database.value("SELECT max(seq) FROM \(OwnTables.audit)")?.integer ?? 0
    return (try database.value("SELECT min(seq) FROM \(OwnTables.audit)")?.integer ?? last + 1, last)
  }

  /// Hands over the records after a number, in their order, each as `audit.list` shows it.
  /// - Parameter body: answers whether it takes another one.
  /// - Returns: whether there are no more.
  package func auditTail(
    after seq: Int64, _ body: (_ seq: Int64, _ entity: String, _ record: JSON) -> Bool
  ) throws(Failure) -> Bool {
    let statement = try database.statement(
      "SELECT \(AuditRecord.columns) FROM \(OwnTables.audit) WHERE seq > \(database.parameter(1)) ORDER BY seq",
      [.integer(seq)])
    let names = RecordNames(database)
    while try statement.next() {
      let record = AuditRecord(statement)
      if !body(record.seq, record.entity, try record.json(names, model)) { return false }
    }
    return true
  }
}
