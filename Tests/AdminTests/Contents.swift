import Engine
import JSON
import TestData

/// All that a database holds and declares, for seeing whether anything of it has changed.
struct Contents: Equatable {
  private let bytes: [UInt8]

  /// - Parameter path: of a file, or the URI of a database on a server.
  init(of path: String) throws {
    switch TestEngine.current {
    case .sqlite: bytes = try TemporaryFolder.bytes(of: path)
    case .postgresql:
      let session = try PlainSession(path)
      let log = try session.rows("SELECT count(*), max(seq) FROM vantage6_admin_audit")
      bytes = Array("\(try Dump.text(path, now: "")) \(log) \(try Declarations.of(path))".utf8)
    }
  }
}

/// How the tables of a database are declared, a line for each part. On a server, the order of columns does not count.
enum Declarations {
  static func of(_ path: String) throws -> [String] {
    let session = try PlainSession(path)
    return try session.rows(TestEngine.current == .sqlite ? inFile : onServer).map { row in
      row.map { $0.text ?? "" }.joined(separator: " ").split { $0.isWhitespace }.joined(separator: " ")
    }
  }

  private static let inFile = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name"

  private static let onServer = """
    SELECT c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attnotnull THEN 'NOT NULL' END, pg_get_expr(d.adbin, d.adrelid), pg_get_userbyid(c.relowner)::text
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'v') AND c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), '', '' FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexdef, '', '', '', '' FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT pg_get_triggerdef(oid), tgenabled::text, '', '', '' FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT t.typname::text, string_agg(e.enumlabel, ' ' ORDER BY e.enumsortorder), '', '', ''
    FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.oid, t.typname
    UNION ALL SELECT s.oid::regclass::text, d.refobjid::regclass::text, '', '', '' FROM pg_class s
    LEFT JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a' WHERE s.relkind = 'S'
    ORDER BY 1, 2, 3
    """
}

extension JSON {
  /// For `copy`: files are copied, and a server's database is not.
  static var ofFiles: JSON { TestEngine.current == .sqlite ? true : false }
}
