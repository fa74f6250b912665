import Catalogue
import Engine
import Store

/// Makes our tables in an SQLite file.
///
/// The statements need no recent SQLite, since the real server may have an old one. STRICT is not used: before 3.37,
/// SQLite cannot read a file with such a table. AUTOINCREMENT is not used: it would add a table that is not ours.
extension OwnTables {
  /// The file keeps these tables. A column is never changed; a change needs a further statement.
  static let statements =
    [
      """
      CREATE TABLE IF NOT EXISTS vantage6_admin_sequence (
        name TEXT NOT NULL PRIMARY KEY,
        last INTEGER NOT NULL
      ) WITHOUT ROWID
      """,
      """
      CREATE TABLE IF NOT EXISTS vantage6_admin_audit (
        \(auditColumns.filter { !additions.contains($0.name) }.map(declaration).joined(separator: ",\n  "))
      )
      """,
      """
      CREATE TABLE IF NOT EXISTS vantage6_admin_state (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
      ) WITHOUT ROWID
      """,
    ] + indexes.map(\.sql)

  /// A column of the audit log. An integer primary key is the number of the row (sqlite.org/rowidtable.html).
  private static func declaration(_ column: AuditColumn) -> String {
    let type = column.kind == .integer ? "INTEGER" : "TEXT"
    if column.name == Entity.audit.number { return "\(quoted(column.name)) \(type) PRIMARY KEY" }
    return "\(quoted(column.name)) \(type)" + (column.isNullable ? "" : " NOT NULL")
  }

  /// Makes the missing tables, and brings an audit log of an earlier format to the present one. To be called in a
  /// transaction.
  static func complete(_ session: any Session, _ layout: Layout) throws(EngineError) {
    guard !areComplete(layout) else { return }
    for statement in statements { try session.run(statement) }
    for column in additions where !layout.has(audit, column) {
      try session.run("ALTER TABLE \(audit) ADD COLUMN \(column) TEXT")
    }
  }

  /// The indexes of the audit log. The records of a call and of a transaction need none, since their numbers follow
  /// each other. Files of release 0.1.0 lack the second index, which is partial so that only an undo has to write it
  /// (since SQLite 3.8.0).
  static let indexes = [
    (
      name: "vantage6_admin_audit_record",
      sql: "CREATE INDEX IF NOT EXISTS vantage6_admin_audit_record ON vantage6_admin_audit (entity, id)"
    ),
    (
      name: "vantage6_admin_audit_undoes",
      sql: "CREATE INDEX IF NOT EXISTS vantage6_admin_audit_undoes ON vantage6_admin_audit (undoes) "
        + "WHERE undoes IS NOT NULL"
    ),
  ]

  /// The statements that make the missing indexes.
  static func missingIndexes(_ session: any Session) throws(EngineError) -> [String] {
    let names = try session.rows("SELECT name FROM sqlite_schema WHERE type = 'index'").map { $0[0].text }
    return indexes.filter { !names.contains($0.name) }.map(\.sql)
  }
}
