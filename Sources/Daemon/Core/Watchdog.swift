import CLinux
import Glibc
import Linux

/// Decides whether the service manager's watchdog is notified. The loop runs, since it asks; the writer must be idle,
/// wait for a lock or the disk, or make progress.
struct Watchdog: ~Copyable {
  let timer: Descriptor
  /// The writer's count of steps when it last changed, and when that was seen; nil if the writer was idle or waited.
  private var last: (count: UInt64, at: Int64)?

  /// A busy writer that takes no step for so long is stuck: SQLite alone takes thousands a second.
  static let patienceNanoseconds: Int64 = 10_000_000_000

  init(everyNanoseconds period: Int64) throws(SystemError) {
    let number = linux_periodic_timer(period)
    if number < 0 { throw SystemError("timerfd_create", code: -number) }
    timer = Descriptor(owning: number)
  }

  /// Resets the timer.
  /// - Returns: whether the writer is not stuck.
  mutating func look(_ writer: Progress, hasQueue: Bool, now: Int64 = monotonicNanoseconds()) -> Bool {
    var expirations: UInt64 = 0
    _ = read(timer.number, &expirations, 8)
    guard writer.isBusy || hasQueue, !writer.isWaiting else {
      last = nil
      return true
    }
    let count = writer.count
    guard let last, last.count == count else {
      last = (count, now)
      return true
    }
    return now - last.at < Self.patienceNanoseconds
  }
}
