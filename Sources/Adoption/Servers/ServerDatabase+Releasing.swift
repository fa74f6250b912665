package import Catalogue
import Engine
import PostgreSQL
import Store
import Vocabulary

extension ServerDatabase {
  /// Removes what the daemon added to a database on a server: the indexes on the server's tables, our tables, and their
  /// schema. Nothing else is changed.
  /// - Parameters:
  ///   - passwordFile: the path of the file that has the password, and nothing else; nil for none.
  ///   - isDry: whether nothing is changed, and the result says what would be.
  /// - Throws: `busy` while a daemon serves the database, or others keep its tables locked; `read_only` where the role
  ///   may not do it; `invalid` if it is no database of the product.
  package static func release(
    _ text: String, _ product: Product, passwordFile: String? = nil, isDry: Bool = false
  ) throws(Failure) -> Departure {
    let uri = try self.uri(text).with(secretFile: passwordFile)
    let lock = try ServerLock(uri, socket: nil)
    defer { lock.release() }
    return try ServerReleasing(uri, program: lock.program).run(product, isDry)
  }

  /// - Throws: `invalid` for a text that is no URI of a database on a server.
  static func uri(_ text: String) throws(Failure) -> ConnectionURI {
    guard let uri = ConnectionURI(text) else {
      throw Failure(.invalid, "the database is named by no URI such as postgresql://ROLE@HOST/NAME")
    }
    return uri
  }
}

/// One release of one database on a server.
private struct ServerReleasing {
  private let session: PostgreSQLSession
  private let uri: ConnectionURI
  private let refusal: ServerRefusal

  init(_ uri: ConnectionURI, program: String) throws(Failure) {
    self.uri = uri
    refusal = ServerRefusal(name: uri.name)
    do { session = try PostgreSQLSession(uri, name: program, schema: ServerDatabase.schema) } catch {
      throw refusal.failure(error)
    }
  }

  func run(_ product: Product, _ isDry: Bool) throws(Failure) -> Departure {
    try product.check(
      try attempt { () throws(EngineError) in Layout(columns: try session.tables()) }, of: uri.name)
    let (indexes, tables, schema) = try attempt { () throws(EngineError) in
      (try self.indexes(), try self.tables(), try self.schema())
    }
    let departure = Departure(
      name: uri.name, tables: tables, indexes: indexes.map(\.name),
      changeCount: try attempt { () throws(EngineError) in try changeCount(tables) },
      schema: schema.isThere && schema.stays == nil ? ServerDatabase.schema : nil, schemaStays: schema.stays)
    guard !isDry else { return departure }
    // First, since each index may wait for others, and a release that was interrupted can be repeated.
    for index in indexes { try drop(index) }
    try attempt { () throws(EngineError) in try drop(departure) }
    return departure
  }

  private func attempt<Result>(_ body: () throws(EngineError) -> Result) throws(Failure) -> Result {
    do { return try body() } catch { throw refusal.failure(error) }
  }

  private typealias Index = (name: String, quoted: String)

  /// Our indexes on the server's tables, also half made ones, in all schemas: an other search path may have been used.
  private func indexes() throws(EngineError) -> [Index] {
    let prefix = OwnTables.lookupIndexPrefix.replacing("_", with: "\\_")
    return try session.rows(
      """
      SELECT i.relname::text, quote_ident(n.nspname) || '.' || quote_ident(i.relname)
      FROM pg_class i JOIN pg_namespace n ON n.oid = i.relnamespace
      WHERE i.relkind = 'i' AND i.relname LIKE \(literal(prefix + "%")) ORDER BY 1, 2
      """
    ).compactMap { row in row[0].text.flatMap { name in row[1].text.map { (name, $0) } } }
  }

  private func tables() throws(EngineError) -> [String] {
    try session.rows(
      """
      SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = \(literal(ServerDatabase.schema)) AND c.relkind = 'r' AND c.relname IN
      (\(Self.ownTables.map(literal).joined(separator: ", "))) ORDER BY 1
      """
    ).compactMap { $0[0].text }
  }

  private static let ownTables = [OwnTables.audit, OwnTables.sequence, OwnTables.state]

  /// Whether our schema is there, and why it cannot be dropped; nil if it can.
  private func schema() throws(EngineError) -> (isThere: Bool, stays: String?) {
    let name = ServerDatabase.schema
    let row = try session.rows(
      """
      SELECT pg_has_role(n.nspowner, 'USAGE'), pg_get_userbyid(n.nspowner)::text,
      (SELECT count(*) FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      AND c.relname NOT IN (\(Self.ownTables.map(literal).joined(separator: ", "))))
      FROM pg_namespace n WHERE n.nspname = \(literal(name))
      """
    ).first
    guard let row else { return (false, nil) }
    if row[0] != .integer(1) {
      return (true, "the schema '\(name)' stays, since it belongs to the role '\(row[1].text ?? "")'")
    }
    return (true, row[2] == .integer(0) ? nil : "the schema '\(name)' stays, since it holds what others put there")
  }

  private func changeCount(_ tables: [String]) throws(EngineError) -> Int64 {
    guard tables.contains(OwnTables.audit) else { return 0 }
    return try session.value("SELECT count(*) FROM \(ServerDatabase.schema).\(OwnTables.audit)")?.integer ?? 0
  }

  /// Drops an index without locking its table: others go on using it.
  private func drop(_ index: Index) throws(Failure) {
    do throws(EngineError) {
      try session.run("SET lock_timeout TO '10s'")
      try session.run("DROP INDEX CONCURRENTLY IF EXISTS \(index.quoted)")
    } catch {
      guard error.cause == .busy else { throw refusal.failure(error) }
      throw Failure(
        .busy, "the index '\(index.name)' cannot be dropped while others have transactions open on its table",
        hint: "stop the vantage6 server, and release the database again: what was dropped so far stays so",
        detail: error.description)
    }
  }

  /// Drops the tables and the schema in one transaction.
  private func drop(_ departure: Departure) throws(EngineError) {
    guard !departure.tables.isEmpty || departure.schema != nil else { return }
    try session.begin()
    do throws(EngineError) {
      for table in departure.tables {
        try session.run("DROP TABLE IF EXISTS \(ServerDatabase.schema).\(quoted(table))")
      }
      if let schema = departure.schema { try session.run("DROP SCHEMA IF EXISTS \(schema)") }
      try session.commit()
    } catch {
      session.rollback()
      throw error
    }
  }
}
