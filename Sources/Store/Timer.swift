import Catalogue
import Linux
import Vocabulary

/// The time limit of a change, and the reason why the change has to end.
package final class Timer {
  /// In nanoseconds on the monotonic clock; nil for no limit.
  private var deadline: Int64?
  private var endReason: (() -> Failure?)?
  private(set) var ending: Failure?

  func begin(_ nanoseconds: Int64?, _ endReason: (() -> Failure?)?) {
    deadline = nanoseconds.map { monotonicNanoseconds() + $0 }
    self.endReason = endReason
    ending = nil
  }

  /// Why the change has to end now; nil if it may continue.
  func look() -> Failure? {
    if ending != nil { return ending }
    if let deadline, monotonicNanoseconds() > deadline { ending = Self.overtime } else { ending = endReason?() }
    return ending
  }

  private static let overtime = Failure(
    .limit, "the change takes longer than two seconds, and the vantage6 server would have to wait",
    hint: "use 'long' to allow more time, or do less at once", remedy: .long)
}
