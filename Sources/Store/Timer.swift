import Catalogue
import Glibc
import Vocabulary

/// When what is going on has to end, and why it did.
package final class Timer {
  /// In nanoseconds of `now`; nil for never.
  private var deadline: Int64?
  private var interruption: (() -> Failure?)?
  private(set) var ending: Failure?

  func begin(_ nanoseconds: Int64?, _ interruption: (() -> Failure?)?) {
    deadline = nanoseconds.map { Self.now + $0 }
    self.interruption = interruption
    ending = nil
  }

  /// Why it has to end now; nil where it may go on.
  func look() -> Failure? {
    if ending != nil { return ending }
    if let deadline, Self.now > deadline { ending = Self.overtime } else { ending = interruption?() }
    return ending
  }

  private static let overtime = Failure(
    .limit, "the change takes longer than two seconds, for which the real server would have to wait",
    hint: "use 'long' to let it take its time, or do less at once")

  /// CLOCK_MONOTONIC, in nanoseconds.
  package static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
