package import Catalogue
package import Engine

/// One session on a database, with the layout and what is cached of it, for one thread. The modules above never see the
/// engine.
package final class Database {
  let session: any Session
  package private(set) var model: Model
  /// Counts the layouts that were found: what is made from a model has to be made again when this changes.
  package private(set) var modelVersion = 0
  /// The history of the audit log: another one after the database was restored or replaced.
  package let history: String
  let plans = PlanCache()
  let writeTexts: WriteTexts
  /// The highest number of each table with numbers, as far as it was looked up since another session last committed.
  var highest: [String: Int64] = [:]
  /// The version of the data at the last transaction of writing.
  var knownVersion: DataVersion?
  /// Whether a real server may use the database: false while it was made by this process and no other process has
  /// written to it.
  private(set) var isShared: Bool
  let timer = Timer()
  /// Called now and then during a long change, to show progress.
  package var onStep: () -> Void = {}
  /// The number of writing statements that were run.
  private(set) var writeCount = 0
  private let catalogue: Catalogue
  private var schemaVersion: SQLValue
  /// The `modelVersion` of the layout that was found to have our tables.
  private var checkedVersion = 0
  /// Whether the database has lost our tables, so that it is another one than before.
  private var lacksOwnTables = false
  var open = OpenTransaction()

  /// - Parameter isNew: whether this process made the database.
  package init(_ session: any Session, _ catalogue: Catalogue, isNew: Bool) throws(Failure) {
    (self.catalogue, self.session, isShared) = (catalogue, session, !isNew)
    writeTexts = WriteTexts(session.dialect)
    do {
      // The version and the tables are read in one state of the database.
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
  /// The parameter of that number in a statement, counted from 1.
  func parameter(_ number: Int) -> String { session.dialect.parameter(number) }

  func noteOthers() { isShared = true }

  /// Whether the database of this session is gone, or has lost our tables: only a new session helps, on a database that
  /// is adopted again.
  package var isReplaced: Bool { session.isReplaced || lacksOwnTables }

  /// Reads the layout again if the schema changed: an upgrade of the real server adds columns in place. To be called
  /// inside a transaction, so that the layout stays valid.
  package func refreshModel() throws(Failure) {
    do { try adopt(try session.schemaVersion()) } catch { throw Failure(error) }
    try checkOwnTables()
  }

  /// A copy from before the adoption has none of our tables, so it has to be adopted again.
  private func checkOwnTables() throws(Failure) {
    guard OwnTables.areComplete(model.layout) else {
      lacksOwnTables = true
      throw Failure.replaced
    }
    checkedVersion = modelVersion
  }

  private func adopt(_ version: SQLValue) throws(EngineError) {
    guard version != schemaVersion else { return }
    model = Model(catalogue, Layout(columns: try session.tables()))
    schemaVersion = version
    modelVersion += 1
    plans.removeAll()
    writeTexts.removeAll()
  }

  /// Begins one snapshot of the database, with the layout that it has. The caller ends it at once: an open one keeps the
  /// write-ahead log growing.
  func beginReading() throws(Failure) {
    do { try adopt(try session.beginReading()) } catch { throw Failure(error) }
    guard modelVersion != checkedVersion else { return }
    do throws(Failure) { try checkOwnTables() } catch {
      session.endReading()
      throw error
    }
  }

  /// A version of the data, which differs after another session has committed a change.
  package struct DataVersion: Equatable {
    private let value: SQLValue
    fileprivate init(_ value: SQLValue) { self.value = value }
  }

  package func dataVersion() throws(Failure) -> DataVersion {
    do { return DataVersion(try session.dataVersion()) } catch { throw Failure(error) }
  }
}

// Statements, with the engine's errors as failures.
extension Database {
  /// A statement with its parameters bound.
  func statement(_ sql: String, _ values: [SQLValue] = []) throws(Failure) -> Statement {
    do { return try session.statement(sql, values) } catch { throw Failure(error) }
  }

  /// Runs a statement that writes.
  /// - Returns: how many rows it inserted, changed or deleted.
  @discardableResult
  func run(_ sql: String, _ values: [SQLValue] = []) throws(Failure) -> Int {
    writeCount += 1
    do { return try session.run(sql, values) } catch { throw Failure(error) }
  }

  func value(_ sql: String, _ values: [SQLValue] = []) throws(Failure) -> SQLValue? {
    do { return try session.value(sql, values) } catch { throw Failure(error) }
  }

  /// Runs a writing statement.
  /// - Returns: the first column of the row that it returns.
  func write(_ sql: String, _ values: [SQLValue]) throws(Failure) -> SQLValue? {
    writeCount += 1
    return try value(sql, values)
  }

  func rows(_ sql: String, _ values: [SQLValue] = []) throws(Failure) -> [[SQLValue]] {
    do { return try session.rows(sql, values) } catch { throw Failure(error) }
  }
}

extension Statement {
  /// `step`, with the engine's error as a failure.
  func next() throws(Failure) -> Bool {
    do { return try step() } catch { throw Failure(error) }
  }
}
