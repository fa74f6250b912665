import Catalogue
import Engine
import Vocabulary

extension WriteTransaction {
  /// Writes an audit record for each changed record, in the same transaction. If an audit record cannot be written, the
  /// change does not happen.
  /// - Returns: the number of the first record; nil if nothing was changed.
  @discardableResult
  mutating func writeAudit() throws(Failure) -> Int64? {
    guard !records.isEmpty else { return nil }
    let last = if let known = database.highest[OwnTables.audit] { known } else { try lastNumber() }
    guard last < .max - Int64(records.count) else { throw Sequence.exhausted(OwnTables.audit) }
    database.highest[OwnTables.audit] = last + Int64(records.count)
    let first = last + 1
    let author = context.author
    for (sequence, record) in zip(first..., records) {
      // In the order of `OwnTables.auditColumns`.
      try database.run(
        database.writeTexts.auditRecord,
        [
          .integer(sequence), .text(context.now.stored), .integer(Int64(author.uid)), SQLValue(author.user),
          .integer(Int64(author.pid)), SQLValue(author.program), SQLValue(author.onBehalfOf), .text(context.method),
          .text(record.entity), .integer(record.id), .integer(first), .integer(context.transaction ?? first),
          SQLValue(context.undoes), .text(RowChange.text(record.rows)),
        ])
    }
    return first
  }

  /// The newest record is never deleted: pruning itself adds a record.
  private func lastNumber() throws(Failure) -> Int64 {
    try database.value("SELECT max(seq) FROM \(OwnTables.audit)")?.integer ?? 0
  }
}
