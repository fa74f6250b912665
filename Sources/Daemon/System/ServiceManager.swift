import CSystemd
import Glibc
import Linux

/// Notifies the service manager (sd_notify(3)). If there is none, nothing is sent.
struct ServiceManager: Sendable {
  /// The watchdog's period in nanoseconds; nil without a watchdog.
  let watchdogNanoseconds: Int64?
  let isPresent: Bool

  /// Sends nothing.
  static let none = ServiceManager(watchdogNanoseconds: nil, isPresent: false)

  /// The service manager that started this process.
  static func ofThisProcess() -> ServiceManager {
    var microseconds: UInt64 = 0
    let watches = sd_watchdog_enabled(0, &microseconds) > 0
    return ServiceManager(
      watchdogNanoseconds: watches ? Int64(clamping: microseconds) * 1_000 : nil,
      isPresent: getenv("NOTIFY_SOCKET") != nil)
  }

  /// Asks for a longer start: `secondsMore` seconds from now.
  func extendStart(_ status: String, secondsMore: Int) {
    tell("EXTEND_TIMEOUT_USEC=\(secondsMore)000000\nSTATUS=\(status)")
  }
  func notifyReady(_ status: String) { tell("READY=1\nSTATUS=\(status)") }
  func notifyStatus(_ status: String) { tell("STATUS=\(status)") }
  /// The time tells the service manager this reload from an earlier one.
  func notifyReloading() { tell("RELOADING=1\nMONOTONIC_USEC=\(monotonicNanoseconds() / 1_000)") }
  func notifyStopping(secondsMore: Int) {
    tell("STOPPING=1\nEXTEND_TIMEOUT_USEC=\(secondsMore)000000\nSTATUS=finishing accepted requests")
  }
  func notifyAlive() { tell("WATCHDOG=1") }

  private func tell(_ text: String) {
    if isPresent { sd_notify(0, text) }
  }
}
