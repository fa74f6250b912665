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
    try noteDoubts()
    // What fails among the changes themselves has to fail within their call.
    if !context.defersRefusals { try database.runWaiting() }
    for (sequence, record) in zip(first..., records) {
      try database.runWithNext(
        database.texts.auditRecord,
        context.auditRecord(
          sequence, of: record.entity, record.id, call: first, transaction: context.transaction ?? first, record.rows))
    }
    return first
  }

  /// The newest record is never deleted: pruning itself adds a record.
  private func lastNumber() throws(Failure) -> Int64 {
    try database.value("SELECT max(seq) FROM \(OwnTables.audit)")?.integer ?? 0
  }
}

extension WriteContext {
  /// The values of a record of the audit log, in the order of `OwnTables.auditColumns`.
  func auditRecord(
    _ seq: Int64, of entity: String, _ id: Int64, call: Int64, transaction: Int64, _ changes: [RowChange]
  ) -> [SQLValue] {
    [
      .integer(seq), .text(now.stored), .integer(Int64(author.uid)), Self.told(author.user),
      .integer(Int64(author.pid)), Self.told(author.program), Self.told(author.onBehalfOf), .text(method),
      .text(entity), .integer(id), .integer(call), .integer(transaction), SQLValue(undoes),
      .text(RowChange.text(changes)), Self.told(reason),
    ]
  }

  /// What a caller says of itself, without zero bytes, which not every engine can store.
  private static func told(_ text: String?) -> SQLValue {
    SQLValue(text.map { $0.hasZeroByte ? $0.replacing("\0", with: "\u{FFFD}") : $0 })
  }
}
