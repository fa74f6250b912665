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

  mutating func keep(_ numbers: [Int64], in table: String) { tables[table]?.numbers = numbers.reversed() }
}

// A sequence does not take numbers back when a transaction is rolled back.
extension PostgreSQLSession {
  package var hasSequences: Bool { true }

  package func nextNumber(in table: String) throws(EngineError) -> Int64? {
    if let number = numbers.take(in: table) { return number }
    let count = numbers.countToTake(in: table, transaction: transactionCount)
    let sql =
      "SELECT nextval(pg_get_serial_sequence(\(literal(quoted(table))), 'id')) FROM generate_series(1, $1)"
    let taken = try rows(sql, [.integer(Int64(count))]).compactMap(\.first?.integer)
    numbers.keep(taken, in: table)
    return numbers.take(in: table)
  }
}
