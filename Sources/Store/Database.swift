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
  private var knownVersion: Int64?
  private let timer = Timer()
  /// Called now and then while a change takes long: a sign of life.
  package var onStep: () -> Void = {}
  private let catalogue: Catalogue
  private var schemaVersion: SQLValue?
  /// Whether anything of the open transaction is to stay, and how many savepoints are open in it.
  private var (isKept, savepoints) = (false, 0)
  /// Whether the transaction was ended since nothing of it was to stay, and is begun again by what comes next.
  private var isPostponed = false

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

// The writer's transaction.
extension Database {
  /// Takes the write lock.
  /// - Returns: whether another connection has changed the database since the last time.
  @discardableResult
  package func begin() throws(Failure) -> Bool {
    do { try connection.begin(.immediate) } catch { throw Failure(error) }
    (isKept, savepoints, isPostponed) = (false, 0, false)
    do throws(Failure) { return try lookForOthers() } catch {
      rollback()
      throw error
    }
  }

  /// Only others change the schema, or take numbers behind our back.
  private func lookForOthers() throws(Failure) -> Bool {
    let version = try dataVersion()
    guard version != knownVersion else { return false }
    try refreshModel()
    highest.removeAll()
    defer { knownVersion = version }
    return knownVersion != nil
  }

  /// Where nothing is to stay, the file is left as it was, byte by byte, without waiting for the disk.
  /// - Returns: whether there was something to stay.
  @discardableResult
  package func commit() throws(Failure) -> Bool {
    guard isKept else {
      rollback()
      return false
    }
    do { try connection.commit() } catch { throw Failure(error) }
    return true
  }

  package func rollback() {
    connection.rollback()
    isPostponed = false
    highest.removeAll()
  }

  /// Some errors end the whole transaction, with all that was done in it.
  package var isInTransaction: Bool { connection.isInTransaction || isPostponed }

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
  /// - Parameter isSpared: for a body that fails before it writes, if at all. Then there is no savepoint, which costs a
  ///   copy of each page; should it fail after it wrote, all of the transaction is taken back, and none is open.
  package func savepoint(isSpared: Bool = false, _ body: () throws(Failure) -> Bool) throws(Failure) {
    try resume()
    guard isKept || savepoints > 0 else { return try first(body) }
    guard !isSpared else { return try spared(body) }
    try run("SAVEPOINT call")
    savepoints += 1
    defer { savepoints -= 1 }
    let stays: Bool
    do throws(Failure) {
      stays = try body()
    } catch {
      takeBack()
      throw error
    }
    guard stays else { return takeBack() }
    try run("RELEASE call")
    if savepoints == 1 { isKept = true }
  }

  private func spared(_ body: () throws(Failure) -> Bool) throws(Failure) {
    let before = connection.totalChangeCount
    savepoints += 1
    defer { savepoints -= 1 }
    do throws(Failure) {
      if try body() { return }
      rollback()
    } catch {
      highest.removeAll()
      if connection.totalChangeCount != before { rollback() }
      throw error
    }
  }

  /// What is first in a transaction has it for itself: ending the transaction takes back as much, and costs nothing
  /// where all goes well.
  private func first(_ body: () throws(Failure) -> Bool) throws(Failure) {
    savepoints += 1
    defer { savepoints -= 1 }
    do throws(Failure) {
      if try body() { isKept = true } else { postpone() }
    } catch {
      postpone()
      throw error
    }
  }

  private func postpone() {
    rollback()
    isPostponed = true
  }

  private func resume() throws(Failure) {
    guard isPostponed else { return }
    let version = modelVersion
    try begin()
    guard modelVersion == version else {
      // What is to be run was made for the layout before.
      rollback()
      throw Failure(.busy, "the layout of the database was changed meanwhile", hint: "try again")
    }
  }

  private func takeBack() {
    connection.rollback(toSavepoint: "call")
    highest.removeAll()
  }
}

extension Statement {
  /// `step`, with SQLite's error as a failure.
  func next() throws(Failure) -> Bool {
    do { return try step() } catch { throw Failure(error) }
  }
}
