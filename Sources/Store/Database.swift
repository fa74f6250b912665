package import Catalogue
package import SQLite

/// One connection to the database and what is known of the file, for one thread.
package final class Database {
  package let connection: Connection
  package private(set) var model: Model
  /// Counts the layouts that were seen: what is made from a model is made again when it changes.
  package private(set) var modelVersion = 0
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
  package func refreshModel() throws(Failure) {
    let version: SQLValue?
    do { version = try connection.value("PRAGMA schema_version") } catch { throw Failure(error) }
    guard version != schemaVersion else { return }
    do { model = Model(catalogue, try Layout(reading: connection)) } catch { throw Failure(error) }
    schemaVersion = version
    modelVersion += 1
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
    try refreshModel()
    return try body(ReadTransaction(self))
  }
}

extension Database {
  /// Runs `body` inside of the open transaction so that it can be undone alone (sqlite.org/lang_savepoint.html).
  /// - Parameter isKept: false undoes it also when it succeeds, as a dry run does.
  package func savepoint(isKept: Bool, _ body: () throws(Failure) -> Void) throws(Failure) {
    try run("SAVEPOINT call")
    do throws(Failure) {
      try body()
    } catch {
      undo()
      throw error
    }
    if isKept { try run("RELEASE call") } else { undo() }
  }

  /// Nothing is left to undo where SQLite has ended the whole transaction.
  private func undo() {
    guard connection.isInTransaction else { return }
    try? connection.run("ROLLBACK TO call")
    try? connection.run("RELEASE call")
  }
}

extension Statement {
  /// `step`, with SQLite's error as a failure.
  func next() throws(Failure) -> Bool {
    do { return try step() } catch { throw Failure(error) }
  }
}
