package import Catalogue
import Engine
package import Vocabulary

extension Database {
  /// Whether the audit log exceeds its limits by so much that it should be pruned. This is cheap to find out.
  package func isAuditOverdue(_ retention: AuditRetention, now: Moment) throws(Failure) -> Bool {
    guard retention.isLimited else { return false }
    let row = try rows(
      "SELECT seq, at, (SELECT max(seq) FROM \(OwnTables.audit)) FROM \(OwnTables.audit) ORDER BY seq LIMIT 1"
    ).first
    guard let row, let oldest = row[0].integer, let last = row[2].integer else { return false }
    return retention.margin(last: last, now: now).holds(oldest, at: row[1].text ?? "")
  }
}
