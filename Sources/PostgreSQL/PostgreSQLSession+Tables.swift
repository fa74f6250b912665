package import Engine

/// The queries for the tables that the session sees without naming their schema.
enum Tables {
  static let visible = """
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid)
    AND c.relnamespace <> ALL (ARRAY['pg_catalog'::regnamespace, 'information_schema'::regnamespace])
    """

  static let version = """
    SELECT md5(coalesce(string_agg(c.oid || ':' || c.relname || ':' || a.attnum || ':' || a.attname || ':' || a.atttypid,
    ',' ORDER BY c.oid, a.attnum), '')) \(visible)
    """

  static let columns = "SELECT c.relname::text, a.attname::text \(visible) ORDER BY c.relname, a.attnum"

  static let indexed = """
    SELECT DISTINCT c.relname::text, a.attname::text \(visible)
    AND EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum AND i.indisvalid)
    """

  /// Of each index that holds for all rows of its table: its number, the table and one of its columns.
  static let unique = """
    SELECT i.indexrelid::text, c.relname::text, a.attname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey) AND NOT a.attisdropped
    WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
    AND i.indnkeyatts = i.indnatts AND c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid)
    AND c.relnamespace <> 'pg_catalog'::regnamespace
    """

  /// Without triggers, rules, defaults of other columns than the id, and policies.
  static let plain = """
    SELECT c.relname::text FROM pg_class c WHERE c.relkind = 'r' AND pg_table_is_visible(c.oid)
    AND c.relnamespace <> 'pg_catalog'::regnamespace AND NOT c.relrowsecurity AND NOT c.relhasrules
    AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
    AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    AND a.atthasdef AND a.attname <> 'id')
    """

  static let sequences = """
    SELECT c.relname::text, a.attname::text, s.oid::regclass::text FROM pg_class s
    JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype = 'a'
    JOIN pg_class c ON c.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
    WHERE s.relkind = 'S' AND pg_table_is_visible(c.oid)
    AND has_table_privilege(c.oid, 'SELECT') AND CASE WHEN s.relkind = 'S' THEN has_sequence_privilege(s.oid, 'SELECT') ELSE FALSE END ORDER BY 1
    """

  static let objects = """
    SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' ELSE 'table' END, c.relname::text, c.relname::text
    FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm') AND pg_table_is_visible(c.oid)
    AND c.relnamespace <> ALL (ARRAY['pg_catalog'::regnamespace, 'information_schema'::regnamespace])
    UNION ALL
    SELECT 'trigger', t.tgname::text, c.relname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid) ORDER BY 1, 2
    """

  static let sizes = """
    SELECT c.relname::text, c.relname::text, FALSE, pg_table_size(c.oid) FROM pg_class c
    WHERE c.relkind = 'r' AND pg_table_is_visible(c.oid)
    AND c.relnamespace <> ALL (ARRAY['pg_catalog'::regnamespace, 'information_schema'::regnamespace])
    UNION ALL
    SELECT i.relname::text, c.relname::text, TRUE, pg_relation_size(i.oid) FROM pg_class c
    JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid
    WHERE c.relkind = 'r' AND pg_table_is_visible(c.oid)
    AND c.relnamespace <> ALL (ARRAY['pg_catalog'::regnamespace, 'information_schema'::regnamespace])
    """
}

// What the database consists of.
extension PostgreSQLSession {
  package func tables() throws(EngineError) -> [String: [String]] {
    var columns: [String: [String]] = [:]
    for (table, column) in try pairs(Tables.columns) { columns[table, default: []].append(column) }
    return columns
  }

  package func indexedColumns() throws(EngineError) -> [String: Set<String>] {
    var columns: [String: Set<String>] = [:]
    for (table, column) in try pairs(Tables.indexed) { columns[table, default: []].insert(column) }
    return columns
  }

  package func uniqueKeys() throws(EngineError) -> [String: Set<Set<String>>] {
    var columns: [String: (table: String, columns: Set<String>)] = [:]
    for row in try rows(Tables.unique) {
      guard let index = row[0].text, let table = row[1].text, let column = row[2].text else { continue }
      columns[index, default: (table, [])].columns.insert(column)
    }
    var keys: [String: Set<Set<String>>] = [:]
    for key in columns.values { keys[key.table, default: []].insert(key.columns) }
    return keys
  }

  package func plainTables() throws(EngineError) -> Set<String> {
    Set(try rows(Tables.plain).compactMap { $0[0].text })
  }

  private func pairs(_ sql: String) throws(EngineError) -> [(String, String)] {
    try rows(sql).compactMap { row in row[0].text.flatMap { one in row[1].text.map { (one, $0) } } }
  }

  package func objects() throws(EngineError) -> [SchemaObject] {
    try rows(Tables.objects).compactMap { row in
      guard let kind = row[0].text, let name = row[1].text, let table = row[2].text else { return nil }
      return SchemaObject(kind: kind, name: name, table: table)
    }
  }

  // A server does not let go of what others need.
  package func brokenTables() throws(EngineError) -> Set<String> { [] }
  package func missingReferencedTables() throws(EngineError) -> [String: Set<String>] { [:] }
}
