/// One session on a database, for one thread at a time.
///
/// A session runs one transaction at a time: a read transaction (`beginReading`) or a write transaction (`begin`). On
/// every engine, an error may end the write transaction and undo all of its changes, so code that catches an error must
/// look at `transaction` first.
package protocol Session: AnyObject {
  var dialect: any Dialect { get }

  /// The prepared statement for that text. `Statement` holds it while it is in use.
  func cursor(_ sql: String) throws(EngineError) -> any Cursor
  /// Runs one statement to its end.
  /// - Returns: how many rows it inserted, changed or deleted.
  @discardableResult
  func run(_ sql: String, _ values: [SQLValue]) throws(EngineError) -> Int
  /// Runs a statement that changes rows in the open write transaction: now, or, on an engine that costs round trips, with
  /// the next statement, which fails with its error if it fails.
  func runWithNext(_ sql: String, _ values: [SQLValue]) throws(EngineError)
  /// Runs the statements that wait.
  func runWaiting() throws(EngineError)

  /// Begins a transaction that reads one state of the database.
  /// - Returns: the version of the tables in that state, which differs if they were changed.
  func beginReading() throws(EngineError) -> SQLValue
  /// Says that no statement after the next one has to read this state. The rest may read another one.
  func expectLast()
  func endReading()

  /// Begins a write transaction. Waits while another session holds the lock.
  /// - Throws: `busy` if that takes too long.
  func begin() throws(EngineError)
  func commit() throws(EngineError)
  /// Rolls the transaction back. Does nothing if the engine has ended it.
  func rollback()
  var transaction: TransactionState { get }

  /// Marks the state that `rollBackToSavepoint` restores. Savepoints nest.
  func savepoint() throws(EngineError)
  /// Ends the newest savepoint, and keeps the changes since.
  func releaseSavepoint() throws(EngineError)
  /// Undoes the changes since the newest savepoint, and ends it. Does nothing if the engine has ended the transaction.
  func rollBackToSavepoint()

  /// Whether a statement that fails leaves the transaction of no use, but for going back to a savepoint.
  var refusalsSpoilTransactions: Bool { get }

  /// Whether the engine is in another process, so that each statement costs a round trip.
  var costsRoundTrips: Bool { get }
  /// Runs a statement whose only parameter is a list of ids (`Dialect.isAmong`), for an engine that costs round trips.
  /// - Parameter column: the one with the id. The rows of an id must follow each other.
  /// - Returns: the rows by their ids, without the ids that have none.
  func partitions(
    _ sql: String, of owners: [Int64], by column: Int32
  ) throws(EngineError) -> [Int64: any Cursor]

  /// Whether a row or a value is refused at once that would leave a reference to a missing row.
  var enforcesReferences: Bool { get }
  /// Whether the engine numbers the rows of tables by sequences of its own, for every program.
  var hasSequences: Bool { get }
  /// The next number of the table's own sequence, which the engine never gives again; nil if the table has none, and
  /// its rows are numbered by who inserts them.
  func nextNumber(in table: String) throws(EngineError) -> Int64?
  /// The last number that the table's own sequence has given, to whichever program; nil if the table has none.
  func lastNumber(in table: String) throws(EngineError) -> Int64?
  /// Lets the table's own sequence, if it has one, give only higher numbers, unless the transaction is rolled back.
  func raiseNumbers(in table: String, beyond number: Int64) throws(EngineError)

  /// The columns of each table, in their order.
  func tables() throws(EngineError) -> [String: [String]]
  /// The version of the tables, which differs if they were changed.
  func schemaVersion() throws(EngineError) -> SQLValue
  /// The version of the data, which differs if another session has committed a change.
  func dataVersion() throws(EngineError) -> SQLValue
  /// Facts about the database that are cheap to find, by name: sizes, and how it makes transactions durable.
  func facts() throws(EngineError) -> [(name: String, value: SQLValue)]
  func space() throws(EngineError) -> FileSpace
  /// The space that each table and each index takes, which reads the whole database; nil if the engine cannot tell.
  func objectSizes() throws(EngineError) -> [ObjectSize]?
  /// Gives up to so many free pages back to the file system. To be called in a write transaction.
  func returnPages(_ count: Int) throws(EngineError)
  /// Writes the whole database anew without its free pages, so that later ones can be given back a few at a time. To be
  /// called outside of a transaction.
  func rebuild() throws(EngineError)
  /// Writes what a log holds into the database and empties the log, as far as no reader needs it.
  func truncateLog() throws(EngineError)
  /// The tables, views and triggers, without those that the engine makes for itself.
  func objects() throws(EngineError) -> [SchemaObject]
  /// Checks the structure of the whole database, which takes long, and passes each fault to `found`.
  func checkIntegrity(_ found: (String) -> Void) throws(EngineError)
  /// The first columns of the indexes, by table.
  func indexedColumns() throws(EngineError) -> [String: Set<String>]
  /// The sets of columns in which the engine refuses the same values twice, by table.
  func uniqueKeys() throws(EngineError) -> [String: Set<Set<String>>]
  /// The tables whose rows are stored as statements write them: nothing gives a column a value but the id, and nothing
  /// changes one.
  func plainTables() throws(EngineError) -> Set<String>
  /// Whether `reshape` puts the columns of a table in the order of the declaration.
  var ordersColumns: Bool { get }
  /// Prepares the open transaction for changing tables: until it ends, nobody else changes their rows, and changes fire
  /// no triggers before `endReshaping`.
  func beginReshaping(_ tables: [String]) throws(EngineError)
  func endReshaping() throws(EngineError)
  /// Declares types of words, each by the statement that makes it. A type that is there and lacks words gets them, for
  /// use in the same transaction.
  /// - Returns: the names of those that were made or changed.
  func declare(types statements: [String]) throws(EngineError) -> [String]
  /// Drops the types of words that the statements declare, where nothing uses them.
  /// - Returns: their names.
  func drop(types statements: [String]) throws(EngineError) -> [String]
  /// The declaration of a table; nil if there is no such table, or if the declaration cannot be read.
  func shape(of table: String) throws(EngineError) -> TableShape?
  /// The declaration in the text of a `CREATE TABLE`; nil if it cannot be read.
  func shape(declaredBy statement: String) -> TableShape?
  /// Makes a table, which belongs to the role and the schema to which another one belongs, if the engine has those.
  func make(_ shape: TableShape, beside other: String) throws(EngineError)
  /// Declares an existing table anew. Its rows keep their values in the columns that remain, and its triggers and
  /// indexes stay. To be called after `beginReshaping`.
  func reshape(_ shape: TableShape) throws(EngineError)
  /// Drops a table, whose triggers and indexes then belong to another one.
  func drop(_ table: String, leavingCompanionsTo other: String) throws(EngineError)
  /// The tables and views that cannot be changed or read, since a trigger or a view needs something that is not there.
  func brokenTables() throws(EngineError) -> Set<String>
  /// The tables that others refer to by a foreign key and that are not there, by the table that refers.
  func missingReferencedTables() throws(EngineError) -> [String: Set<String>]
  /// Known faults of the engine, as it is used for this database: a sentence for each.
  func faults() throws(EngineError) -> [String]
  /// Whether an open write transaction keeps other sessions from writing, whatever they write.
  var locksOutWriters: Bool { get }
  /// Whether another process has the database open and so may be waiting for the lock; true if that cannot be told.
  var isOpenElsewhere: Bool { get }
  /// Whether the database is no longer the one at its path, so that the session is of no use.
  var isReplaced: Bool { get }

  /// Calls `mayGoOn` about once every `steps` steps of a statement. If it returns false, the statement fails as
  /// interrupted. Rolling back is never interrupted. Nil removes the budget.
  func setBudget(every steps: Int, _ mayGoOn: (() -> Bool)?)
}

package enum TransactionState: Sendable {
  case none
  case open
  /// After an error, the transaction can only be rolled back, as a whole or to a savepoint.
  case failed
}

// On an engine in this process, nothing waits, and one session writes at a time.
extension Session {
  package func runWithNext(_ sql: String, _ values: [SQLValue]) throws(EngineError) { try run(sql, values) }
  package func runWaiting() throws(EngineError) {}
  package var isOpenElsewhere: Bool { true }
}

extension Session {
  /// A statement with its parameters bound.
  package func statement(_ sql: String, _ values: [SQLValue] = []) throws(EngineError) -> Statement {
    let statement = Statement(try cursor(sql))
    if !values.isEmpty { try statement.bind(values) }
    return statement
  }

  /// Runs one statement without parameters to its end.
  /// - Returns: how many rows it inserted, changed or deleted.
  @discardableResult
  package func run(_ sql: String) throws(EngineError) -> Int { try run(sql, []) }

  /// The first column of the first row; nil if there is no row.
  package func value(_ sql: String, _ values: [SQLValue] = []) throws(EngineError) -> SQLValue? {
    try statement(sql, values).firstValue()
  }

  /// All rows, for small results.
  package func rows(_ sql: String, _ values: [SQLValue] = []) throws(EngineError) -> [[SQLValue]] {
    try statement(sql, values).allRows()
  }
}
