import Catalogue
import Engine

// What the audit log tells of records.
extension Probe {
  /// Records whose id belonged to a record that the audit log saw deleted: another program used the id again.
  package static let reusedIDs = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities where !entity.entity.isLog {
      let statement = try transaction.database.statement(
        "SELECT \(AuditRecord.columns) FROM \(OwnTables.audit) WHERE seq IN (SELECT max(a.seq) FROM \(OwnTables.audit) a "
          + "JOIN \(quoted(entity.table)) t ON t.id = a.id WHERE a.entity = \(transaction.database.parameter(1)) "
          + "GROUP BY a.id) ORDER BY id", [.text(entity.name)])
      while try statement.next() {
        let record = AuditRecord(statement)
        guard
          record.changes.contains(where: {
            $0.after == nil && $0.row == record.id && entity.entity.tables.contains($0.table)
          })
        else { continue }
        try defects.add(
          entity, record.id, note: "the id belonged to a record that change \(record.seq) deleted")
      }
    }
  }
}
