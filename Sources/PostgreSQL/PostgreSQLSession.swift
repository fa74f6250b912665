package import Engine
import Linux

/// A session on a database of a server.
///
/// BEGIN, SAVEPOINT and RELEASE travel with the next statement, so that they cost no round trip of their own.
package final class PostgreSQLSession: Session {
  let connection: Connection
  let statements: PreparedStatements
  /// The last one when the session began.
  private(set) var checkpoint: Checkpoint?
  package let dialect: any Dialect = PostgreSQLDialect()
  private let makeAnother: (_ connectSeconds: Int) throws(EngineError) -> PostgreSQLSession
  private let isReader: Bool
  private var isWriting = false
  /// How many write transactions were begun.
  private(set) var transactionCount: UInt64 = 0
  var numbers = SequenceNumbers()
  /// The open write transaction, once the server has numbered it.
  private var own: OwnTransaction?
  private var foreignChanges = ForeignChanges(from: monotonicNanoseconds())
  /// How long a commit that was not answered is asked for.
  var outcomeNanoseconds: Int64 = 5_000_000_000
  private var schema: (version: SQLValue, readAt: Int64)?
  private var lastVersion: SQLValue?
  /// The texts of all versions that were seen.
  private var versions: [String] = []
  /// Whether the open transaction changes tables.
  var hasReshaped = false
  /// The triggers that do not fire meanwhile.
  var paused: [PausedTrigger] = []

  /// - Parameters:
  ///   - name: of the program, as the server's `pg_stat_activity` shows it.
  ///   - schema: a schema that tables are looked for in after those that the role's settings name.
  ///   - isReader: whether the session only reads.
  package init(
    _ uri: ConnectionURI, name: String, schema: String, isReader: Bool = false, connectSeconds: Int = 10
  ) throws(EngineError) {
    self.isReader = isReader
    makeAnother = { (seconds) throws(EngineError) in
      try PostgreSQLSession(uri, name: name, schema: schema, connectSeconds: seconds)
    }
    // What the URI says wins over what comes before it. A server that is gone is noticed within a minute.
    let connect = { () throws(EngineError) in
      var parameters = [
        (keyword: "connect_timeout", value: "\(connectSeconds)"), ("keepalives_idle", "30"),
        ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "60000"), ("dbname", uri.text),
        ("client_encoding", "UTF8"), ("application_name", name),
      ]
      if let file = uri.secretFile { parameters.append(("password", try file.password())) }
      return try Connection(parameters)
    }
    connection = try connect()
    try Pooler.check(connection, connect)
    statements = PreparedStatements(connection, capacity: 400)
    guard connection.serverVersion >= Self.oldestServer else {
      throw EngineError(
        .cannotOpen, "the server is PostgreSQL \(connection.serverVersion / 10_000): 13 or newer is needed")
    }
    for sql in Self.settings + (isReader ? Self.readerSettings : Self.writerSettings) { connection.enqueue(sql) }
    checkpoint = nil
    let row = try rows(Self.opening, [.text(schema)]).first ?? []
    checkpoint = try Checkpoint(row.dropFirst())
  }

  /// A further session on the same database.
  func another(connectSeconds: Int) throws(EngineError) -> PostgreSQLSession { try makeAnother(connectSeconds) }

  /// Ends the connection, and with it the session's locks.
  package func end() { connection.close() }

  private static let opening =
    "SELECT set_config('search_path', array_to_string(array(SELECT quote_ident(s) "
    + "FROM unnest(current_schemas(false) || $1::name) s), ', '), false), \(Checkpoint.columns) "
    + "FROM pg_control_checkpoint()"

  private static let oldestServer: Int32 = 130_000

  /// What a role or a database may have set otherwise (postgresql.org/docs/current/runtime-config-client.html).
  private static let settings = [
    "SET datestyle TO ISO", "SET bytea_output TO hex", "SET timezone TO 'UTC'", "SET standard_conforming_strings TO on",
    "SET extra_float_digits TO 1", "SET lock_timeout TO '2s'", "SET statement_timeout TO 0",
    "SET idle_in_transaction_session_timeout TO 0", "SET default_transaction_read_only TO off",
    "SET default_transaction_isolation TO 'read committed'",
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
  ]

  /// All statements of a transaction read one state of the database.
  private static let readerSettings = [
    "SET default_transaction_isolation TO 'repeatable read'", "SET default_transaction_read_only TO on",
  ]

  /// A statement that was planned while its table was small would read the whole table each time, however long it has
  /// become: a plan is kept until the server analyses the table, which it cannot within a long transaction. As the price
  /// of a plan counts as enormous then, the server would compile each (…/runtime-config-query.html).
  private static let writerSettings = ["SET enable_seqscan TO off", "SET jit TO off"]

  // MARK: Statements

  package func cursor(_ sql: String) throws(EngineError) -> any Cursor { ServerCursor(sql, self) }

  package var costsRoundTrips: Bool { true }

  package func partitions(
    _ sql: String, of owners: [Int64], by column: Int32
  ) throws(EngineError) -> [Int64: any Cursor] {
    let list = "{" + owners.map { String($0) }.joined(separator: ",") + "}"
    let (result, forms) = try execute(sql, [.text(list)])
    func owner(_ row: Int32) -> Int64 { ServerText.number(result.bytes(row, column)) }
    var cursors: [Int64: any Cursor] = [:]
    var start: Int32 = 0
    while start < result.rowCount {
      let id = owner(start)
      var end = start + 1
      while end < result.rowCount, owner(end) == id { end += 1 }
      cursors[id] = ServerCursor(start..<end, of: result, forms)
      start = end
    }
    return cursors
  }

  @discardableResult
  package func run(_ sql: String, _ values: [SQLValue]) throws(EngineError) -> Int {
    guard values.isEmpty, Self.isCommand(sql) else { return try execute(sql, values).0.changedRows }
    let result = try connection.exchange(1, sql: sql) { connection.sendQuery(sql) }
    if Self.isDeclaration(sql) {
      schema = nil
      noteWrite()
    }
    return result?.changedRows ?? 0
  }

  /// Notes that the open savepoints have their numbers now.
  private func noteWrite() {
    if let own, own.hasUnnumberedSavepoint { self.own?.write(depth: own.depth) }
  }

  private static func isDeclaration(_ sql: String) -> Bool {
    ["CREATE ", "ALTER ", "DROP "].contains(where: sql.hasPrefix)
  }

  /// Forgets which tables there are, which may be wrong after a change of them.
  func forgetTables() {
    statements.forgetAll()
    schema = nil
  }

  /// Whether a statement changes tables or settings, and is not worth being prepared.
  private static func isCommand(_ sql: String) -> Bool {
    let word = sql.prefix { $0 != " " && $0 != "\n" }
    return !["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(word)
  }

  /// Runs the statement.
  /// - Returns: its rows, and how the values of its columns are read.
  func execute(_ sql: String, _ values: [SQLValue]) throws(EngineError) -> (ServerResult, ColumnForms) {
    let statement = try prepared(sql, values)
    do throws(EngineError) {
      let answer = try connection.exchange(1, sql: sql) { connection.sendExecute(statement, values) }
      guard let result = answer else { throw EngineError(.other, "there is no result", description: sql) }
      if statement.isWrite, result.changedRows > 0 { noteWrite() }
      return (result, forms(of: statement, result))
    } catch {
      if error.cause == .changedSchema {
        if error.isOfWaiting { statements.forgetAll() } else { statements.forget(statement) }
        schema = nil
      }
      throw error
    }
  }

  /// What may wait at once, so that the memory of a change is bounded.
  private static let waitingMax = (statements: 100, bytes: 4_096)

  package func runWithNext(_ sql: String, _ values: [SQLValue]) throws(EngineError) {
    guard isWriting, connection.queueCount < Self.waitingMax.statements,
      values.allSatisfy({ $0.byteCount <= Self.waitingMax.bytes })
    else {
      _ = try execute(sql, values)
      return
    }
    let statement = try prepared(sql, values)
    let depth = own?.depth ?? 0
    connection.enqueue(statement, values) { [unowned self] in own?.write(depth: depth) }
  }

  private var hasWaiting: Bool { connection.hasQueuedExecution }

  package func runWaiting() throws(EngineError) {
    if hasWaiting { _ = try connection.exchange(0, sql: "") { true } }
  }

  private func prepared(_ sql: String, _ values: [SQLValue]) throws(EngineError) -> PreparedStatement {
    do throws(EngineError) {
      let statement = try statements.statement(sql)
      guard let types = Parameters.widened(values, types: statement.parameterTypes, isQuery: statement.isQuery)
      else { return statement }
      return try statements.wider(statement, types: types)
    } catch {
      if error.cause == .changedSchema { schema = nil }
      throw error
    }
  }

  private func forms(of statement: PreparedStatement, _ result: ServerResult) -> ColumnForms {
    if let known = statement.forms { return known }
    let forms = ColumnForms(result)
    statement.forms = forms
    return forms
  }

  package func setBudget(every steps: Int, _ mayGoOn: (() -> Bool)?) { connection.mayGoOn = mayGoOn }

  // MARK: Reading

  package func beginReading() throws(EngineError) -> SQLValue {
    if isReader { connection.isTransactionImplicit = true } else { connection.enqueue(Self.beginReading) }
    do throws(EngineError) { return try schemaVersion() } catch {
      endReading()
      throw error
    }
  }

  package func expectLast() { connection.isTransactionImplicit = false }

  package func endReading() {
    if isReader {
      connection.isTransactionImplicit = false
      connection.endTransaction()
    } else if !connection.takeBack(Self.beginReading), connection.transaction != .none {
      connection.post("COMMIT")
    }
  }

  private static let beginReading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

  // MARK: Transactions

  package func begin() throws(EngineError) {
    guard !connection.isLost else { throw EngineError(.disconnected, "the connection was lost") }
    connection.enqueue("BEGIN")
    isWriting = true
    transactionCount += 1
  }

  package func commit() throws(EngineError) {
    guard transaction == .open else {
      rollback()
      throw EngineError(.other, "a transaction that failed cannot be committed")
    }
    let transaction = own
    endOwn()
    do throws(EngineError) {
      try withoutBudget { () throws(EngineError) in
        _ = try connection.exchange(1, sql: "COMMIT") { connection.sendQuery("COMMIT") }
      }
    } catch {
      guard connection.isLost else {
        if connection.transaction != .none { alone("ROLLBACK") }
        throw error
      }
      switch transaction.map({ outcome(of: $0, within: outcomeNanoseconds) }) ?? .unknown {
      case .committed: break
      case .lost: throw EngineError(.disconnected, error.message, description: error.description)
      case .unknown: throw EngineError(.unknownOutcome, error.message, description: error.description)
      }
    }
  }

  package func rollback() {
    connection.forgetQueue()
    if isWriting, connection.transaction != .none { alone("ROLLBACK") }
    endOwn()
  }

  private func endOwn() {
    if let own, !own.isSeen { foreignChanges.addOwn(own.numbers) }
    (isWriting, own) = (false, nil)
    if hasReshaped { forgetReshaping() }
    hasReshaped = false
  }

  /// The numbers of sequences that were raised count no more than the tables after the change was taken back.
  private func forgetReshaping() {
    forgetTables()
    (numbers, paused) = (SequenceNumbers(), [])
  }

  package var transaction: TransactionState {
    if !isWriting { return .none }
    // The server may not have heard of it yet.
    return connection.hasQueue && connection.transaction == .none ? .open : connection.transaction
  }

  package func savepoint() throws(EngineError) {
    connection.enqueue(Self.savepoint)
    own?.savepoint()
  }

  package func releaseSavepoint() throws(EngineError) {
    if !connection.takeBack(Self.savepoint) {
      if hasWaiting {
        // What fails has to fail while it can be rolled back to this savepoint.
        _ = try connection.exchange(1, sql: Self.release) { connection.sendQuery(Self.release) }
      } else {
        connection.enqueue(Self.release)
      }
    }
    own?.endSavepoint()
  }

  package func rollBackToSavepoint() {
    own?.endSavepoint()
    if hasReshaped { forgetReshaping() }
    if connection.takeBack(from: Self.savepoint) || connection.transaction == .none { return }
    connection.forgetQueuedExecutions()
    // The end of an inner savepoint goes first: all of them have one name.
    alone("ROLLBACK TO SAVEPOINT call")
    connection.enqueue(Self.release)
  }

  private static let savepoint = "SAVEPOINT call"
  private static let release = "RELEASE SAVEPOINT call"

  /// Runs a statement that is never interrupted, and whose failure shows in the state of the transaction.
  private func alone(_ sql: String) {
    try? withoutBudget { () throws(EngineError) in
      _ = try connection.exchange(1, sql: sql) { connection.sendQuery(sql) }
    }
  }

  private func withoutBudget(_ body: () throws(EngineError) -> Void) throws(EngineError) {
    let check = connection.mayGoOn
    connection.mayGoOn = nil
    defer { connection.mayGoOn = check }
    try body()
  }

  package var enforcesReferences: Bool { true }
  package var refusalsSpoilTransactions: Bool { true }

  // MARK: Versions

  /// How old the version of the tables may be: another session may add columns at any moment, which changes no answer
  /// until they are used.
  package var tablesNanoseconds: Int64 = 1_000_000_000

  /// The versions are long texts, which are compared for each read: their places here stand for them.
  package func schemaVersion() throws(EngineError) -> SQLValue {
    let now = monotonicNanoseconds()
    if let schema, now - schema.readAt < tablesNanoseconds { return schema.version }
    let text = try value(Tables.version)?.text ?? ""
    let number = versions.firstIndex(of: text) ?? versions.count
    if number == versions.count { versions.append(text) }
    let version = SQLValue.integer(Int64(number))
    // The server refuses a prepared statement whose columns have another type now.
    if let lastVersion, lastVersion != version { statements.forgetAll() }
    (schema, lastVersion) = ((version, now), version)
    return version
  }

  /// As the first statement of a write transaction, it also asks for what `commit` needs to know after a lost connection.
  package func dataVersion() throws(EngineError) -> SQLValue {
    let isFirst = isWriting && connection.isQueued("BEGIN")
    let row = try rows(isFirst ? Self.beginning : Self.snapshot).first
    guard let row, let snapshot = row[0].text.flatMap(Snapshot.init) else {
      throw EngineError(.other, "the server tells no snapshot")
    }
    // The number is given after the snapshot was made.
    if isFirst { own = OwnTransaction(number: row[1].text, second: row[2].integer) }
    if !isFirst { own?.isSeen = true }
    foreignChanges.look(at: snapshot)
    return .integer(foreignChanges.count)
  }

  private static let snapshot = "SELECT CAST(pg_current_snapshot() AS text)"
  private static let beginning =
    "SELECT CAST(pg_current_snapshot() AS text), CAST(pg_current_xact_id() AS text), "
    + "CAST(floor(extract(epoch FROM clock_timestamp())) AS bigint)"

  package var isReplaced: Bool { connection.isLost }
  /// Whether the server still keeps the session, as far as it has told. To be asked between statements.
  package var isConnected: Bool { connection.isThere() }
  /// Writers wait for each other's rows only.
  package var locksOutWriters: Bool { false }
}
