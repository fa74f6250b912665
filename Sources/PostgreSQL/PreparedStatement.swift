import Engine

/// A statement that the server has prepared for one connection.
final class PreparedStatement {
  let name: String
  /// The same, with a zero byte behind it, as libpq takes it each time.
  let nameBytes: [CChar]
  let sql: String
  let parameterTypes: [UInt32]
  let isQuery: Bool
  let isWrite: Bool
  /// How the values of its columns are read; nil before it has run once.
  var forms: ColumnForms?
  /// The same statement for numbers that are too large for the type that the server has inferred.
  var wider: PreparedStatement?
  /// When it was last used, counted by its cache.
  var lastUse: UInt64 = 0

  init(_ name: String, _ sql: String, parameterTypes: [UInt32]) {
    (self.name, self.sql, self.parameterTypes) = (name, sql, parameterTypes)
    nameBytes = Array(name.utf8CString)
    isQuery = sql.hasPrefix("SELECT")
    isWrite = sql.hasPrefix("INSERT") || sql.hasPrefix("UPDATE") || sql.hasPrefix("DELETE")
  }
}

/// The prepared statements of one connection, by their text.
final class PreparedStatements {
  private let connection: Connection
  private let capacity: Int
  private var statements: [String: PreparedStatement] = [:]
  private var recent = RecentTexts()
  /// The statements of `recent`, by their places.
  private var recentStatements = [PreparedStatement?](repeating: nil, count: RecentTexts.slotCount)
  private var uses: UInt64 = 0
  private var last = 0
  /// The names of statements that the server still has.
  private var forgotten: [String] = []

  init(_ connection: Connection, capacity: Int) { (self.connection, self.capacity) = (connection, capacity) }

  func statement(_ sql: String) throws(EngineError) -> PreparedStatement {
    uses += 1
    if let place = recent.place(sql), let known = recentStatements[place] {
      known.lastUse = uses
      return known
    }
    if let known = statements[sql] {
      known.lastUse = uses
      if let place = recent.keep(sql) { recentStatements[place] = known }
      return known
    }
    if statements.count >= capacity { forgetHalf() }
    let statement = try prepare(sql, types: [])
    statement.lastUse = uses
    statements[sql] = statement
    return statement
  }

  /// The statement for parameters of these types.
  func wider(_ statement: PreparedStatement, types: [UInt32]) throws(EngineError) -> PreparedStatement {
    if let known = statement.wider, known.parameterTypes == types { return known }
    let wider = try prepare(statement.sql, types: types)
    statement.wider = wider
    return wider
  }

  /// Forgets a statement whose tables have changed.
  func forget(_ statement: PreparedStatement) {
    forgotten += [statement, statement.wider].compactMap { $0?.name }
    statements[statement.sql] = nil
    recent = RecentTexts()
  }

  /// Forgets all statements, since tables have changed.
  func forgetAll() { statements.values.forEach(forget) }

  private func prepare(_ sql: String, types: [UInt32]) throws(EngineError) -> PreparedStatement {
    // In a transaction that failed, the server takes nothing but its end.
    if case .failed = connection.transaction {
    } else {
      for name in forgotten { connection.enqueue("DEALLOCATE \(name)") }
      forgotten.removeAll()
    }
    last += 1
    let name = "s\(last)"
    let result = try connection.exchange(2, sql: sql) { connection.sendPrepare(name, sql, types: types) }
    return PreparedStatement(name, sql, parameterTypes: result?.parameterTypes ?? [])
  }

  private func forgetHalf() {
    let ages = statements.values.map(\.lastUse).sorted()
    let middle = ages[ages.count / 2]
    for statement in statements.values where statement.lastUse <= middle { forget(statement) }
  }
}
