import Glibc

/// Lets other processes have the database's lock between. Who waits for it asks about ten times a second
/// (sqlite.org/c3ref/busy_timeout.html), and would hardly ever find the moment between one of our transactions and the
/// next: the real server gives up after five seconds.
struct Courtesy {
  private static let pauseMicroseconds: UInt32 = 120_000
  /// How long the lock may be held without such a pause, altogether, before there is one.
  private static let heldMax: Int64 = 500_000_000

  /// How long it was held since others last had time to take it.
  private var held: Int64 = 0
  private var heldUntil: Int64 = 0

  /// To be called before the lock is taken.
  mutating func wait() {
    let idle = monotonicNanoseconds() - heldUntil
    if idle > Int64(Self.pauseMicroseconds) * 1_000 {
      held = 0
    } else if held > Self.heldMax {
      usleep(Self.pauseMicroseconds)
      held = 0
    }
  }

  /// The lock was held since a moment, and is free.
  mutating func release(since start: Int64) {
    heldUntil = monotonicNanoseconds()
    held += heldUntil - start
  }
}
