import CLinux
import Glibc
import Linux

/// Tells the service manager that the daemon is alive, as long as there is evidence: the loop runs, or this would not be
/// called, and the writer waits for work, waits for others, or gets on.
struct Watchdog: ~Copyable {
  let timer: Descriptor
  /// How far the writer was when it last got on, and when that was seen; nil if it had nothing to do.
  private var last: (count: UInt64, at: Int64)?

  /// A writer that does not take a step for so long is stuck: SQLite alone takes thousands a second.
  static let patienceNanoseconds: Int64 = 10_000_000_000

  init(everyNanoseconds period: Int64) throws(SystemError) {
    let number = linux_periodic_timer(period)
    if number < 0 { throw SystemError("timerfd_create", code: -number) }
    timer = Descriptor(owning: number)
  }

  /// Silences the timer and says whether there is evidence of life.
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
