import CSystemd
import Glibc
import Linux

/// What the service manager is told, as sd_notify(3) describes; nothing happens without one.
struct ServiceManager: Sendable {
  /// How long it waits for a sign of life, in nanoseconds; nil when it does not watch.
  let watchdogNanoseconds: Int64?
  let isThere: Bool

  /// Tells nobody anything.
  static let none = ServiceManager(watchdogNanoseconds: nil, isThere: false)

  /// The one that started this process.
  static func ofThisProcess() -> ServiceManager {
    var microseconds: UInt64 = 0
    let watches = sd_watchdog_enabled(0, &microseconds) > 0
    return ServiceManager(
      watchdogNanoseconds: watches ? Int64(clamping: microseconds) * 1_000 : nil,
      isThere: getenv("NOTIFY_SOCKET") != nil)
  }

  /// The start takes longer than the service manager may expect: it is to wait so many seconds more from now on.
  func isStarting(_ status: String, secondsMore: Int) {
    tell("EXTEND_TIMEOUT_USEC=\(secondsMore)000000\nSTATUS=\(status)")
  }
  func isReady(_ status: String) { tell("READY=1\nSTATUS=\(status)") }
  func hasStatus(_ status: String) { tell("STATUS=\(status)") }
  /// The moment lets it tell this reload from one before.
  func isReloading() { tell("RELOADING=1\nMONOTONIC_USEC=\(monotonicNanoseconds() / 1_000)") }
  func isStopping(secondsMore: Int) {
    tell("STOPPING=1\nEXTEND_TIMEOUT_USEC=\(secondsMore)000000\nSTATUS=finishing what was accepted")
  }
  func isAlive() { tell("WATCHDOG=1") }

  private func tell(_ text: String) {
    if isThere { sd_notify(0, text) }
  }
}
