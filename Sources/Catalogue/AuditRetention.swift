package import Vocabulary

/// How much of the audit log is kept. Zero, the default, keeps all of it: nothing is deleted unless an administrator
/// asks for it.
package struct AuditRetention: Sendable, Equatable {
  /// The days for which a change is kept.
  package var days: Int
  /// How many of the newest records are kept.
  package var records: Int

  package init(days: Int = 0, records: Int = 0) { (self.days, self.records) = (days, records) }

  package var isLimited: Bool { days > 0 || records > 0 }

  private static let microsecondsPerDay: Int64 = 86_400_000_000

  /// A bound on the age and on the number of a record.
  package struct Bound: Sendable {
    fileprivate var before: String?
    fileprivate var upTo: Int64?

    package func holds(_ seq: Int64, at: String) -> Bool {
      upTo.map { seq <= $0 } ?? false || before.map { at < $0 } ?? false
    }
  }

  /// The records beyond the limits after one more record is written behind number `last`.
  package func bound(last: Int64, now: Moment) -> Bound {
    bound(last: last + 1, now: now, records: Int64(records), microseconds: Int64(days) * Self.microsecondsPerDay)
  }

  /// The records so far beyond the limits that pruning begins. Pruning is recorded itself: without this margin, each
  /// change would delete one record and add two.
  package func margin(last: Int64, now: Moment) -> Bound {
    let microseconds = Int64(days) * Self.microsecondsPerDay
    return bound(
      last: last, now: now, records: Int64(records + min(max(records / 10, 1), 10_000)),
      microseconds: microseconds + min(microseconds / 10, Self.microsecondsPerDay))
  }

  private func bound(last: Int64, now: Moment, records: Int64, microseconds: Int64) -> Bound {
    Bound(
      before: days > 0 ? Moment(microseconds: now.microseconds - microseconds).stored : nil,
      upTo: self.records > 0 ? last - records : nil)
  }
}
