import Catalogue
package import Engine

/// A record of the audit log about the whole database, which belongs to no entity. Its id is the generation of the tables.
package enum DatabaseMark {
  static let entity = "database"
  /// The methods that leave one.
  package static let migration = "database.migrate"
  package static let restore = "database.restore"

  static func migrated(from old: Int, to new: Int) -> RowChange {
    let name = "generation"
    return RowChange(
      table: entity, row: Int64(new), before: [.init(name, .integer(Int64(old)))],
      after: [.init(name, .integer(Int64(new)))])
  }

  /// The INSERT of the record of a restore into the log of the backup, with its values.
  /// - Parameters:
  ///   - seq: the number of the record.
  ///   - history: that of the contents that are replaced.
  ///   - backup: that of the backup; nil if it had none.
  package static func restored(
    _ context: WriteContext, seq: Int64, generation: Int, from history: String, to backup: String?,
    _ dialect: any Dialect
  ) -> (sql: String, values: [SQLValue]) {
    let name = "history"
    let change = RowChange(
      table: entity, row: Int64(generation), before: [.init(name, .text(history))],
      after: [.init(name, SQLValue(backup))])
    return (
      SQLTexts(dialect).auditRecord,
      context.auditRecord(seq, of: entity, Int64(generation), call: seq, transaction: seq, [change])
    )
  }
}

extension ReadTransaction {
  /// The number of the newest migration, and the generation that it brought the database to; nil without any.
  func lastMigration() throws(Failure) -> (seq: Int64, generation: Int64)? {
    let row = try database.rows(
      "SELECT seq, id FROM \(OwnTables.audit) WHERE entity = \(database.parameter(1)) AND method = "
        + "\(database.parameter(2)) ORDER BY seq DESC LIMIT 1",
      [.text(DatabaseMark.entity), .text(DatabaseMark.migration)]
    ).first
    guard let row, let seq = row[0].integer, let generation = row[1].integer else { return nil }
    return (seq, generation)
  }
}
