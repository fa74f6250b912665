import CSystemd
import Glibc

/// What the service manager is told, as sd_notify(3) describes; nothing happens without one.
struct ServiceManager: Sendable {
  /// How long it waits for a sign of life, in nanoseconds; nil when it does not watch.
  let watchdogNanoseconds: Int64?
  private let isThere: Bool

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

  func isReady(_ status: String) { tell("READY=1\nSTATUS=\(status)") }
  func isStopping() { tell("STOPPING=1\nSTATUS=finishing what was accepted") }
  func isAlive() { tell("WATCHDOG=1") }

  private func tell(_ text: String) {
    if isThere { sd_notify(0, text) }
  }
}
