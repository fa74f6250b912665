import Glibc
import Linux
import Synchronization
import Vocabulary

extension Loop {
  /// Stops accepting and reading. What was received whole is still answered.
  mutating func beginStopping() {
    // Those that are cut off get a little more, and so does closing the database.
    manager.notifyStopping(secondsMore: bounds.stopSeconds + 10)
    stopDeadline = monotonicNanoseconds() + Int64(bounds.stopSeconds) * 1_000_000_000
    pauseAccepting()
    for index in 0..<listeners.endIndex { _ = listeners.remove(index) }
    for index in 0..<slots.endIndex where slots[index]?.hasConnection == true { serve(index, isReadable: false) }
  }

  /// Whether the time is over. Then those that are here are cut off, and long work elsewhere is told to end, for which it
  /// gets a little more time.
  mutating func hasWaitedEnough(_ deadline: Int64) -> Bool {
    guard deadline <= monotonicNanoseconds() else { return false }
    if shared.isAbandoned.exchange(true, ordering: .acquiringAndReleasing) { return true }
    shared.log(.cutOff, "\(Wording.counted(Int64(slots.count), "connection")) did not finish in time")
    for index in 0..<slots.endIndex where slots[index]?.hasConnection == true { end(index) }
    stopDeadline = monotonicNanoseconds() + Self.lastNanoseconds
    return slots.count == 0
  }

  private static let lastNanoseconds: Int64 = 2_000_000_000
}
