/// Tells from snapshots whether other sessions have ended transactions that write. It may count too many: a transaction
/// of another database of the cluster, or one that was taken back. It never misses one.
struct ForeignChanges {
  /// Grows with what other sessions have committed.
  private(set) var count: Int64
  private var last: Snapshot?
  /// How many numbers of transactions were surely the session's own since `last`.
  private var own = 0

  /// - Parameter start: the first count, which no other session has.
  init(from start: Int64) { count = start }

  /// Notes that a transaction of the session has ended.
  /// - Parameter numbers: how many numbers it took at least, which all are behind the last snapshot.
  mutating func addOwn(_ numbers: Int) { own += numbers }

  /// Compares the snapshot with the last one.
  mutating func look(at now: Snapshot) {
    defer { (last, own) = (now, 0) }
    guard let last else { return }
    let begun = now.running.count { $0 >= last.end }
    let ended = now.end < last.end ? Int.max : Int(now.end - last.end) - begun
    if ended > own || !last.running.isSubset(of: now.running) { count += 1 }
  }
}

/// What `pg_current_snapshot()` says (postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT-PARTS).
struct Snapshot: Equatable {
  /// The numbers from here on had not ended.
  let end: UInt64
  /// The lower numbers that had not ended. The session's own is never among them.
  let running: Set<UInt64>

  /// - Parameter text: such as `10:20:10,14,15`.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let end = UInt64(parts[1]) else { return nil }
    self.end = end
    running = Set(parts[2].split(separator: ",").compactMap { UInt64($0) })
  }
}
