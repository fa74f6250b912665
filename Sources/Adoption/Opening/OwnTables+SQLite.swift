import Catalogue
import Engine
import SQLite
import Store

/// How our tables are made in a file of SQLite.
///
/// Nothing here needs a recent SQLite, since the real server may have an old one: a table declared STRICT makes the
/// whole file unreadable before 3.37, and AUTOINCREMENT would add a table that is not ours.
extension OwnTables {
  /// Their text is what stays in the file: the columns are never changed, only added to.
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
        \(auditColumns.map(declaration).joined(separator: ",\n  "))
      )
      """,
      """
      CREATE TABLE IF NOT EXISTS vantage6_admin_state (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
      ) WITHOUT ROWID
      """,
    ] + indexes.map(\.sql)

  /// A column of the audit log. SQLite takes an integer primary key for the number of the row (sqlite.org/rowidtable.html).
  private static func declaration(_ column: AuditColumn) -> String {
    let type = column.kind == .integer ? "INTEGER" : "TEXT"
    if column.name == Entity.audit.number { return "\(quoted(column.name)) \(type) PRIMARY KEY" }
    return "\(quoted(column.name)) \(type)" + (column.isNullable ? "" : " NOT NULL")
  }

  /// Makes what is missing, and brings an audit log of an earlier format to the present one, in a transaction that is open.
  static func complete(_ connection: borrowing Connection, _ layout: Layout) throws(EngineError) {
    guard !areComplete(layout) else { return }
    for statement in statements { try connection.script(statement) }
    for column in additions where !layout.has(audit, column) {
      try connection.script("ALTER TABLE \(audit) ADD COLUMN \(column) TEXT")
    }
  }

  /// What the audit log is looked up by beside its numbers; the records of a call and of a transaction follow each other.
  /// Files of 0.1.0 lack the second, which is partial so that only an undo pays for it (since SQLite 3.8.0).
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

  /// The statements that make the indexes which the file lacks.
  static func missingIndexes(_ connection: borrowing Connection) throws(EngineError) -> [String] {
    let names = try connection.rows("SELECT name FROM sqlite_schema WHERE type = 'index'").map { $0[0].text }
    return indexes.filter { !names.contains($0.name) }.map(\.sql)
  }

  /// Raises every sequence to the highest number that the file has, in a transaction that is open. Sequences never sink:
  /// they remember what was deleted. Only one that has taken up damage, and could give out nothing more, starts again.
  static func raiseSequences(
    _ connection: borrowing Connection, _ layout: Layout, _ catalogue: Catalogue
  ) throws(EngineError) {
    var last: [String: Int64] = [:]
    for row in try connection.rows("SELECT name, last FROM vantage6_admin_sequence") {
      if let name = row[0].text, let number = row[1].integer, number <= lastNumber {
        last[name] = number
      }
    }
    var highest: [String: Int64] = [:]
    for source in sources(layout, catalogue) {
      let row = try connection.value(highestNumber(in: source.column, of: source.table, SQLiteDialect()))
      highest[source.name] = max(highest[source.name] ?? 0, row?.integer ?? 0)
    }
    for (name, number) in highest where number > last[name] ?? -1 {
      try connection.run(
        "INSERT INTO vantage6_admin_sequence VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET last = excluded.last",
        [.text(name), .integer(number)])
    }
  }
}
