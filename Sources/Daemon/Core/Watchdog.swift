import CLinux
import Glibc

/// Tells the service manager that the daemon is alive, as long as there is evidence: the loop runs, or this would not be
/// called, and the writer either waits for work or gets on with it.
struct Watchdog: ~Copyable {
  let timer: Descriptor
  /// The writer at the last look; nil if it had nothing to do.
  private var lastBusyCount: UInt64?

  init(everyNanoseconds period: Int64) throws(SystemError) {
    let number = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC) | Int32(TFD_NONBLOCK))
    if number < 0 { throw SystemError("timerfd_create") }
    let timer = Descriptor(owning: number)
    let each = timespec(tv_sec: Int(period / 1_000_000_000), tv_nsec: Int(period % 1_000_000_000))
    var setting = itimerspec(it_interval: each, it_value: each)
    if timerfd_settime(number, 0, &setting, nil) < 0 { throw SystemError("timerfd_settime") }
    self.timer = timer
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
