package import Catalogue
import SQLite

extension WriteTransaction {
  /// Forgets the oldest records of the audit log, which is itself recorded.
  /// - Parameters:
  ///   - before: those of before that moment.
  ///   - keep: all but so many of the newest.
  /// - Returns: how many were forgotten.
  package mutating func prune(before: Moment?, keep: Int64?) throws(Failure) -> Int64 {
    var last: [Int64] = []
    if let before {
      let sql = "SELECT coalesce(max(seq), 0) FROM \(OwnTables.audit) WHERE at < ?1"
      last.append(try database.value(sql, [.text(before.stored)])?.integer ?? 0)
    }
    if let keep {
      let sql = "SELECT seq FROM \(OwnTables.audit) ORDER BY seq DESC LIMIT 1 OFFSET ?1"
      last.append(try database.value(sql, [.integer(keep)])?.integer ?? 0)
    }
    guard let end = last.max(), end > 0 else { return 0 }
    let count = try database.value("SELECT count(*) FROM \(OwnTables.audit) WHERE seq <= ?1", [.integer(end)])
    try noteRecordedIDs()
    try database.run("DELETE FROM \(OwnTables.audit) WHERE seq <= ?1", [.integer(end)])
    record(of: "audit", end)
    return count?.integer ?? 0
  }
}
