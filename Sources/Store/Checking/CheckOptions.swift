package import Vocabulary

/// What the caller of a check decides.
package struct CheckOptions: Sendable {
  /// At most so many rows of each check are listed. All are counted.
  package let limit: Int
  package let now: Moment
  /// A result that is unfinished for longer is stuck.
  package let stuckDays: Int64
  /// A secret that only one record should have; nil without one.
  package let key: String?

  package init(limit: Int, now: Moment, stuckDays: Int64, key: String? = nil) {
    (self.limit, self.now, self.stuckDays, self.key) = (limit, now, stuckDays, key)
  }
}
