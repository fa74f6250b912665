package import Catalogue
import SQLite

/// One connection to the database and what is known of the file, for one thread. What is above never sees the engine.
package final class Database {
  let connection: Connection
  package private(set) var model: Model
  /// Counts the layouts that were seen: what is made from a model is made again when it changes.
  package private(set) var modelVersion = 0
  let plans = PlanCache()
  private let timer = Timer()
  /// Called now and then while a change takes long: a sign of life.
  package var onStep: () -> Void = {}
  private let catalogue: Catalogue
  private var schemaVersion: SQLValue?
  /// Whether anything of the open transaction is to stay, and how many savepoints are open in it.
  private var (isKept, savepoints) = (false, 0)

  /// Opens a connection of its own to the file.
  package init(_ file: DatabaseFile, _ role: ConnectionRole, _ catalogue: Catalogue) throws(Failure) {
    self.catalogue = catalogue
    do {
      connection = try file.connect(role)
      schemaVersion = try connection.value("PRAGMA schema_version")
      model = Model(catalogue, try Layout(reading: connection))
    } catch { throw Failure(error) }
  }

  /// From now on a lock of another connection is `busy` at once.
  package func waitForNobody() { connection.setBusyTimeout(milliseconds: 0) }

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

// The writer's transaction.
extension Database {
  /// Takes the write lock.
  package func begin() throws(Failure) {
    do { try connection.begin(.immediate) } catch { throw Failure(error) }
    (isKept, savepoints) = (false, 0)
  }

  /// Where nothing is to stay, the file is left as it was, byte by byte, without waiting for the disk.
  /// - Returns: whether there was something to stay.
  @discardableResult
  package func commit() throws(Failure) -> Bool {
    guard isKept else {
      connection.rollback()
      return false
    }
    do { try connection.commit() } catch { throw Failure(error) }
    return true
  }

  package func rollback() { connection.rollback() }

  /// Some errors end the whole transaction, with all that was done in it.
  package var isInTransaction: Bool { connection.isInTransaction }

  /// Asks `check` about every `steps` steps of a statement whether it may go on; it ends as `limit` where not.
  package func setCheck(every steps: Int, _ check: @escaping () -> Bool) {
    connection.setProgressCheck(every: Int32(clamping: steps), check)
  }

  /// Ends what holds the lock for longer, as `limit`; nil lets it take its time.
  package func limitTime(to nanoseconds: Int64?) {
    timer.deadline = nanoseconds.map { Timer.now + $0 }
    let (timer, onStep) = (timer, onStep)
    connection.setProgressCheck(every: 10_000) {
      onStep()
      return !timer.isOver
    }
  }

  /// To be asked between statements: many short ones take long too.
  func checkTime() throws(Failure) {
    onStep()
    guard timer.isOver else { return }
    throw Failure(
      .limit, "the change takes longer than two seconds, for which the real server would have to wait",
      hint: "say 'long' to let it take its time, or do less at once")
  }

  /// Runs `body` inside of the open transaction so that it can be undone alone (sqlite.org/lang_savepoint.html): where it
  /// throws, and where it answers that nothing is to stay.
  package func savepoint(_ body: () throws(Failure) -> Bool) throws(Failure) {
    try run("SAVEPOINT call")
    savepoints += 1
    defer { savepoints -= 1 }
    let stays: Bool
    do throws(Failure) {
      stays = try body()
    } catch {
      connection.rollback(toSavepoint: "call")
      throw error
    }
    guard stays else { return connection.rollback(toSavepoint: "call") }
    try run("RELEASE call")
    if savepoints == 1 { isKept = true }
  }
}

extension Statement {
  /// `step`, with SQLite's error as a failure.
  func next() throws(Failure) -> Bool {
    do { return try step() } catch { throw Failure(error) }
  }
}
