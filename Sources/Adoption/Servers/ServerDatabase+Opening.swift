package import Catalogue
import Engine
import PostgreSQL
import Store
import Vocabulary

extension ServerDatabase {
  /// Makes the database on the server ready for use: it gets a schema of our own, and indexes on the server's tables. An
  /// empty one becomes a database of `options.generation`. Any other one is refused and not changed.
  /// - Parameters:
  ///   - socket: of this daemon.
  ///   - isAgain: whether this daemon served it before, so that its writer may still be there.
  /// - Throws: one sentence that names the database.
  package static func open(
    _ options: DatabaseOptions, _ product: Product, socket: String?, isAgain: Bool = false
  ) throws(Failure) -> ServerDatabase {
    let uri = try self.uri(options.path).with(secretFile: options.passwordFile)
    let lock = try ServerLock(uri, socket: socket)
    let opening = try ServerOpening(options, product, uri, lock.program)
    // A daemon that has lost its first lock has the other one as long as it may write.
    if !isAgain { try opening.checkNobodyWrites(lock) }
    return try opening.open(with: lock)
  }
}

/// One opening of one database on a server.
private struct ServerOpening {
  private let options: DatabaseOptions
  private let product: Product
  private let uri: ConnectionURI
  private let session: PostgreSQLSession
  private let refusal: ServerRefusal

  init(_ options: DatabaseOptions, _ product: Product, _ uri: ConnectionURI, _ program: String) throws(Failure) {
    (self.options, self.product, self.uri) = (options, product, uri)
    refusal = ServerRefusal(name: uri.name)
    do { session = try PostgreSQLSession(uri, name: program, schema: ServerDatabase.schema) } catch {
      throw refusal.failure(error)
    }
  }

  /// Takes the writer's lock for as long as the opening lasts.
  func checkNobodyWrites(_ lock: ServerLock) throws(Failure) {
    try attempt { () throws(EngineError) in try lock.take(.writing, with: session) }
  }

  func open(with lock: ServerLock) throws(Failure) -> ServerDatabase {
    let before = try attempt { () throws(EngineError) in Layout(columns: try session.tables()) }
    let privileges = try attempt { () throws(EngineError) in
      try ServerPrivileges(session, before, product, of: uri.name)
    }
    try HiddenTables.check(before, product, of: uri.name, session)
    let isEmpty = before.columns.isEmpty
    if isEmpty {
      guard !options.mustExist else { throw Failure(.invalid, "the database '\(uri.name)' is empty") }
    } else {
      try product.check(before, of: uri.name)
    }
    try privileges.check()
    if before.has(OwnTables.state) {
      try History.check(format: try attempt { () throws(EngineError) in try History.format(session) }, of: uri.name)
    }
    let fresh = isEmpty ? try product.fresh(options.generation) : nil
    return try attempt { () throws(EngineError) in
      try complete(fresh)
      let layout = Layout(columns: try session.tables())
      let warnings = try addIndexes(layout)
      return ServerDatabase(
        uri: uri, layout: layout, notices: notices(isEmpty: isEmpty, isNew: !OwnTables.isAdopted(before)),
        ownWarnings: warnings + (try session.faults()), leftovers: try product.leftovers(in: session, layout),
        missingWords: try product.missingWords(in: session, layout), product: product,
        wasCreated: isEmpty, lock: lock, session: options.session, history: try History.name(session) ?? "")
    }
  }

  private func notices(isEmpty: Bool, isNew: Bool) -> [String] {
    if isEmpty { return ["made the tables of vantage6 in the database '\(uri.name)'"] }
    guard isNew else { return [] }
    return [
      "adopted '\(uri.name)': its schema '\(ServerDatabase.schema)' has the audit log, and nothing else was changed"
    ]
  }

  private func attempt<Result>(_ body: () throws(EngineError) -> Result) throws(Failure) -> Result {
    do { return try body() } catch { throw refusal.failure(error) }
  }

  /// Makes what is missing in one transaction.
  /// - Parameter fresh: what an empty database gets.
  private func complete(_ fresh: Product.FreshFile?) throws(EngineError) {
    try session.begin()
    do throws(EngineError) {
      if let fresh {
        for statement in fresh.serverTypes + fresh.serverTables { try session.run(statement) }
        try fresh.insertRows(session)
      }
      var layout = Layout(columns: try session.tables())
      try OwnTables.completeOnServer(session, layout)
      layout = Layout(columns: try session.tables())
      try History(of: try place(), naming: options.nameHistory).bring(into: session, isReplaced: options.isReplaced)
      try OwnTables.raiseSequences(session, layout, product.catalogue)
      try OwnTables.raiseServerSequences(session, layout, product.catalogue)
      try session.commit()
    } catch {
      session.rollback()
      throw error
    }
  }

  /// What tells the database from a copy of it: the cluster's identifier, and its own in the cluster.
  private func place() throws(EngineError) -> String {
    try session.value(
      "SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || oid FROM pg_database "
        + "WHERE datname = current_database()")?.text ?? ""
  }
}

// The indexes on the server's tables, each by itself, since they are made while the server goes on writing.
extension ServerOpening {
  /// - Returns: a warning for each index that could not be made.
  private func addIndexes(_ layout: Layout) throws(EngineError) -> [String] {
    guard options.isIndexed else { return [] }
    var warnings: [String] = []
    for name in try invalidIndexes() {
      options.onStep("dropping the index '\(name)', whose making was interrupted")
      do throws(EngineError) { try session.run("DROP INDEX CONCURRENTLY IF EXISTS \(quoted(name))") } catch {
        warnings.append("the index '\(name)' was left half made, and cannot be dropped: \(error.message)")
      }
    }
    for statement in try LookupIndexes(session, layout, product.lookups).missing {
      options.onStep("adding indexes to '\(uri.name)'")
      do throws(EngineError) {
        try session.run(statement.replacing("CREATE INDEX ", with: "CREATE INDEX CONCURRENTLY ", maxReplacements: 1))
      } catch {
        guard error.cause == .forbidden || error.cause == .busy else { throw error }
        warnings.append(
          "without indexes, lookups in large tables are slow; an index could not be made: \(error.message)")
        break
      }
    }
    return warnings
  }

  /// Indexes of ours that a failure has left, and that the server keeps up without using them.
  private func invalidIndexes() throws(EngineError) -> [String] {
    let prefix = OwnTables.lookupIndexPrefix.replacing("_", with: "\\_")
    return try session.rows(
      """
      SELECT i.relname::text FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
      WHERE NOT x.indisvalid AND pg_table_is_visible(i.oid) AND i.relname LIKE \(literal(prefix + "%"))
      """
    ).compactMap { $0[0].text }
  }
}
