import Admin
import Adoption
import TestData
import Testing

/// The tables of a new database on a server.
@Suite(.enabled(if: TestEngine.current == .postgresql, "only the tests on a server have one"))
struct ServerSchemaTests {
  /// Each query answers a line for each part, in the same order in every database that has the same parts.
  private static let parts: [(name: String, sql: String)] = [
    (
      "columns",
      """
      SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        pg_get_expr(d.adbin, d.adrelid)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1, 2
      """
    ),
    (
      "constraints",
      """
      SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace ORDER BY 1::text, 2
      """
    ),
    (
      "indexes", "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"
    ),
    (
      "enumerations",
      "SELECT t.typname, e.enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid ORDER BY 1, e.enumsortorder"
    ),
    (
      "sequences",
      """
      SELECT sequencename, data_type, start_value, max_value, increment_by FROM pg_sequences
      WHERE schemaname = 'public' ORDER BY 1
      """
    ),
  ]

  @Test(
    "are those that the real server makes, with their types, constraints, indexes and sequences",
    arguments: [2, 3, 4, 5])
  func same(generation: Int) throws {
    let real = try PostgreSQLServer.shared.database(from: Sample.of(generation: generation).dump)
    let fresh = try PostgreSQLServer.shared.database()
    let declared = try #require(Product.vantage6.fresh[generation])
    let statements = declared.serverTypes + declared.serverTables
    try fresh.query(statements.joined(separator: ";"))
    for (name, sql) in Self.parts {
      let (ours, theirs) = (try fresh.query(sql).split(separator: "\n"), try real.query(sql).split(separator: "\n"))
      #expect(ours.filter { !theirs.contains($0) } == [], "\(name) that the real server does not make")
      #expect(theirs.filter { !ours.contains($0) } == [], "\(name) that are missing")
      #expect(ours == theirs, "\(name)")
    }
  }
}
