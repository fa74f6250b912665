package import Engine

/// Numbers of sequences that were taken ahead, and are given one by one.
struct SequenceNumbers {
  private struct Ahead {
    /// The last one is given first.
    var numbers: [Int64] = []
    /// How many were taken at once in the present transaction.
    var count = 1
    var transaction: UInt64 = 0
  }

  private var tables: [String: Ahead] = [:]

  private static let countMax = 64

  mutating func take(in table: String) -> Int64? { tables[table]?.numbers.popLast() }

  /// How many numbers to take: one at first, and twice as many each time in the same transaction.
  mutating func countToTake(in table: String, transaction: UInt64) -> Int {
    var ahead = tables[table] ?? Ahead()
    ahead.count = ahead.transaction == transaction ? min(ahead.count * 2, Self.countMax) : 1
    ahead.transaction = transaction
    tables[table] = ahead
    return ahead.count
  }

  /// Forgets the numbers that were taken ahead: they may be given to other rows.
  mutating func forget(in table: String) { tables[table] = nil }

  mutating func keep(_ numbers: [Int64], in table: String) { tables[table]?.numbers = numbers.reversed() }
}

// A sequence does not take numbers back when a transaction is rolled back.
extension PostgreSQLSession {
  package var hasSequences: Bool { true }

  package func nextNumber(in table: String) throws(EngineError) -> Int64? {
    if let number = numbers.take(in: table) { return number }
    let count = numbers.countToTake(in: table, transaction: transactionCount)
    let sql = "SELECT nextval(\(Self.sequence(of: table))) FROM generate_series(1, $1)"
    let taken = try rows(sql, [.integer(Int64(count))]).compactMap(\.first?.integer)
    numbers.keep(taken, in: table)
    return numbers.take(in: table)
  }

  private static func sequence(of table: String) -> String { "pg_get_serial_sequence(\(literal(quoted(table))), 'id')" }

  package func lastNumber(in table: String) throws(EngineError) -> Int64? {
    guard let sequence = try value("SELECT \(Self.sequence(of: table))")?.text else { return nil }
    return try value("SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM \(sequence)")?.integer
  }

  /// A RESTART is undone with its transaction, unlike `setval`, and others wait for it.
  package func raiseNumbers(in table: String, beyond number: Int64) throws(EngineError) {
    guard let sequence = try value("SELECT \(Self.sequence(of: table))")?.text,
      let last = try lastNumber(in: table), last < number
    else { return }
    numbers.forget(in: table)
    if number < dialect.integers.upperBound {
      try run("ALTER SEQUENCE \(sequence) RESTART WITH \(number + 1)")
    } else {
      // There is no next one.
      _ = try value("SELECT setval(\(literal(sequence)), \(dialect.integers.upperBound))")
    }
  }
}
