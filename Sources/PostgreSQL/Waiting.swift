import Engine

/// What is sent with the next statement of a connection.
enum Waiting {
  /// A statement without parameters and without a result.
  case command(String)
  /// A statement that changes rows.
  /// - Parameter whenChanged: called once it has changed a row.
  case execution(PreparedStatement, [SQLValue], whenChanged: () -> Void)

  /// For the log.
  var sql: String {
    switch self {
    case .command(let sql): sql
    case .execution(let statement, _, _): statement.sql
    }
  }

  var isExecution: Bool { if case .execution = self { true } else { false } }

  func isCommand(_ sql: String) -> Bool { if case .command(sql) = self { true } else { false } }
}

extension EngineError {
  /// The same error, of a statement that had waited or not.
  func with(isOfWaiting: Bool) -> EngineError {
    var error = self
    error.isOfWaiting = isOfWaiting
    return error
  }
}
