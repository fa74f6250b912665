package import Catalogue
import Engine
import JSON
import Vocabulary

extension ReadTransaction {
  /// The name of the audit log's history. Numbers of changes are valid only within one history.
  package var history: String { database.history }

  /// - Throws: `conflict` if a history is given and it is not the current one.
  package func check(history: String?) throws(Failure) {
    guard let history, history != database.history else { return }
    throw Failure(
      .conflict, "the database was replaced or restored since: its changes have other numbers now", field: "history",
      hint: "look at the audit log again", more: [.init("history", .string(database.history))])
  }

  /// The deletions of records that had the name then, the newest first.
  /// - Parameter limit: at most so many.
  package func deletions(
    of entity: BoundEntity, named name: String, limit: Int
  ) throws(Failure) -> [(seq: Int64, id: Int64)] {
    // The name's first part stands in the text as JSON writes it; the rows tell the rest.
    let part = JSON.string(String(name.prefix { $0 != ":" })).description
    let statement = try database.statement(
      "SELECT \(AuditRecord.columns) FROM \(OwnTables.audit) WHERE entity = \(database.parameter(1)) AND "
        + database.dialect.like("changes", database.parameter(2)) + " ORDER BY seq DESC",
      [.text(entity.name), .text("%\(part.dropFirst().dropLast())%")])
    var deletions: [(seq: Int64, id: Int64)] = []
    while deletions.count < limit, try statement.next() {
      try database.checkTime()
      let record = AuditRecord(statement)
      guard
        record.changes.contains(where: {
          $0.row == record.id && RecordNames.name(of: entity, deletedBy: $0) == name
        })
      else { continue }
      deletions.append((record.seq, record.id))
    }
    return deletions
  }
}
