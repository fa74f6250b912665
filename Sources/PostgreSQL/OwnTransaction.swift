/// The open write transaction of a session, as the server numbers it.
struct OwnTransaction {
  /// Of the transaction on this cluster, from its first statement on.
  let number: UInt64
  /// The server's clock at that statement, in seconds.
  let second: Int64
  /// For each open savepoint, whether something was written since. Only then it has a number of its own.
  private var savepoints: [Bool] = []
  /// How many numbers the transaction has taken at least.
  private(set) var numbers = 1
  /// Whether a snapshot was looked at since the transaction has its number: some of its numbers may be before it.
  var isSeen = false

  init?(number: String?, second: Int64?) {
    guard let number = number.flatMap({ UInt64($0) }), let second else { return nil }
    (self.number, self.second) = (number, second)
  }

  mutating func savepoint() { savepoints.append(false) }
  mutating func endSavepoint() { _ = savepoints.popLast() }

  var hasUnnumberedSavepoint: Bool { savepoints.last == false }

  /// How many savepoints are open.
  var depth: Int { savepoints.count }

  /// Notes that rows were written: each of the outer savepoints has its number now.
  /// - Parameter depth: how many savepoints were open then.
  mutating func write(depth: Int) {
    for index in savepoints.indices.prefix(depth) where !savepoints[index] {
      savepoints[index] = true
      numbers += 1
    }
  }
}
