import Catalogue
import Linux
import Vocabulary

/// When a change has to end, and the reason once it has to.
package final class Timer {
  /// On the monotonic clock; nil for never.
  private var deadline: Int64?
  private var endReason: (() -> Failure?)?
  private(set) var ending: Failure?

  func begin(_ nanoseconds: Int64?, _ endReason: (() -> Failure?)?) {
    deadline = nanoseconds.map { monotonicNanoseconds() + $0 }
    self.endReason = endReason
    ending = nil
  }

  /// Why the change has to end now; nil while it may go on.
  func look() -> Failure? {
    if ending != nil { return ending }
    if let deadline, monotonicNanoseconds() > deadline { ending = Self.overtime } else { ending = endReason?() }
    return ending
  }

  private static let overtime = Failure(
    .limit, "the change takes longer than two seconds, for which the real server would have to wait",
    hint: "use 'long' to let it take its time, or do less at once", remedy: .long)
}
