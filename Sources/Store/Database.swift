package import Catalogue
package import SQLite

/// One connection to the database and what is known of the file, for one thread.
package final class Database {
  package let connection: Connection
  package private(set) var model: Model
  let plans = PlanCache()
  private let catalogue: Catalogue
  private var schemaVersion: SQLValue?

  /// - Throws: what SQLite says of the file.
  package init(_ connection: consuming Connection, _ catalogue: Catalogue) throws(SQLiteError) {
    self.connection = connection
    self.catalogue = catalogue
    let version = try self.connection.value("PRAGMA schema_version")
    model = Model(catalogue, try Layout(reading: self.connection))
    schemaVersion = version
  }

  /// Looks at the layout again where the schema changed: the real server adds columns in place when it is upgraded. To be
  /// called inside of a transaction, so that what it sees holds.
  func refresh() throws(Failure) {
    let version: SQLValue?
    do { version = try connection.value("PRAGMA schema_version") } catch { throw Failure(error) }
    guard version != schemaVersion else { return }
    do { model = Model(catalogue, try Layout(reading: connection)) } catch { throw Failure(error) }
    schemaVersion = version
    plans.removeAll()
  }

  /// A statement with its parameters bound.
  func statement(_ sql: String, _ values: [SQLValue] = []) throws(Failure) -> Statement {
    do {
      let statement = try connection.statement(sql)
      try statement.bind(values)
      return statement
    } catch { throw Failure(error) }
  }

  func run(_ sql: String, _ values: [SQLValue] = []) throws(Failure) {
    do { try connection.run(sql, values) } catch { throw Failure(error) }
  }

  func value(_ sql: String, _ values: [SQLValue] = []) throws(Failure) -> SQLValue? {
    do { return try connection.value(sql, values) } catch { throw Failure(error) }
  }

  func rows(_ sql: String, _ values: [SQLValue] = []) throws(Failure) -> [[SQLValue]] {
    do { return try connection.rows(sql, values) } catch { throw Failure(error) }
  }

  /// Runs `body` on one snapshot, and lets go of it at once: a snapshot left open keeps the log of changes growing.
  package func read<Result>(_ body: (borrowing ReadTransaction) throws(Failure) -> Result) throws(Failure) -> Result {
    do { try connection.begin(.deferred) } catch { throw Failure(error) }
    defer { connection.rollback() }
    try refresh()
    return try body(ReadTransaction(self))
  }
}

extension Statement {
  /// `step`, with SQLite's error as a failure.
  func next() throws(Failure) -> Bool {
    do { return try step() } catch { throw Failure(error) }
  }
}
