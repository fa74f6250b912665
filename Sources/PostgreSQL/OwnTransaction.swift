/// The open write transaction of a session, as the server numbers it.
struct OwnTransaction {
  /// Of the transaction on this cluster, from its first statement on.
  let number: UInt64
  /// Where the write-ahead log ended at that statement, such as `0/15D5A10`.
  let position: String
  /// Which of the cluster's histories the log belongs to (postgresql.org/docs/current/continuous-archiving.html).
  let timeline: String
  /// For each open savepoint, whether something was written since. Only then it has a number of its own.
  private var savepoints: [Bool] = []
  /// How many numbers the transaction has taken at least.
  private(set) var numbers = 1
  /// Whether a snapshot was looked at since the transaction has its number: some of its numbers may be before it.
  var isSeen = false

  init?(number: String?, position: String?, timeline: String?) {
    guard let number = number.flatMap({ UInt64($0) }), let position, let timeline else { return nil }
    (self.number, self.position, self.timeline) = (number, position, timeline)
  }

  mutating func savepoint() { savepoints.append(false) }
  mutating func endSavepoint() { _ = savepoints.popLast() }

  var hasUnnumberedSavepoint: Bool { savepoints.last == false }

  /// Notes that rows were written: each open savepoint has its number now.
  mutating func write() {
    for index in savepoints.indices where !savepoints[index] {
      savepoints[index] = true
      numbers += 1
    }
  }
}
