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
        \(auditDeclarations(integer: "INTEGER", text: "TEXT"))
      )
      """,
      """
      CREATE TABLE IF NOT EXISTS vantage6_admin_state (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
      ) WITHOUT ROWID
      """,
    ] + indexes().map(\.sql)

  /// Makes the missing tables, and brings an audit log of an earlier format to the present one. To be called in a
  /// transaction.
  static func complete(_ session: any Session, _ layout: Layout) throws(EngineError) {
    guard !areComplete(layout) else { return }
    for statement in statements { try session.run(statement) }
    for column in additions where !layout.has(audit, column) {
      try session.run("ALTER TABLE \(audit) ADD COLUMN \(column) TEXT")
    }
  }

  /// The statements that make the missing indexes.
  static func missingIndexes(_ session: any Session) throws(EngineError) -> [String] {
    let names = try session.rows("SELECT name FROM sqlite_schema WHERE type = 'index'").map { $0[0].text }
    return indexes().filter { !names.contains($0.name) }.map(\.sql)
  }
}
