import Catalogue
import Engine
import Store

/// Makes our tables in a schema of our own on a PostgreSQL server.
extension OwnTables {
  /// The database keeps these tables. A column is never changed; a change needs a further statement.
  private static let serverStatements =
    [
      """
      CREATE TABLE IF NOT EXISTS \(ServerDatabase.schema).\(sequence) (
        name text NOT NULL PRIMARY KEY,
        last bigint NOT NULL
      )
      """,
      """
      CREATE TABLE IF NOT EXISTS \(ServerDatabase.schema).\(audit) (
        \(auditDeclarations(integer: "bigint", text: "text"))
      )
      """,
      """
      CREATE TABLE IF NOT EXISTS \(ServerDatabase.schema).\(state) (
        name text NOT NULL PRIMARY KEY,
        value text NOT NULL
      )
      """,
    ]
    + indexes(in: "\(ServerDatabase.schema).").map(\.sql)

  /// Makes the missing tables, and brings an audit log of an earlier format to the present one. To be called in a
  /// transaction.
  static func completeOnServer(_ session: any Session, _ layout: Layout) throws(EngineError) {
    guard !areComplete(layout) else { return }
    // Where the schema is there, IF NOT EXISTS would still need the permission to make it.
    let isThere = "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = \(literal(ServerDatabase.schema)))"
    if try session.value(isThere) != .integer(1) { try session.run("CREATE SCHEMA \(ServerDatabase.schema)") }
    for statement in serverStatements { try session.run(statement) }
    for column in additions where !layout.has(audit, column) {
      try session.run("ALTER TABLE \(ServerDatabase.schema).\(audit) ADD COLUMN \(column) text")
    }
  }

  /// Raises the server's own sequences to the highest number of their tables: one that lags behind, as after an import
  /// by hand, makes the server's next insert fail. To be called in a transaction.
  static func raiseServerSequences(
    _ session: any Session, _ layout: Layout, _ catalogue: Catalogue
  ) throws(EngineError) {
    for table in Set(sources(layout, catalogue).filter { $0.column == "id" && $0.name == $0.table }.map(\.table))
      .sorted()
    {
      let sequence = "pg_get_serial_sequence(\(literal(quoted(table))), 'id')"
      guard case .text(let name)? = try session.value("SELECT \(sequence)") else { continue }
      try session.run(
        "SELECT setval(\(literal(name)), m) FROM (SELECT max(id) AS m FROM \(quoted(table))) t, \(name) s "
          + "WHERE m > s.last_value OR (m = s.last_value AND NOT s.is_called)")
    }
  }
}
