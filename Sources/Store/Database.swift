package import Catalogue
package import Engine

/// One session on a database, for one thread, with the layout of the database and the caches that depend on it. The
/// modules above Adoption never use the engine.
package final class Database {
  let session: any Session
  package private(set) var model: Model
  /// The number of times that the layout changed. Whatever was made from a model must be made again when this changes.
  package private(set) var modelVersion = 0
  /// The name of the audit log's history. It differs after the database was restored or replaced.
  package let history: String
  let plans = PlanCache()
  private(set) var texts: SQLTexts
  /// The highest number by table. A number is forgotten when another session commits or a change is rolled back.
  var highest = HighestNumbers()
  /// The version of the data when the last write transaction began.
  var knownVersion: DataVersion?
  /// Whether a real server may use the database. False if this process made the database and no other process has
  /// written to it.
  private(set) var isShared: Bool
  let timer = Timer()
  /// Called repeatedly during a change, to report progress.
  package var onStep: () -> Void = {}
  /// The number of writing statements that have run.
  private(set) var writeCount = 0
  private let catalogue: Catalogue
  private var schemaVersion: SQLValue
  /// The layout before this session changed the tables in its open transaction; nil if it has not.
  private var layoutBefore: (model: Model, schemaVersion: SQLValue)?
  /// The `modelVersion` of the last layout that was found to have our tables.
  private var checkedVersion = 0
  /// Whether our tables are missing, since another database has replaced this one.
  private var lacksOwnTables = false
  var open = OpenTransaction()
  /// The unique keys of the tables; nil if they are still to be read.
  private var knownKeys: [String: Set<Set<String>>]?
  /// The columns in which the engine refuses the same value twice, by table; nil if they are still to be read.
  private var knownUnique: [String: Set<String>]?
  /// The tables whose rows are stored as they are written; nil if they are still to be read.
  private var knownPlain: Set<String>?

  /// - Parameter isNew: whether this process made the database.
  package init(_ session: any Session, _ catalogue: Catalogue, isNew: Bool) throws(Failure) {
    (self.catalogue, self.session, isShared) = (catalogue, session, !isNew)
    texts = SQLTexts(session.dialect)
    do {
      // Read the version and the tables in one state of the database.
      schemaVersion = try session.beginReading()
      defer { session.endReading() }
      let model = Model(catalogue, Layout(columns: try session.tables()))
      self.model = model
      history = try Self.history(session, model.layout)
    } catch { throw Failure(error) }
  }

  private static func history(_ session: any Session, _ layout: Layout) throws(EngineError) -> String {
    guard layout.has(OwnTables.state) else { return "" }
    let sql = OwnTables.stateValue(session.dialect)
    return try session.value(sql, [.text(OwnTables.State.history.rawValue)])?.text ?? ""
  }

  var dialect: any Dialect { session.dialect }
  /// The SQL for the parameter with that number, counted from 1.
  func parameter(_ number: Int) -> String { session.dialect.parameter(number) }

  func noteOthers() { isShared = true }

  /// Whether the session's database was replaced or lacks our tables. A new session is needed, on a database that is
  /// adopted again.
  package var isReplaced: Bool { session.isReplaced || lacksOwnTables }

  /// Whether an open write transaction keeps other sessions from writing.
  package var locksOutWriters: Bool { session.locksOutWriters }
  /// Whether another process has the database open, or may have it.
  package var isOpenElsewhere: Bool { session.isOpenElsewhere }

  /// Reads the layout again if the schema changed: an upgrade of the real server adds columns in place. To be called in
  /// a transaction, so that the layout stays valid.
  package func refreshModel() throws(Failure) {
    do { try adopt(try session.schemaVersion()) } catch { throw Failure(error) }
    try checkOwnTables()
  }

  /// A copy from before the adoption has none of our tables, so it must be adopted again.
  private func checkOwnTables() throws(Failure) {
    guard OwnTables.areComplete(model.layout) else {
      lacksOwnTables = true
      throw Failure.replaced
    }
    checkedVersion = modelVersion
  }

  private func adopt(_ version: SQLValue) throws(EngineError) {
    guard version != schemaVersion else { return }
    adopt(Model(catalogue, Layout(columns: try session.tables())), version)
  }

  private func adopt(_ model: Model, _ version: SQLValue) {
    (self.model, schemaVersion) = (model, version)
    modelVersion += 1
    plans.removeAll()
    (knownKeys, knownUnique, knownPlain) = (nil, nil, nil)
    texts = SQLTexts(session.dialect)
  }

  /// Reads the layout again after this session changed the tables in its open transaction.
  func adoptOwnLayout() throws(Failure) {
    let before = layoutBefore ?? (model, schemaVersion)
    try refreshModel()
    if schemaVersion != before.schemaVersion { layoutBefore = before }
  }

  /// To be called when the open transaction ends.
  /// - Parameter isUndone: whether its changes were undone, and the tables are again as before.
  func forgetOwnLayout(isUndone: Bool) {
    guard let before = layoutBefore else { return }
    layoutBefore = nil
    if isUndone { adopt(before.model, before.schemaVersion) }
  }

  /// To be called after changes were rolled back to a savepoint: the tables may be as they were at any moment since the
  /// transaction began. If they cannot be read, the next transaction reads them.
  func reviewOwnLayout() {
    guard layoutBefore != nil, let version = try? session.schemaVersion() else { return }
    try? adopt(version)
  }

  /// Begins a snapshot of the database, and reads the layout again if the schema changed. The caller must end the
  /// snapshot soon: an open snapshot keeps the write-ahead log growing.
  func beginReading() throws(Failure) {
    do { try adopt(try session.beginReading()) } catch { throw Failure(error) }
    guard modelVersion != checkedVersion else { return }
    do throws(Failure) { try checkOwnTables() } catch {
      session.endReading()
      throw error
    }
  }

  /// A version of the data. It changes when another session commits a change.
  package struct DataVersion: Equatable {
    private let value: SQLValue
    fileprivate init(_ value: SQLValue) { self.value = value }
  }

  package func dataVersion() throws(Failure) -> DataVersion {
    do { return DataVersion(try session.dataVersion()) } catch { throw Failure(error) }
  }
}

// Statements whose engine errors are thrown as failures.
extension Database {
  /// A statement with its parameters bound.
  func statement(_ sql: String, _ values: [SQLValue] = []) throws(Failure) -> Statement {
    do { return try session.statement(sql, values) } catch { throw Failure(reading: error) }
  }

  /// Runs a statement that writes.
  /// - Returns: how many rows it inserted, changed or deleted.
  @discardableResult
  func run(_ sql: String, _ values: [SQLValue] = []) throws(Failure) -> Int {
    writeCount += 1
    do { return try session.run(sql, values) } catch { throw Failure(error, model) }
  }

  /// Runs a statement that writes, at the latest with the next one, which fails if it fails.
  func runWithNext(_ sql: String, _ values: [SQLValue]) throws(Failure) {
    writeCount += 1
    do { try session.runWithNext(sql, values) } catch { throw Failure(error, model) }
  }

  /// Whether a row of the table that the engine refuses leaves nothing behind, and the transaction goes on. A trigger can
  /// end a statement halfway (sqlite.org/lang_conflict.html, FAIL).
  func refusesWhole(rowOf table: String) throws(Failure) -> Bool {
    guard !session.refusalsSpoilTransactions else { return false }
    return try isPlain(table)
  }

  /// Takes back the count of a statement that was refused and wrote nothing.
  func forgetRefusedWrite() { writeCount -= 1 }

  func runWaiting() throws(Failure) {
    do { try session.runWaiting() } catch { throw Failure(error, model) }
  }

  func value(_ sql: String, _ values: [SQLValue] = []) throws(Failure) -> SQLValue? {
    do { return try session.value(sql, values) } catch { throw Failure(error) }
  }

  /// Runs a statement that writes.
  /// - Returns: the first column of the row that it returns.
  func write(_ sql: String, _ values: [SQLValue]) throws(Failure) -> SQLValue? {
    writeCount += 1
    return try value(sql, values)
  }

  /// Runs a statement that takes a list of ids. The rows of an owner must follow each other.
  /// - Parameter column: the one with the owner's id.
  func partitions(_ sql: String, of owners: [Int64], by column: Int32) throws(Failure) -> [Int64: any Cursor] {
    do { return try session.partitions(sql, of: owners, by: column) } catch { throw Failure(error) }
  }

  /// The sets of columns in which the database refuses the same values twice, by table.
  func uniqueKeys() throws(Failure) -> [String: Set<Set<String>>] {
    if let knownKeys { return knownKeys }
    do {
      let keys = try session.uniqueKeys()
      knownKeys = keys
      return keys
    } catch { throw Failure(error) }
  }

  /// Whether the rows of the table are stored as they are written.
  func isPlain(_ table: String) throws(Failure) -> Bool {
    if let knownPlain { return knownPlain.contains(table) }
    do {
      let plain = try session.plainTables()
      knownPlain = plain
      return plain.contains(table)
    } catch { throw Failure(error) }
  }

  /// Whether the database refuses two rows with the same value in this column.
  func isUnique(_ column: String, in table: String) throws(Failure) -> Bool {
    if let knownUnique { return knownUnique[table]?.contains(column) ?? false }
    let unique = try uniqueKeys().mapValues { keys in Set(keys.compactMap { $0.count == 1 ? $0.first : nil }) }
    knownUnique = unique
    return unique[table]?.contains(column) ?? false
  }

  /// Whether the database refuses two rows with the same values in these columns.
  func isUnique(_ columns: [String], in table: String) throws(Failure) -> Bool {
    try uniqueKeys()[table]?.contains(Set(columns)) ?? false
  }

  /// The next number of the table's own sequence; nil if it has none.
  func nextNumber(in table: String) throws(Failure) -> Int64? {
    do { return try session.nextNumber(in: table) } catch {
      throw error.cause == .outOfNumbers ? Sequence.exhausted(table) : Failure(error)
    }
  }

  func rows(_ sql: String, _ values: [SQLValue] = []) throws(Failure) -> [[SQLValue]] {
    do { return try session.rows(sql, values) } catch { throw Failure(error) }
  }
}

extension Statement {
  /// `step`, with the engine's error thrown as a failure.
  func next() throws(Failure) -> Bool {
    do { return try step() } catch { throw Failure(reading: error) }
  }
}
