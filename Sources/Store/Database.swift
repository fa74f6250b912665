package import Catalogue
import SQLite

/// One connection to the database and what is known of the file, for one thread. What is above never sees the engine.
package final class Database {
  let connection: Connection
  package private(set) var model: Model
  /// Counts the layouts that were seen: what is made from a model is made again when it changes.
  package private(set) var modelVersion = 0
  let plans = PlanCache()
  let writeTexts = WriteTexts()
  /// The highest number of each table that hands out numbers, as far as it was looked up since another connection
  /// changed something.
  var highest: [String: Int64] = [:]
  /// The version of the data at the last transaction that writes.
  var knownVersion: Int64?
  let timer = Timer()
  /// Called now and then while a change takes long: a sign of life.
  package var onStep: () -> Void = {}
  private let catalogue: Catalogue
  private var schemaVersion: SQLValue?
  var open = OpenTransaction()

  /// Opens a connection of its own to the file.
  package init(_ file: DatabaseFile, _ role: ConnectionRole, _ catalogue: Catalogue) throws(Failure) {
    self.catalogue = catalogue
    do {
      connection = try file.connect(role)
      schemaVersion = try connection.value(Self.schemaVersionQuery)
      model = Model(catalogue, try Layout(reading: connection))
    } catch { throw Failure(error) }
  }

  /// From now on a lock of another connection is `busy` at once.
  package func waitForNobody() { connection.setBusyTimeout(milliseconds: 0) }

  /// Looks at the layout again where the schema changed: the real server adds columns in place when it is upgraded. To be
  /// called inside of a transaction, so that what it sees holds.
  package func refreshModel() throws(Failure) {
    do { try adopt(try connection.value(Self.schemaVersionQuery)) } catch { throw Failure(error) }
  }

  private static let schemaVersionQuery = "PRAGMA schema_version"

  private func adopt(_ version: SQLValue?) throws(SQLiteError) {
    guard version != schemaVersion else { return }
    model = Model(catalogue, try Layout(reading: connection))
    schemaVersion = version
    modelVersion += 1
    plans.removeAll()
    writeTexts.removeAll()
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
    // A statement that has not come to its end holds the snapshot (sqlite.org/lang_transaction.html, section 2.2), for
    // less than BEGIN and ROLLBACK cost.
    let holder = try statement(Self.schemaVersionQuery)
    _ = try holder.next()
    do { try adopt(holder.value(0)) } catch { throw Failure(error) }
    let result = try body(ReadTransaction(self))
    holder.reset()
    return result
  }
}

extension Statement {
  /// `step`, with SQLite's error as a failure.
  func next() throws(Failure) -> Bool {
    do { return try step() } catch { throw Failure(error) }
  }
}
