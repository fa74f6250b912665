import Catalogue
import SQLite
import Vocabulary

extension WriteTransaction {
  /// Writes a record of the audit log for each record that was changed, inside of the same transaction: if it cannot be
  /// written, the change does not happen.
  /// - Returns: the number of the first record; nil when nothing was changed.
  @discardableResult
  mutating func writeAudit() throws(Failure) -> Int64? {
    guard !records.isEmpty else { return nil }
    let last = if let known = database.highest[OwnTables.audit] { known } else { try lastNumber() }
    guard last < .max - Int64(records.count) else { throw Sequence.exhausted(OwnTables.audit) }
    database.highest[OwnTables.audit] = last + Int64(records.count)
    let first = last + 1
    let author = context.author
    for (sequence, record) in zip(first..., records) {
      try database.run(
        Self.insertion,
        [
          .integer(sequence), .text(context.now.stored), .integer(Int64(author.uid)), SQLValue(author.user),
          .integer(Int64(author.pid)), SQLValue(author.program), SQLValue(author.onBehalfOf), .text(context.method),
          .text(record.entity), .integer(record.id), .integer(first), .integer(context.transaction ?? first),
          SQLValue(context.undoes), .text(RowChange.text(record.rows)),
        ])
    }
    return first
  }

  private static let insertion =
    "INSERT INTO vantage6_admin_audit (seq, at, uid, user, pid, program, on_behalf_of, method, entity, id, call, "
    + "\"transaction\", undoes, changes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"

  /// Nobody takes the newest record away: pruning adds one.
  private func lastNumber() throws(Failure) -> Int64 {
    try database.value("SELECT max(seq) FROM \(OwnTables.audit)")?.integer ?? 0
  }
}
