package import Engine

/// A connection to a database file as a session of the engine.
package final class SQLiteSession: Session {
  package let connection: Connection
  private var watch: OverwriteWatch
  /// The statement that holds the snapshot of a read.
  private let holder: SQLiteCursor

  package let dialect: any Dialect = SQLiteDialect()
  /// Lives as long as the connection: it is declared after the connection, and so released after it.
  private let companion: AnyObject?

  /// - Parameter companion: an object that is released only after the connection is closed.
  package init(_ connection: consuming Connection, keeping companion: AnyObject? = nil) throws(EngineError) {
    watch = try connection.transaction(.deferred, converting: { $0 }) { () throws(EngineError) in
      // Takes the lock.
      _ = try connection.value(Self.schemaVersionQuery)
      return try OverwriteWatch(connection)
    }
    holder = try connection.cursor(Self.holderQuery)
    self.companion = companion
    self.connection = connection
  }

  deinit { holder.end() }

  private static let schemaVersionQuery = "PRAGMA schema_version"
  /// The text differs from the other query's: this statement is always in use, and the cache keeps only one for a text.
  private static let holderQuery = "PRAGMA main.schema_version"

  // MARK: Statements

  package func cursor(_ sql: String) throws(EngineError) -> any Cursor { try connection.cursor(sql) }

  @discardableResult
  package func run(_ sql: String, _ values: [SQLValue]) throws(EngineError) -> Int {
    try connection.run(sql, values)
    return connection.changeCount
  }

  package func setBudget(every steps: Int, _ mayGoOn: (() -> Bool)?) {
    connection.setProgressCheck(every: Int32(clamping: steps), mayGoOn)
  }

  // MARK: Reading

  /// A statement that has not run to its end holds the snapshot (sqlite.org/lang_transaction.html, section 2.2). This
  /// costs less than BEGIN and ROLLBACK.
  package func beginReading() throws(EngineError) -> SQLValue {
    do throws(EngineError) {
      guard try holder.step() else { throw EngineError(.other, "the version of the tables is not known") }
      if watch.isDue { try compare() }
      return SQLValue(holder.stored(0))
    } catch {
      holder.reset()
      throw cause(of: error)
    }
  }

  package func expectLast() {}
  package func endReading() { holder.reset() }

  // MARK: Transactions

  package func begin() throws(EngineError) {
    do throws(EngineError) { try connection.begin(.immediate) } catch { throw cause(of: error) }
    guard watch.isDue else { return }
    do throws(EngineError) { try compare() } catch {
      connection.rollback()
      throw error
    }
  }

  package func commit() throws(EngineError) { try connection.commit() }
  package func rollback() { connection.rollback() }
  /// After a statement failed, SQLite either continues the transaction or ends it. It is never `failed`.
  package var transaction: TransactionState { connection.isInTransaction ? .open : .none }

  package func savepoint() throws(EngineError) { try connection.run("SAVEPOINT call") }
  package func releaseSavepoint() throws(EngineError) { try connection.run("RELEASE call") }
  package func rollBackToSavepoint() { connection.rollback(toSavepoint: "call") }

  package var costsRoundTrips: Bool { false }
  package func partitions(
    _ sql: String, of owners: [Int64], by column: Int32
  ) throws(EngineError) -> [Int64: any Cursor] {
    throw EngineError(.other, "an engine in the same process gathers no rows", description: sql)
  }

  /// The real server does not ask SQLite to (sqlite.org/foreignkeys.html), so that its files have references to missing
  /// rows, and so may what this program writes while it goes on.
  package var enforcesReferences: Bool { false }
  package var refusalsSpoilTransactions: Bool { false }
  package var hasSequences: Bool { false }
  package var ordersColumns: Bool { true }
  package func nextNumber(in table: String) -> Int64? { nil }
  package func lastNumber(in table: String) -> Int64? { nil }
  package func raiseNumbers(in table: String, beyond number: Int64) {}

  /// A database has one lock for all of its writers (sqlite.org/lockingv3.html).
  package var locksOutWriters: Bool { true }
  package var isOpenElsewhere: Bool { connection.isOpenElsewhere() }

  // MARK: Versions

  /// Virtual tables are left out: their module may be missing here.
  package func tables() throws(EngineError) -> [String: [String]] { try connection.tables() }

  package func schemaVersion() throws(EngineError) -> SQLValue {
    try connection.value(Self.schemaVersionQuery) ?? .null
  }

  /// sqlite.org/pragma.html#pragma_data_version
  package func dataVersion() throws(EngineError) -> SQLValue { try connection.value("PRAGMA data_version") ?? .null }

  package func facts() throws(EngineError) -> [(name: String, value: SQLValue)] {
    var facts: [(name: String, value: SQLValue)] = []
    for (name, pragma) in [
      ("page_bytes", "page_size"), ("pages", "page_count"), ("free_pages", "freelist_count"),
      ("journal", "journal_mode"),
    ] {
      facts.append((name, try connection.value("PRAGMA \(pragma)") ?? .null))
    }
    return facts
  }

  // MARK: The file

  package var isReplaced: Bool { watch.isOverwritten }

  /// To be called if the file was written since the last call, by any process. The next transaction then checks whether
  /// it is still the same database.
  package func noteWritten() { watch.isDue = true }

  private func compare() throws(EngineError) {
    try watch.compare(connection)
    if watch.isOverwritten { throw OverwriteWatch.error }
  }

  /// The reason why no transaction could begin. A file that looks damaged may be a mixture with another one that was
  /// written over it.
  private func cause(of error: EngineError) -> EngineError {
    guard [.damaged, .notADatabase].contains(error.cause), watch.isDue else { return error }
    try? watch.compare(connection)
    return watch.isOverwritten ? OverwriteWatch.error : error
  }
}

extension Connection {
  /// The columns of each table, in the file's order. Virtual tables are left out: their module may be missing here.
  package func tables() throws(EngineError) -> [String: [String]] {
    let rows = try rows(
      """
      SELECT s.name, c.name FROM sqlite_schema AS s, pragma_table_info(s.name) AS c
      WHERE s.type = 'table' AND s.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY s.rowid, c.cid
      """)
    var columns: [String: [String]] = [:]
    for row in rows {
      guard let table = row[0].text, let column = row[1].text else { continue }
      columns[table, default: []].append(column)
    }
    return columns
  }
}
