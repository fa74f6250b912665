package import Catalogue
import Engine
import Linux
package import Vocabulary

extension WriteTransaction {
  /// Deletes the oldest records of the audit log, and records that in the log. Records of one transaction are deleted
  /// together: half a transaction could not be undone.
  /// - Parameters:
  ///   - before: records from before that moment are deleted.
  ///   - keep: the number of newest records that are kept.
  /// - Returns: the number of deleted records.
  package mutating func prune(before: Moment?, keep: Int64?) throws(Failure) -> Int64 {
    var last: [Int64] = []
    if let before {
      let sql = "SELECT coalesce(max(seq), 0) FROM \(OwnTables.audit) WHERE at < \(database.parameter(1))"
      last.append(try database.value(sql, [.text(before.stored)])?.integer ?? 0)
    }
    if let keep {
      let sql = "SELECT seq FROM \(OwnTables.audit) ORDER BY seq DESC LIMIT 1 OFFSET \(database.parameter(1))"
      last.append(try database.value(sql, [.integer(keep)])?.integer ?? 0)
    }
    guard let end = try last.max().flatMap({ end throws(Failure) in try wholeTransactions(upTo: end) }) else {
      return 0
    }
    return try forget(upTo: end)
  }

  /// About the most records that one step of the daemon's own pruning deletes.
  private static let stepMax: Int64 = 1_000

  /// Deletes records beyond the limits, the oldest first and in whole transactions, until the time is over.
  /// - Returns: the number of deleted records, and whether none is left to delete.
  package mutating func prune(
    _ retention: AuditRetention, nanoseconds: Int64
  ) throws(Failure) -> (count: Int64, isDone: Bool) {
    let bound = retention.bound(last: try reading.auditRange().last, now: context.now)
    let deadline = monotonicNanoseconds() + nanoseconds
    var (count, end): (Int64, Int64?) = (0, nil)
    while let transaction = try oldestTransaction(), bound.holds(transaction.end, at: transaction.at) {
      guard count < Self.stepMax, monotonicNanoseconds() < deadline else { break }
      if end == nil { try noteRecordedIDs() }
      count += try deleteRecords(upTo: transaction.end)
      end = transaction.end
    }
    guard let end else { return (0, true) }
    record(of: "audit", end)
    return (count, try oldestTransaction().map { !bound.holds($0.end, at: $0.at) } ?? true)
  }

  private mutating func forget(upTo end: Int64) throws(Failure) -> Int64 {
    try noteRecordedIDs()
    let count = try deleteRecords(upTo: end)
    if count > 0 { record(of: "audit", end) }
    return count
  }

  private func deleteRecords(upTo end: Int64) throws(Failure) -> Int64 {
    Int64(try database.run("DELETE FROM \(OwnTables.audit) WHERE seq <= \(database.parameter(1))", [.integer(end)]))
  }

  /// The highest number up to `end` that is the last one of its transaction; nil if there is none.
  private func wholeTransactions(upTo end: Int64) throws(Failure) -> Int64? {
    let next = try database.value(
      "SELECT \"transaction\" FROM \(OwnTables.audit) WHERE seq > \(database.parameter(1)) ORDER BY seq LIMIT 1",
      [.integer(end)])?.integer
    let whole = min(end, (next ?? .max) - 1)
    return whole > 0 ? whole : nil
  }

  /// The last number and the moment of the oldest transaction in the log.
  private func oldestTransaction() throws(Failure) -> (end: Int64, at: String)? {
    let oldest = try database.rows(
      "SELECT seq, at, \"transaction\" FROM \(OwnTables.audit) ORDER BY seq LIMIT 1"
    ).first
    guard let oldest, let seq = oldest[0].integer else { return nil }
    let next = try database.value(
      "SELECT seq FROM \(OwnTables.audit) WHERE seq > \(database.parameter(1)) "
        + "AND \"transaction\" <> \(database.parameter(2)) ORDER BY seq LIMIT 1",
      [.integer(seq), oldest[2]])?.integer
    let end =
      if let next { next - 1 } else { try database.value("SELECT max(seq) FROM \(OwnTables.audit)")?.integer ?? seq }
    return (end, oldest[1].text ?? "")
  }
}
