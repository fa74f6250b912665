import Glibc

/// When what is going on has to be done.
package final class Timer {
  /// In nanoseconds of `now`; nil for never.
  var deadline: Int64?

  var isOver: Bool { deadline.map { Self.now > $0 } ?? false }

  /// CLOCK_MONOTONIC, in nanoseconds.
  package static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
