import Catalogue
import JSON
import SQLite

extension WriteTransaction {
  /// Writes a record of the audit log for each record that was changed, inside of the same transaction: if it cannot be
  /// written, the change does not happen.
  /// - Returns: the number of the first record; nil when nothing was changed.
  @discardableResult
  mutating func writeAudit() throws(Failure) -> Int64? {
    var call: Int64?
    let author = context.author
    for record in records {
      let sequence = try Sequence.next(OwnTables.audit, beyond: [(OwnTables.audit, "seq")], database)
      let first = call ?? sequence
      call = first
      try database.run(
        "INSERT INTO vantage6_admin_audit (seq, at, uid, user, pid, program, on_behalf_of, method, entity, id, call, "
          + "\"transaction\", undoes, changes) "
          + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        [
          .integer(sequence), .text(context.now.stored), .integer(Int64(author.uid)), SQLValue(author.user),
          .integer(Int64(author.pid)), SQLValue(author.program), SQLValue(author.onBehalfOf), .text(context.method),
          .text(record.entity), .integer(record.id), .integer(first), .integer(context.transaction ?? first),
          SQLValue(context.undoes), .text(JSON.array(record.rows.map(\.json)).description),
        ])
    }
    return call
  }
}
