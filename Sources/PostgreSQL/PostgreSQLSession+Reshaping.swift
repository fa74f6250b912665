package import Engine

/// A trigger that does not fire while tables are changed.
struct PausedTrigger {
  var table: String
  let name: String
  /// The words that let it fire again, as before.
  let mode: String
}

// What a change of tables needs around it.
extension PostgreSQLSession {
  package func beginReshaping(_ tables: [String]) throws(EngineError) {
    hasReshaped = true
    paused = []
    guard !tables.isEmpty else { return }
    // A table with events for a deferred trigger cannot be changed.
    try run("SET CONSTRAINTS ALL IMMEDIATE")
    // At once, so that it fails before the work, and no row comes after those that were carried over.
    try run("LOCK TABLE \(tables.sorted().map(quoted).joined(separator: ", ")) IN ACCESS EXCLUSIVE MODE")
    let list = tables.map { literal($0) }.joined(separator: ", ")
    let rows = try rows(
      """
      SELECT c.relname::text, t.tgname::text, t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid) AND c.relname IN (\(list))
      ORDER BY 1, 2
      """)
    for row in rows {
      guard let table = row[0].text, let name = row[1].text else { continue }
      let mode = row[2] == .text("R") ? "ENABLE REPLICA" : row[2] == .text("A") ? "ENABLE ALWAYS" : "ENABLE"
      try pause(PausedTrigger(table: table, name: name, mode: mode))
    }
  }

  private func pause(_ trigger: PausedTrigger) throws(EngineError) {
    try run("ALTER TABLE \(quoted(trigger.table)) DISABLE TRIGGER \(quoted(trigger.name))")
    paused.append(trigger)
  }

  package func endReshaping() throws(EngineError) {
    for trigger in paused {
      try run("ALTER TABLE \(quoted(trigger.table)) \(trigger.mode) TRIGGER \(quoted(trigger.name))")
    }
    paused = []
  }

  // MARK: Dropping a table

  package func drop(_ table: String, leavingCompanionsTo other: String) throws(EngineError) {
    let identity = "to_regclass(\(literal(quoted(table))))"
    let indexes = try texts(
      """
      SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = \(identity)
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.conrelid = i.indrelid) ORDER BY 1
      """)
    let triggers = try rows(
      """
      SELECT t.tgname::text, pg_get_triggerdef(t.oid) FROM pg_trigger t
      WHERE t.tgrelid = \(identity) AND NOT t.tgisinternal ORDER BY t.oid
      """)
    let grants = try texts(
      """
      SELECT 'GRANT ' || a.privilege_type || ' ON ' || \(literal(quoted(other))) || ' TO '
      || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
      || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
      FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = \(identity) AND a.grantee <> c.relowner ORDER BY 1
      """)
    try leadReferences(from: table, to: other)
    try checkNobodyNeeds(table)
    try run("DROP TABLE \(quoted(table))")
    for statement in indexes + triggers.compactMap({ $0[1].text }) {
      guard let moved = retargeted(statement, from: table, to: other) else { continue }
      try run(moved)
    }
    for row in triggers {
      guard let name = row[0].text else { continue }
      let known = paused.firstIndex { $0.table == table && $0.name == name }
      try run("ALTER TABLE \(quoted(other)) DISABLE TRIGGER \(quoted(name))")
      if let known { paused[known].table = other }
    }
    for grant in grants { try run(grant) }
    forgetTables()
  }

  private func texts(_ sql: String) throws(EngineError) -> [String] { try rows(sql).compactMap { $0[0].text } }

  /// Lets the foreign keys of other programs' tables lead to the table that the rows are in now.
  private func leadReferences(from table: String, to other: String) throws(EngineError) {
    let references = try rows(
      """
      SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
      WHERE contype = 'f' AND confrelid = to_regclass(\(literal(quoted(table)))) AND conrelid <> confrelid
      AND conparentid = 0 ORDER BY 1, 2
      """)
    for row in references {
      guard let owner = row[0].text, let name = row[1].text, let text = row[2].text else { continue }
      let sql = SQLTokens(text)
      guard let word = sql.tokens.indices.first(where: { sql.word($0) == "REFERENCES" }),
        let opening = sql.tokens.indices.first(where: { $0 > word && sql.isMark("(", $0) })
      else { continue }
      let before = sql.text(0..<sql.tokens[word].range.upperBound)
      let after = sql.text(sql.tokens[opening].range.lowerBound..<sql.bytes.count)
      try run("ALTER TABLE \(owner) DROP CONSTRAINT \(name), ADD CONSTRAINT \(name) \(before) \(quoted(other))\(after)")
    }
  }

  // MARK: Others

  /// - Throws: `constraint` with the names of views and others that need the table.
  private func checkNobodyNeeds(_ table: String) throws(EngineError) {
    try check(Dependents.sql(of: table, column: nil, kinds: Dependents.kindsOfReaders), of: table)
  }

  /// - Parameter isDropped: whether the column goes. Otherwise its type changes, which indexes and constraints take.
  /// - Throws: `constraint` with the names of views, triggers, indexes and others that need the column.
  func checkNobodyNeeds(_ column: String, of table: String, isDropped: Bool) throws(EngineError) {
    let kinds = isDropped ? Dependents.kinds : Dependents.kindsOfReaders
    try check(Dependents.sql(of: table, column: column, kinds: kinds), of: "\(table).\(column)")
  }

  private func check(_ sql: String, of name: String) throws(EngineError) {
    let names = try texts(sql)
    guard !names.isEmpty else { return }
    throw EngineError(
      .constraint, "others need '\(name)': \(names.joined(separator: ", "))", refusal: .needed(by: names))
  }
}

/// The query for what depends on a table or a column (postgresql.org/docs/current/catalog-pg-depend.html).
private enum Dependents {
  /// What reads a table or a column. Constraints of other tables, too, refer to it.
  static let kindsOfReaders = ["pg_rewrite", "pg_trigger", "pg_policy", "pg_proc"]
  static let kinds = kindsOfReaders + ["pg_class", "pg_constraint", "pg_attrdef", "pg_statistic_ext"]

  /// - Parameter column: nil for the whole table, of which its own parts do not count.
  static func sql(of table: String, column: String?, kinds: [String]) -> String {
    let part =
      column.map {
        "AND d.refobjsubid = (SELECT attnum FROM pg_attribute WHERE attrelid = d.refobjid AND attname = \(literal($0)))"
      } ?? "AND d.deptype = 'n' AND t.oid IS DISTINCT FROM d.refobjid"
    let list = kinds.map { "'\($0)'::regclass" }.joined(separator: ", ")
    return """
      SELECT DISTINCT coalesce(v.relname, t.relname, k.conname, r.relname,
      (pg_identify_object(d.classid, d.objid, d.objsubid)).identity)::text
      FROM pg_depend d LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
      LEFT JOIN pg_class v ON v.oid = w.ev_class
      LEFT JOIN pg_trigger g ON d.classid = 'pg_trigger'::regclass AND g.oid = d.objid
      LEFT JOIN pg_class t ON t.oid = g.tgrelid
      LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
      LEFT JOIN pg_class r ON d.classid = 'pg_class'::regclass AND r.oid = d.objid
      LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
      WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = to_regclass(\(literal(quoted(table)))) \(part)
      AND d.classid IN (\(list)) AND coalesce(r.relkind, '-') <> 'S'
      AND NOT (coalesce(f.adrelid = d.refobjid, FALSE) AND coalesce(f.adnum = d.refobjsubid, FALSE)) ORDER BY 1
      """
  }
}
