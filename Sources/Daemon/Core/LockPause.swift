import Glibc
import Linux

/// Decides when the writer leaves the database's lock free for a while, so that other processes get it. A process that
/// waits for the lock tries about ten times a second (sqlite.org/c3ref/busy_timeout.html), so it would hardly ever hit the
/// moment between two of our transactions; the real server gives up after five seconds.
///
/// While no other process has the database open, none waits, and there is no pause. A pause ends when the last one has
/// closed it.
struct LockPause {
  private static let pauseMicroseconds: UInt32 = 120_000
  /// How often a pause looks whether it can end.
  private static let lookMicroseconds: UInt32 = 4_000
  /// How long the lock may be held in total between two pauses, while another process writes.
  private static let heldMaxBesideOthers: Int64 = 250_000_000
  /// The same while no other process was seen to write. Only a commit shows one: a process that still waits for the lock
  /// is not seen.
  private static let heldMaxUnseen: Int64 = 2_000_000_000

  /// If the lock is free for a quarter of the time that it is held, ten attempts a second soon find it free.
  private static let freeShare: Int64 = 4

  /// For how long the lock was held and free since the last pause.
  private var (held, free): (Int64, Int64) = (0, 0)
  private var heldUntil: Int64 = 0
  /// Before the first pause, no other process could commit and so be seen.
  private var hadPause = false

  /// Whether the lock keeps other processes from writing.
  private let isNeeded: Bool

  init(isNeeded: Bool) { self.isNeeded = isNeeded }

  /// Waits if a pause is due. To be called before the lock is taken.
  /// - Parameters:
  ///   - hasOtherWriters: whether another process was seen to write lately.
  ///   - isOpenElsewhere: whether another process has the database open. It is asked only when a pause would be due.
  mutating func wait(hasOtherWriters: Bool, isOpenElsewhere: () -> Bool) {
    guard isPauseDue(at: monotonicNanoseconds(), hasOtherWriters: hasOtherWriters, isOpenElsewhere) else { return }
    var left = Self.pauseMicroseconds
    while left > 0, isOpenElsewhere() {
      usleep(Self.lookMicroseconds)
      left -= Self.lookMicroseconds
    }
  }

  /// Whether a pause is due before the lock is taken again; a pause that is due counts as made.
  mutating func isPauseDue(at now: Int64, hasOtherWriters: Bool, _ isOpenElsewhere: () -> Bool) -> Bool {
    guard isNeeded else { return false }
    let gap = now - heldUntil
    if gap > Int64(Self.pauseMicroseconds) * 1_000 {
      (held, free) = (0, 0)
      return false
    }
    free += gap
    let isDue =
      if hasOtherWriters || !hadPause {
        held > Self.heldMaxBesideOthers
      } else {
        held > Self.heldMaxUnseen && free < held / Self.freeShare
      }
    guard isDue else { return false }
    (held, free) = (0, 0)
    guard isOpenElsewhere() else { return false }
    hadPause = true
    return true
  }

  /// Counts a time for which the lock was held; the lock is free now.
  mutating func release(since start: Int64, at end: Int64 = monotonicNanoseconds()) {
    heldUntil = end
    held += end - start
  }
}
