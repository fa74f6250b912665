package import Catalogue
import SQLite

/// One connection to the database and what is known of the file, for one thread. What is above never sees the engine.
package final class Database {
  let connection: Connection
  /// After the connection, which ends first: the file's hold ends with this.
  package let file: DatabaseFile
  var watch: OverwriteWatch
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
  /// Whether another process was seen to write.
  var hasMetOthers = false
  let timer = Timer()
  /// Called now and then while a change takes long: a sign of life.
  package var onStep: () -> Void = {}
  private let catalogue: Catalogue
  private var schemaVersion: SQLValue?
  /// The layout that was found to have our tables.
  private var checkedVersion = 0
  var open = OpenTransaction()

  /// Opens a connection of its own to the file.
  /// - Parameter waits: whether it waits for a lock of another connection, or is `busy` at once.
  package init(
    _ file: DatabaseFile, _ role: ConnectionRole, _ catalogue: Catalogue, waits: Bool = true
  ) throws(Failure) {
    (self.catalogue, self.file) = (catalogue, file)
    do {
      let connection = try file.connect(role, busyMilliseconds: waits ? 5_000 : 0)
      // What is remembered of the file is of one state of it.
      (schemaVersion, model, watch) = try connection.transaction(.deferred, converting: { $0 }) {
        () throws(SQLiteError) in
        let version = try connection.value(Self.schemaVersionQuery)
        return (version, Model(catalogue, try Layout(reading: connection)), try OverwriteWatch(connection))
      }
      self.connection = connection
      file.noteLog()
    } catch { throw Failure(error) }
  }

  /// Looks at the layout again where the schema changed: the real server adds columns in place when it is upgraded. To be
  /// called inside of a transaction, so that what it sees holds.
  package func refreshModel() throws(Failure) {
    do { try adopt(try connection.value(Self.schemaVersionQuery)) } catch { throw Failure(error) }
    try checkOwnTables()
  }

  private static let schemaVersionQuery = "PRAGMA schema_version"

  /// A copy from before the adoption has none of our tables: it has to be adopted anew.
  private func checkOwnTables() throws(Failure) {
    guard OwnTables.areComplete(model.layout) else {
      watch.isOverwritten = true
      throw OverwriteWatch.failure
    }
    checkedVersion = modelVersion
  }

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
    do { _ = try holder.step() } catch { throw failure(error) }
    do { try adopt(holder.value(0)) } catch { throw Failure(error) }
    if watch.isDue { try lookForOverwriting() }
    if modelVersion != checkedVersion { try checkOwnTables() }
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
