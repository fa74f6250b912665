import Glibc

enum Clock {
  /// Microseconds since 1970, UTC.
  static func now() -> Int64? {
    var now = timespec()
    guard clock_gettime(CLOCK_REALTIME, &now) == 0 else { return nil }
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
  }
}
