import Glibc
import Linux

/// Lets other processes have the database's lock between. Who waits for it asks about ten times a second
/// (sqlite.org/c3ref/busy_timeout.html), and would hardly ever find the moment between one of our transactions and the
/// next: the real server gives up after five seconds.
struct Courtesy {
  private static let pauseMicroseconds: UInt32 = 120_000
  /// How long the lock may be held without such a pause, altogether, before there is one.
  private static let heldMaxInCompany: Int64 = 250_000_000
  /// As long as nobody was seen. Others are seen by what they have changed, and may have waited for that since.
  private static let heldMaxAlone: Int64 = 2_000_000_000

  /// Where it is free for this share of the time that it is held, whoever asks ten times a second soon finds it free.
  private static let freeShare: Int64 = 4

  /// How long it was held since others last had time to take it, and how long it was free between.
  private var (held, free): (Int64, Int64) = (0, 0)
  private var heldUntil: Int64 = 0
  /// Until the first pause, nobody had time to be seen.
  private var hadPause = false

  /// To be called before the lock is taken.
  /// - Parameter hasCompany: whether another process is known to write.
  mutating func wait(hasCompany: Bool) {
    if isPauseDue(at: monotonicNanoseconds(), hasCompany: hasCompany) { usleep(Self.pauseMicroseconds) }
  }

  /// Whether others need a pause before the lock is taken again; it is counted as made.
  mutating func isPauseDue(at now: Int64, hasCompany: Bool) -> Bool {
    let gap = now - heldUntil
    if gap > Int64(Self.pauseMicroseconds) * 1_000 {
      (held, free) = (0, 0)
      return false
    }
    free += gap
    let isDue =
      if hasCompany || !hadPause {
        held > Self.heldMaxInCompany
      } else {
        held > Self.heldMaxAlone && free < held / Self.freeShare
      }
    if isDue { (held, free, hadPause) = (0, 0, true) }
    return isDue
  }

  /// The lock was held between two moments, and is free.
  mutating func release(since start: Int64, at end: Int64 = monotonicNanoseconds()) {
    heldUntil = end
    held += end - start
  }
}
