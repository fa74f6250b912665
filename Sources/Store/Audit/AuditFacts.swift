package import Catalogue
import Engine
package import Vocabulary

/// The size and the age of the audit log, estimated from a few of its records.
package struct AuditFacts: Sendable {
  package struct Change: Sendable {
    package let seq: Int64
    /// Nil if it cannot be read.
    package let at: Moment?
    package let user: String?
    package let method: String
    package let entity: String
    package let id: Int64
  }

  /// The number of records. The log has no gaps, since records are deleted only at its beginning.
  package let records: Int64
  /// Estimated by the mean size of the newest and the oldest records.
  package let bytes: Int64
  package let oldest: Moment?
  package let last: Change?
}

extension ReadTransaction {
  package func auditFacts() throws(Failure) -> AuditFacts {
    let table = OwnTables.audit
    let newest = try database.rows(
      "SELECT seq, at, \"user\", method, entity, id FROM \(table) ORDER BY seq DESC LIMIT 1"
    ).first
    let oldest = try database.rows("SELECT seq, at FROM \(table) ORDER BY seq LIMIT 1").first
    guard let newest, let oldest, let last = newest[0].integer, let first = oldest[0].integer else {
      return AuditFacts(records: 0, bytes: 0, oldest: nil, last: nil)
    }
    let records = last - first + 1
    return AuditFacts(
      records: records, bytes: Int64(try meanBytes() * Double(records)), oldest: oldest[1].text.flatMap { Moment($0) },
      last: AuditFacts.Change(
        seq: last, at: newest[1].text.flatMap { Moment($0) }, user: newest[2].text, method: newest[3].text ?? "",
        entity: newest[4].text ?? "", id: newest[5].integer ?? 0))
  }

  private static let sample = 16
  /// About the bytes of a record without its changes.
  private static let headingBytes = 150

  private func meanBytes() throws(Failure) -> Double {
    let (length, table) = ("SELECT length(changes) AS n FROM", OwnTables.audit)
    let row = try database.rows(
      "SELECT sum(n), count(*) FROM (SELECT * FROM (\(length) \(table) ORDER BY seq LIMIT \(Self.sample)) oldest "
        + "UNION ALL SELECT * FROM (\(length) \(table) ORDER BY seq DESC LIMIT \(Self.sample)) newest) sample"
    ).first
    guard let sum = row?[0].integer, let count = row?[1].integer, count > 0 else { return 0 }
    return Double(sum) / Double(count) + Double(Self.headingBytes)
  }
}
