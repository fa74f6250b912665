import CSQLite
package import Engine

// Changing tables. ALTER TABLE of SQLite can neither add constraints nor put columns in order, so that a table is made
// again and its rows are copied (sqlite.org/lang_altertable.html, section 7).
extension SQLiteSession {
  package func indexedColumns() throws(EngineError) -> [String: Set<String>] { try connection.indexedColumns() }

  /// A key with a conflict clause is left out: it may replace the other row, or ignore the new one
  /// (sqlite.org/lang_conflict.html).
  package func uniqueKeys() throws(EngineError) -> [String: Set<Set<String>>] {
    let rows = try connection.rows(
      """
      SELECT s.name, i.name, c.name FROM sqlite_schema AS s, pragma_index_list(s.name) AS i, pragma_index_info(i.name) AS c
      WHERE s.type = 'table' AND s.sql NOT LIKE 'CREATE VIRTUAL%' AND s.sql NOT LIKE '%ON%CONFLICT%'
      AND i."unique" AND NOT i.partial
      """)
    var columns: [String: (table: String, columns: Set<String>)] = [:]
    for row in rows {
      guard let table = row[0].text, let index = row[1].text else { continue }
      // An expression has no name, and is no column that anybody asks for.
      columns[index, default: (table, [])].columns.insert(row[2].text ?? "")
    }
    var keys: [String: Set<Set<String>>] = [:]
    for key in columns.values { keys[key.table, default: []].insert(key.columns) }
    return keys
  }

  /// Without triggers on a table, without defaults and without computed columns, a value that suits the type of its column
  /// is stored as it is written (sqlite.org/datatype3.html, section 3).
  package func plainTables() throws(EngineError) -> Set<String> {
    let rows = try connection.rows(
      """
      SELECT name FROM sqlite_schema AS s WHERE type = 'table'
      AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND lower(tbl_name) = lower(s.name))
      AND NOT EXISTS (SELECT 1 FROM pragma_table_xinfo(s.name) WHERE dflt_value IS NOT NULL OR hidden <> 0)
      """)
    return Set(rows.compactMap(\.first?.text))
  }

  /// The lock of the transaction is on the whole database.
  package func beginReshaping(_ tables: [String]) { connection.firesTriggers = false }
  package func endReshaping() { connection.firesTriggers = true }

  /// There are no such types: a CHECK is part of its table.
  package func declare(types statements: [String]) -> [String] { [] }
  package func drop(types statements: [String]) -> [String] { [] }

  package func make(_ shape: TableShape, beside other: String) throws(EngineError) { try run(shape.sql, []) }

  package func shape(of table: String) throws(EngineError) -> TableShape? {
    let sql = try connection.value(
      "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1", [.text(table)])?.text
    return sql.flatMap { TableShape(declaredBy: $0) }
  }

  package func shape(declaredBy statement: String) -> TableShape? { TableShape(declaredBy: statement) }

  package func reshape(_ shape: TableShape) throws(EngineError) {
    let companions = try companions(of: shape.name)
    // Generated columns are not among them: they have no values of their own.
    let present = try connection.rows("SELECT name FROM pragma_table_info(?1)", [.text(shape.name)])
      .compactMap(\.first?.text)
    let kept = shape.columns.map(\.name).filter(present.contains).map(quoted).joined(separator: ", ")
    let old = quoted("\(shape.name) before")
    // Otherwise SQLite would also rename the table in the references, views and triggers of other tables.
    connection.setLegacyAlterTable(true)
    defer { connection.setLegacyAlterTable(false) }
    try connection.script("ALTER TABLE \(quoted(shape.name)) RENAME TO \(old)")
    try connection.script(shape.sql)
    try connection.script("INSERT INTO \(quoted(shape.name)) (\(kept)) SELECT \(kept) FROM \(old) ORDER BY rowid")
    try connection.script("DROP TABLE \(old)")
    for statement in companions { try connection.script(statement) }
  }

  package func drop(_ table: String, leavingCompanionsTo other: String) throws(EngineError) {
    let companions = try companions(of: table)
    try connection.script("DROP TABLE \(quoted(table))")
    for statement in companions {
      guard let statement = retargeted(statement, from: table, to: other) else { continue }
      try connection.script(statement)
    }
  }

  /// The statements that made the triggers and indexes of a table. Those of UNIQUE constraints have none.
  private func companions(of table: String) throws(EngineError) -> [String] {
    let rows = try connection.rows(
      """
      SELECT sql FROM sqlite_schema
      WHERE type IN ('trigger', 'index') AND lower(tbl_name) = lower(?1) AND sql IS NOT NULL ORDER BY rowid
      """, [.text(table)])
    return rows.compactMap(\.first?.text)
  }

  /// SQLite resolves the names in triggers and views when it prepares a statement that needs them.
  package func brokenTables() throws(EngineError) -> Set<String> {
    let rows = try connection.rows(
      """
      SELECT o.name, o.type, (SELECT count(*) FROM sqlite_schema t WHERE t.type = 'trigger' AND t.tbl_name = o.name)
      FROM sqlite_schema AS o WHERE o.type = 'view' OR (o.type = 'table' AND o.sql NOT LIKE 'CREATE VIRTUAL%')
      """)
    var broken: Set<String> = []
    for row in rows {
      guard let name = row[0].text else { continue }
      var statements = row[1] == .text("view") ? ["SELECT * FROM \(quoted(name))"] : []
      if row[2] != .integer(0) { statements += try changes(of: name) }
      let isUnusable = statements.contains { !connection.canPrepare($0) }
      if isUnusable { broken.insert(name) } else if try waitsForMissingColumn(name) { broken.insert(name) }
    }
    return broken
  }

  package func missingReferencedTables() throws(EngineError) -> [String: Set<String>] {
    let rows = try connection.rows(
      """
      SELECT o.name, f."table" FROM sqlite_schema AS o JOIN pragma_foreign_key_list(o.name) AS f
      WHERE o.type = 'table' AND lower(f."table") NOT IN (SELECT lower(name) FROM sqlite_schema WHERE type = 'table')
      """)
    var missing: [String: Set<String>] = [:]
    for row in rows {
      if let table = row[0].text, let target = row[1].text { missing[table, default: []].insert(target) }
    }
    return missing
  }

  /// Whether a trigger waits for changes of a column that the table does not have: SQLite never fires it.
  private func waitsForMissingColumn(_ table: String) throws(EngineError) -> Bool {
    let columns = try connection.rows("SELECT lower(name) FROM pragma_table_xinfo(?1)", [.text(table)])
      .compactMap(\.first?.text)
    for row in try connection.rows(
      "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND lower(tbl_name) = lower(?1)", [.text(table)])
    {
      let awaited = row[0].text.map(columnsAwaited) ?? []
      if !awaited.allSatisfy({ columns.contains($0.lowercased()) }) { return true }
    }
    return false
  }

  /// A statement for each kind of change.
  private func changes(of table: String) throws(EngineError) -> [String] {
    let columns = try connection.rows("SELECT name FROM pragma_table_info(?1)", [.text(table)]).compactMap(
      \.first?.text)
    let terms = columns.map { "\(quoted($0)) = \(quoted($0))" }.joined(separator: ", ")
    return [
      "INSERT INTO \(quoted(table)) DEFAULT VALUES", "UPDATE \(quoted(table)) SET \(terms)",
      "DELETE FROM \(quoted(table))",
    ]
  }
}

extension Connection {
  package func indexedColumns() throws(EngineError) -> [String: Set<String>] {
    let rows = try rows(
      """
      SELECT s.name, c.name FROM sqlite_schema AS s, pragma_index_list(s.name) AS i, pragma_index_info(i.name) AS c
      WHERE s.type = 'table' AND s.sql NOT LIKE 'CREATE VIRTUAL%' AND c.seqno = 0 AND i.partial = 0
      """)
    var columns: [String: Set<String>] = [:]
    for row in rows {
      guard let table = row[0].text, let column = row[1].text else { continue }
      columns[table, default: []].insert(column)
    }
    return columns
  }

  fileprivate var firesTriggers: Bool {
    get { sqlite3_db_config_get(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER) != 0 }
    nonmutating set { sqlite3_db_config_set(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, newValue ? 1 : 0) }
  }

  fileprivate func setLegacyAlterTable(_ flag: Bool) {
    sqlite3_db_config_set(handle, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, flag ? 1 : 0)
  }

  fileprivate func canPrepare(_ sql: String) -> Bool {
    var pointer: OpaquePointer?
    defer { sqlite3_finalize(pointer) }
    return sqlite3_prepare_v2(handle, sql, -1, &pointer, nil) == SQLITE_OK
  }
}
