package import Catalogue
import Engine
import PostgreSQL
import Store
import Vocabulary

/// What the role of a session may do with a database on a server, and what it still needs
/// (postgresql.org/docs/current/ddl-priv.html).
package struct ServerPrivileges: Sendable {
  /// A privilege that the daemon needs and the role has not.
  package struct Missing: Sendable, Equatable {
    /// What the role may not do, as the end of `it may not …`.
    package let action: String
    /// The statement that allows it.
    package let grant: String
  }

  package let role: String
  package let missing: [Missing]
  /// The owners of tables that the role is no member of, so that it can make no indexes on them.
  package let owners: [String]
  /// Why nobody can change the database, whatever the role's privileges.
  private let readOnly: Failure?
  private let name: String

  /// - Parameters:
  ///   - layout: that of the database, as the role sees it.
  ///   - name: what messages call the database.
  init(_ session: any Session, _ layout: Layout, _ product: Product, of name: String) throws(EngineError) {
    self.name = name
    let facts = try Facts(session)
    role = facts.role
    readOnly = facts.readOnly(name)
    let tables = try TablePrivileges(session, product)
    owners = tables.foreignOwners
    missing =
      (layout.columns.isEmpty ? facts.missingForTables : [])
      + (OwnTables.areComplete(layout) ? [] : facts.missing) + tables.missing(for: role)
      + (try SequencePrivileges(session).missing(for: role))
  }

  /// A warning for the administrator where indexes cannot be made.
  package var indexWarning: String? {
    guard let owner = owners.first else { return nil }
    return "the role '\(role)' can make no indexes, since the tables belong to the role '\(owner)': without indexes, "
      + "lookups in large tables are slow; as that role or a superuser: GRANT \(quoted(owner)) TO \(quoted(role))"
  }

  /// - Throws: `read_only` with each missing privilege and the statement that gives it.
  package func check() throws(Failure) {
    if let readOnly { throw readOnly }
    guard !missing.isEmpty else { return }
    throw Failure(
      .readOnly, "the role '\(role)' of '\(name)' may not \(missing.map(\.action).joined(separator: "; nor "))",
      hint: "as the owner of the tables or a superuser, in that database: "
        + missing.map(\.grant).joined(separator: "; "))
  }
}

/// What holds for the whole database.
private struct Facts {
  let role: String
  private let database: String
  private let isStandby: Bool
  private let isReadOnly: Bool
  private let maySchema: Bool
  /// Nil if our schema is not there yet.
  private let mayUseSchema: Bool?
  /// The schema in which new tables of the product are made; nil if there is none.
  private let tableSchema: (name: String, mayMake: Bool)?

  init(_ session: any Session) throws(EngineError) {
    let schema = literal(ServerDatabase.schema)
    let row =
      try session.rows(
        """
        SELECT current_user::text, current_database()::text, pg_is_in_recovery(),
        (SELECT reset_val = 'on' FROM pg_settings WHERE name = 'default_transaction_read_only'),
        has_database_privilege(current_database(), 'CREATE'),
        (SELECT has_schema_privilege(oid, 'CREATE') AND has_schema_privilege(oid, 'USAGE') FROM pg_namespace
        WHERE nspname = \(schema)), s.name, has_schema_privilege(s.name, 'CREATE')
        FROM (SELECT (current_schemas(false))[1]::text AS name) s
        """
      ).first ?? []
    guard row.count == 8 else { throw EngineError(.other, "the server does not tell what its role may do") }
    (role, database) = (row[0].text ?? "", row[1].text ?? "")
    (isStandby, isReadOnly, maySchema) = (row[2] == .integer(1), row[3] == .integer(1), row[4] == .integer(1))
    mayUseSchema = row[5] == .null ? nil : row[5] == .integer(1)
    tableSchema = row[6].text.flatMap { $0 == ServerDatabase.schema ? nil : ($0, row[7] == .integer(1)) }
  }

  /// What is missing to make the product's tables in an empty database.
  var missingForTables: [ServerPrivileges.Missing] {
    guard let tableSchema else {
      return [
        .init(
          action: "use any schema of the search path, in which it could make tables",
          grant: "GRANT USAGE, CREATE ON SCHEMA public TO \(quoted(role))")
      ]
    }
    guard !tableSchema.mayMake else { return [] }
    return [
      .init(
        action: "make tables in the schema '\(tableSchema.name)'",
        grant: "GRANT CREATE ON SCHEMA \(quoted(tableSchema.name)) TO \(quoted(role))")
    ]
  }

  /// What is missing to make our tables.
  var missing: [ServerPrivileges.Missing] {
    let schema = ServerDatabase.schema
    switch mayUseSchema {
    case true?: return []
    case false?:
      return [
        .init(
          action: "use the schema '\(schema)' and make tables there",
          grant: "GRANT USAGE, CREATE ON SCHEMA \(schema) TO \(quoted(role))")
      ]
    case nil:
      guard !maySchema else { return [] }
      return [
        .init(
          action: "make the schema '\(schema)' in the database '\(database)'",
          grant: "CREATE SCHEMA \(schema) AUTHORIZATION \(quoted(role))")
      ]
    }
  }

  func readOnly(_ name: String) -> Failure? {
    if isStandby {
      return Failure(
        .readOnly, "the server of '\(name)' is a standby, which takes no changes",
        hint: "name the primary server; of several hosts, '?target_session_attrs=read-write' finds it")
    }
    guard isReadOnly else { return nil }
    return Failure(
      .readOnly, "the database '\(name)' is read-only for the role '\(role)' (default_transaction_read_only = on)",
      hint: "look why it was set so; for this role alone: ALTER ROLE \(quoted(role)) IN DATABASE \(quoted(database)) "
        + "SET default_transaction_read_only TO off")
  }
}

/// What the role may do with the tables that the daemon works on.
private struct TablePrivileges {
  private struct Table {
    let name: String
    let schema: String
    let owner: String
    let isOwned: Bool
    let missing: [String]
  }

  private let tables: [Table]
  private static let kinds = ["SELECT", "INSERT", "UPDATE", "DELETE"]

  init(_ session: any Session, _ product: Product) throws(EngineError) {
    let known = Set(
      product.catalogue.entities.flatMap(\.tables) + product.tables + product.lookups.map(\.table)
        + [OwnTables.audit, OwnTables.sequence, OwnTables.state])
    let checks = Self.kinds.map { "has_table_privilege(c.oid, '\($0)')" }.joined(separator: ", ")
    tables = try session.rows(
      """
      SELECT c.relname::text, quote_ident(n.nspname), pg_get_userbyid(c.relowner)::text,
      pg_has_role(c.relowner, 'USAGE'), \(checks) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid) AND n.nspname <> 'pg_catalog' ORDER BY 1
      """
    ).compactMap { row in
      guard let name = row[0].text, known.contains(name) else { return nil }
      let missing = Self.kinds.indices.filter { row[4 + $0] != .integer(1) }.map { Self.kinds[$0] }
      return Table(
        name: name, schema: row[1].text ?? "", owner: row[2].text ?? "", isOwned: row[3] == .integer(1),
        missing: missing)
    }
  }

  var foreignOwners: [String] { Set(tables.filter { !$0.isOwned }.map(\.owner)).sorted() }

  /// One entry for the tables of a schema.
  func missing(for role: String) -> [ServerPrivileges.Missing] {
    Dictionary(grouping: tables.filter { !$0.missing.isEmpty }, by: \.schema).sorted { $0.key < $1.key }.map {
      schema, tables in
      let kinds = Self.kinds.filter { kind in tables.contains { $0.missing.contains(kind) } }.joined(separator: ", ")
      return .init(
        action: "\(kinds) on the \(Named.some(tables.map(\.name), "table"))",
        grant: "GRANT \(kinds) ON ALL TABLES IN SCHEMA \(schema) TO \(quoted(role))")
    }
  }
}

/// What the role may do with the sequences that give out the ids of those tables.
private struct SequencePrivileges {
  private let lacking: [(name: String, schema: String)]

  init(_ session: any Session) throws(EngineError) {
    // SELECT and UPDATE let a sequence be raised that is behind its table.
    lacking = try session.rows(
      """
      SELECT s.relname::text, quote_ident(n.nspname) FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
      JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
      JOIN pg_class c ON c.oid = d.refobjid WHERE s.relkind = 'S' AND pg_table_is_visible(c.oid)
      AND NOT (has_sequence_privilege(s.oid, 'USAGE') AND has_sequence_privilege(s.oid, 'SELECT')
      AND has_sequence_privilege(s.oid, 'UPDATE')) ORDER BY 1
      """
    ).compactMap { row in row[0].text.flatMap { name in row[1].text.map { (name, $0) } } }
  }

  func missing(for role: String) -> [ServerPrivileges.Missing] {
    Dictionary(grouping: lacking, by: \.schema).sorted { $0.key < $1.key }.map { schema, sequences in
      .init(
        action: "use the \(Named.some(sequences.map(\.name), "sequence"))",
        grant: "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA \(schema) TO \(quoted(role))")
    }
  }
}

private enum Named {
  /// `tables 'a', 'b' and 3 more`.
  static func some(_ names: [String], _ noun: String) -> String {
    let shown = names.prefix(2).map { "'\($0)'" }.joined(separator: names.count > 2 ? ", " : " and ")
    return (names.count == 1 ? noun : noun + "s") + " " + shown
      + (names.count > 2 ? " and \(names.count - 2) more" : "")
  }
}
