import CLinux
import Glibc

/// Tells the service manager that the daemon is alive, as long as there is evidence: the loop runs, or this would not be
/// called, and the writer either waits for work or gets on with it.
struct Watchdog: ~Copyable {
  let timer: Descriptor
  /// The writer at the last look; nil if it had nothing to do.
  private var lastBusyCount: UInt64?

  init(everyNanoseconds period: Int64) throws(SystemError) {
    let number = linux_periodic_timer(period)
    if number < 0 { throw SystemError("timerfd_create", code: -number) }
    timer = Descriptor(owning: number)
  }

  /// Silences the timer and says whether there is evidence of life.
  mutating func look(_ writer: Progress, hasQueue: Bool) -> Bool {
    var expirations: UInt64 = 0
    _ = read(timer.number, &expirations, 8)
    let count = writer.isBusy || hasQueue ? writer.count : nil
    let isStuck = count != nil && count == lastBusyCount
    lastBusyCount = count
    return !isStuck
  }
}
