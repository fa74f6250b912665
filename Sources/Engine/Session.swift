/// One session on a database, for one thread at a time.
///
/// A session runs one transaction at a time: of reading (`beginReading`) or of writing (`begin`). On every engine an error
/// may end the transaction of writing with all of its changes, so whoever catches one asks `transaction` first.
package protocol Session: AnyObject {
  var dialect: any Dialect { get }

  /// The prepared statement of that text: `Statement` holds it while it is in use.
  func cursor(_ sql: String) throws(EngineError) -> any Cursor
  /// Runs one statement to its end.
  /// - Returns: how many rows it inserted, changed or deleted.
  @discardableResult
  func run(_ sql: String, _ values: [SQLValue]) throws(EngineError) -> Int

  /// Begins a transaction that reads one state of the database.
  /// - Returns: the version of the tables in that state: another value where they were changed.
  func beginReading() throws(EngineError) -> SQLValue
  func endReading()

  /// Begins the transaction of the one session that writes; waits for the lock of others.
  /// - Throws: `busy` after that.
  func begin() throws(EngineError)
  func commit() throws(EngineError)
  /// Ends the transaction without its changes; does nothing where the engine has ended it.
  func rollback()
  var transaction: TransactionState { get }

  /// Marks the state that `rollBackToSavepoint` restores. Savepoints nest; the newest is meant.
  func savepoint() throws(EngineError)
  /// Ends the newest savepoint, and keeps what was done since.
  func releaseSavepoint() throws(EngineError)
  /// Takes back what was done since the newest savepoint, and ends it; does nothing where the engine has ended the
  /// transaction.
  func rollBackToSavepoint()

  /// The columns of each table, in their order.
  func tables() throws(EngineError) -> [String: [String]]
  /// Another value than before where the tables were changed.
  func schemaVersion() throws(EngineError) -> SQLValue
  /// Another value than before where another session committed a change.
  func dataVersion() throws(EngineError) -> SQLValue
  /// What the engine tells of the database without looking far, by name: sizes, and how it makes transactions durable.
  func facts() throws(EngineError) -> [(name: String, value: SQLValue)]
  /// Whether the database is no longer the one at its place, so that the session is of no use.
  var isReplaced: Bool { get }

  /// Asks `mayGoOn` about every `steps` steps of a statement, which ends as interrupted where the answer is false. Rolling
  /// back is never interrupted. Nil takes the budget away.
  func setBudget(every steps: Int, _ mayGoOn: (() -> Bool)?)
}

package enum TransactionState: Sendable {
  case none
  case open
  /// An error ended it: nothing can be done in it but rolling it back, whole or to a savepoint.
  case failed
}

extension Session {
  /// A statement with its parameters bound.
  package func statement(_ sql: String, _ values: [SQLValue] = []) throws(EngineError) -> Statement {
    let statement = Statement(try cursor(sql))
    if !values.isEmpty { try statement.bind(values) }
    return statement
  }

  /// The first column of the first row; nil without a row.
  package func value(_ sql: String, _ values: [SQLValue] = []) throws(EngineError) -> SQLValue? {
    try statement(sql, values).firstValue()
  }

  /// All rows, whole: for small answers.
  package func rows(_ sql: String, _ values: [SQLValue] = []) throws(EngineError) -> [[SQLValue]] {
    try statement(sql, values).allRows()
  }
}
