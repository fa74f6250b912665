package import Catalogue
import JSON
import SQLite

extension WriteTransaction {
  /// Writes a record of the audit log for each record that was changed, inside of the same transaction: if it cannot be
  /// written, the change does not happen.
  /// - Parameter transaction: the number of the first record of a transaction that this call belongs to; nil where it
  ///   stands alone.
  /// - Returns: the number of the first record; nil when nothing was changed.
  @discardableResult
  package func writeAudit(transaction: Int64? = nil) throws(Failure) -> Int64? {
    var call: Int64?
    let author = context.author
    for record in records {
      let sequence = try Sequence.next("vantage6_admin_audit", beyond: [("vantage6_admin_audit", "seq")], database)
      let first = call ?? sequence
      call = first
      try database.run(
        "INSERT INTO vantage6_admin_audit (seq, at, uid, user, pid, program, on_behalf_of, method, entity, record, call, "
          + "\"transaction\", changes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        [
          .integer(sequence), .text(context.now.stored), .integer(Int64(author.uid)), SQLValue(author.user),
          .integer(Int64(author.pid)), SQLValue(author.program), SQLValue(author.onBehalfOf), .text(context.method),
          .text(record.entity), .integer(record.id), .integer(first), .integer(transaction ?? first),
          .text(JSON.array(record.rows.map(\.json)).description),
        ])
    }
    return call
  }
}
