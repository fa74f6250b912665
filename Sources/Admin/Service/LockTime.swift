import Catalogue
import JSON
import Linux

// For how long a long change kept the lock. A dry run makes the same changes, so that it tells what the change itself will
// take.
extension Shape.Member {
  static let heldFor = Shape.Member(
    "held_ms", .value(.integer),
    "For how many milliseconds other writers had to wait; in a dry run, about how many they would.")
}

extension JSON.Member {
  /// - Parameter start: when the change began, in nanoseconds of the monotonic clock.
  static func heldFor(since start: Int64) -> JSON.Member {
    .init(Shape.Member.heldFor.name, .integer((monotonicNanoseconds() - start) / 1_000_000))
  }
}
