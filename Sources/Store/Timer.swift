import Catalogue
import Linux
import Vocabulary

/// When what is going on has to end, and why it did.
package final class Timer {
  /// On the monotonic clock; nil for never.
  private var deadline: Int64?
  private var interruption: (() -> Failure?)?
  private(set) var ending: Failure?

  func begin(_ nanoseconds: Int64?, _ interruption: (() -> Failure?)?) {
    deadline = nanoseconds.map { monotonicNanoseconds() + $0 }
    self.interruption = interruption
    ending = nil
  }

  /// Why it has to end now; nil where it may go on.
  func look() -> Failure? {
    if ending != nil { return ending }
    if let deadline, monotonicNanoseconds() > deadline { ending = Self.overtime } else { ending = interruption?() }
    return ending
  }

  private static let overtime = Failure(
    .limit, "the change takes longer than two seconds, for which the real server would have to wait",
    hint: "use 'long' to let it take its time, or do less at once", remedy: .long)
}
