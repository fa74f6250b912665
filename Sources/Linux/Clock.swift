import Glibc

/// CLOCK_MONOTONIC in nanoseconds. It never goes back. Its zero is arbitrary.
package func monotonicNanoseconds() -> Int64 { nanoseconds(of: CLOCK_MONOTONIC) }

/// CLOCK_REALTIME in nanoseconds since 1970, UTC; until the year 2262. It jumps when the clock is set.
package func wallNanoseconds() -> Int64 { nanoseconds(of: CLOCK_REALTIME) }

@inline(__always)
private func nanoseconds(of clock: clockid_t) -> Int64 {
  var now = timespec()
  clock_gettime(clock, &now)
  return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}
