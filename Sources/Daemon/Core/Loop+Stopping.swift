import Glibc
import Linux
import Synchronization
import Vocabulary

extension Loop {
  /// Stops accepting and reading. Requests that were received whole are still answered.
  mutating func beginStopping() {
    // More than the limit: long calls get some time to end after it, and the database has to be closed.
    manager.notifyStopping(secondsMore: bounds.stopSeconds + 10)
    stopDeadline = monotonicNanoseconds() + Int64(bounds.stopSeconds) * 1_000_000_000
    pauseAccepting()
    for index in 0..<listeners.endIndex { _ = listeners.remove(index) }
    for index in 0..<slots.endIndex where seats[index]?.hasConnection == true { serve(index, isReadable: false) }
  }

  /// Whether the daemon may end now. After the deadline it closes the connections on the loop and asks long calls on
  /// other threads to end, for which it waits a little longer.
  mutating func hasWaitedEnough(_ deadline: Int64) -> Bool {
    guard deadline <= monotonicNanoseconds() else { return false }
    if shared.isAbandoned.exchange(true, ordering: .acquiringAndReleasing) { return true }
    shared.log(.cutOff, "\(Wording.counted(Int64(slots.count), "connection")) did not finish in time")
    for index in 0..<slots.endIndex where seats[index]?.hasConnection == true { end(index) }
    stopDeadline = monotonicNanoseconds() + Self.lastNanoseconds
    return slots.count == 0
  }

  private static let lastNanoseconds: Int64 = 2_000_000_000
}
