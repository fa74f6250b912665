package import Engine

/// A session on which any error ends the transaction, as PostgreSQL has it: after one, every statement is refused until
/// the transaction is rolled back, whole or to a savepoint.
package final class StrictSession: Session {
  private let session: any Session
  /// The statement that is to fail, by its text; asked before each one is run in a transaction of writing.
  private let fails: @Sendable (String) -> Bool
  private var hasFailed = false
  private var isWriting = false

  package init(_ session: any Session, failing fails: @escaping @Sendable (String) -> Bool = { _ in false }) {
    (self.session, self.fails) = (session, fails)
  }

  /// Runs `body`; what it throws ends the transaction.
  fileprivate func guarded<Result>(_ body: () throws(EngineError) -> Result) throws(EngineError) -> Result {
    if hasFailed {
      throw EngineError(.other, "the transaction is aborted: commands are ignored until it is rolled back")
    }
    do throws(EngineError) { return try body() } catch {
      hasFailed = isWriting
      throw error
    }
  }

  fileprivate func checkTurn(of sql: String) throws(EngineError) {
    if isWriting, fails(sql) { throw EngineError(.constraint, "the statement was to fail") }
  }

  package var dialect: any Dialect { session.dialect }

  package func cursor(_ sql: String) throws(EngineError) -> any Cursor {
    let cursor = try guarded { () throws(EngineError) in try session.cursor(sql) }
    return StrictCursor(cursor, sql, self)
  }

  @discardableResult
  package func run(_ sql: String, _ values: [SQLValue]) throws(EngineError) -> Int {
    try guarded { () throws(EngineError) in
      try checkTurn(of: sql)
      return try session.run(sql, values)
    }
  }

  package func beginReading() throws(EngineError) -> SQLValue { try session.beginReading() }
  package func expectLast() { session.expectLast() }
  package func endReading() { session.endReading() }

  package func begin() throws(EngineError) {
    try session.begin()
    (isWriting, hasFailed) = (true, false)
  }

  package func commit() throws(EngineError) {
    try guarded { () throws(EngineError) in try session.commit() }
    isWriting = false
  }

  package func rollback() {
    session.rollback()
    (isWriting, hasFailed) = (false, false)
  }

  package var transaction: TransactionState { hasFailed ? .failed : session.transaction }

  package func savepoint() throws(EngineError) { try guarded { () throws(EngineError) in try session.savepoint() } }
  package func releaseSavepoint() throws(EngineError) {
    try guarded { () throws(EngineError) in try session.releaseSavepoint() }
  }
  package func rollBackToSavepoint() {
    session.rollBackToSavepoint()
    hasFailed = false
  }

  package var costsRoundTrips: Bool { session.costsRoundTrips }
  package func partitions(
    _ sql: String, of owners: [Int64], by column: Int32
  ) throws(EngineError) -> [Int64: any Cursor] {
    try guarded { () throws(EngineError) in try session.partitions(sql, of: owners, by: column) }
  }
  package var enforcesReferences: Bool { session.enforcesReferences }
  package var refusalsSpoilTransactions: Bool { true }
  package var hasSequences: Bool { session.hasSequences }
  package func nextNumber(in table: String) throws(EngineError) -> Int64? { try session.nextNumber(in: table) }
  package func lastNumber(in table: String) throws(EngineError) -> Int64? { try session.lastNumber(in: table) }
  package func raiseNumbers(in table: String, beyond number: Int64) throws(EngineError) {
    try guarded { () throws(EngineError) in try session.raiseNumbers(in: table, beyond: number) }
  }
  package func tables() throws(EngineError) -> [String: [String]] { try session.tables() }
  package func schemaVersion() throws(EngineError) -> SQLValue { try session.schemaVersion() }
  package func dataVersion() throws(EngineError) -> SQLValue { try session.dataVersion() }
  package func facts() throws(EngineError) -> [(name: String, value: SQLValue)] { try session.facts() }
  package func objects() throws(EngineError) -> [SchemaObject] { try session.objects() }
  package func checkIntegrity(_ found: (String) -> Void) throws(EngineError) { try session.checkIntegrity(found) }
  package func indexedColumns() throws(EngineError) -> [String: Set<String>] { try session.indexedColumns() }
  package var ordersColumns: Bool { session.ordersColumns }
  package func beginReshaping(_ tables: [String]) throws(EngineError) {
    try guarded { () throws(EngineError) in try session.beginReshaping(tables) }
  }
  package func endReshaping() throws(EngineError) {
    try guarded { () throws(EngineError) in try session.endReshaping() }
  }
  package func declare(types statements: [String]) throws(EngineError) -> [String] {
    try guarded { () throws(EngineError) in try session.declare(types: statements) }
  }

  package func drop(types statements: [String]) throws(EngineError) -> [String] {
    try guarded { () throws(EngineError) in try session.drop(types: statements) }
  }
  package func make(_ shape: TableShape, beside other: String) throws(EngineError) {
    try guarded { () throws(EngineError) in try session.make(shape, beside: other) }
  }
  package func shape(of table: String) throws(EngineError) -> TableShape? { try session.shape(of: table) }
  package func shape(declaredBy statement: String) -> TableShape? { session.shape(declaredBy: statement) }
  package func reshape(_ shape: TableShape) throws(EngineError) {
    try guarded { () throws(EngineError) in
      try checkTurn(of: "reshape \(shape.name)")
      try session.reshape(shape)
    }
  }
  package func drop(_ table: String, leavingCompanionsTo other: String) throws(EngineError) {
    try guarded { () throws(EngineError) in
      try checkTurn(of: "drop \(table)")
      try session.drop(table, leavingCompanionsTo: other)
    }
  }
  package func uniqueKeys() throws(EngineError) -> [String: Set<Set<String>>] { try session.uniqueKeys() }
  package func plainTables() throws(EngineError) -> Set<String> { try session.plainTables() }
  package func brokenTables() throws(EngineError) -> Set<String> { try session.brokenTables() }
  package func missingReferencedTables() throws(EngineError) -> [String: Set<String>] {
    try session.missingReferencedTables()
  }
  package func space() throws(EngineError) -> FileSpace { try session.space() }
  package func objectSizes() throws(EngineError) -> [ObjectSize]? { try session.objectSizes() }
  package func returnPages(_ count: Int) throws(EngineError) {
    try guarded { () throws(EngineError) in try session.returnPages(count) }
  }
  package func rebuild() throws(EngineError) { try session.rebuild() }
  package func truncateLog() throws(EngineError) { try session.truncateLog() }
  package func faults() throws(EngineError) -> [String] { try session.faults() }
  package var locksOutWriters: Bool { session.locksOutWriters }
  package var isOpenElsewhere: Bool { session.isOpenElsewhere }
  package var isReplaced: Bool { session.isReplaced }
  package func setBudget(every steps: Int, _ mayGoOn: (() -> Bool)?) { session.setBudget(every: steps, mayGoOn) }
}

/// A statement of a strict session.
private final class StrictCursor: Cursor {
  private let cursor: any Cursor
  private let sql: String
  private let session: StrictSession

  init(_ cursor: any Cursor, _ sql: String, _ session: StrictSession) {
    (self.cursor, self.sql, self.session) = (cursor, sql, session)
  }

  func bind(_ values: [SQLValue]) throws(EngineError) { try cursor.bind(values) }
  func step() throws(EngineError) -> Bool {
    try session.guarded { () throws(EngineError) in
      try session.checkTurn(of: sql)
      return try cursor.step()
    }
  }
  func reset() { cursor.reset() }
  func rewind() { cursor.rewind() }
  func end() { cursor.end() }
  var columnCount: Int32 { cursor.columnCount }
  func name(_ column: Int32) -> String { cursor.name(column) }
  func stored(_ column: Int32) -> StoredValue { cursor.stored(column) }
}
