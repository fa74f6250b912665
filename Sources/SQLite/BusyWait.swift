import CSQLite
import Glibc
import Linux

/// How a connection waits for another one's lock. SQLite's own handler (sqlite3_busy_timeout) sleeps longer and longer,
/// up to a tenth of a second. Beside a writer that commits one transaction after the other to a rollback journal, a
/// reader then misses most of the moments between two transactions, and waits for a second or more.
package enum BusyWait: Sendable {
  /// Often at first, then with pauses as long as SQLite's, so that other waiting processes get the lock.
  case patient
  /// Often throughout, for a lock that keeps no other process from its work.
  case eager

  /// The pause before the next attempt, in microseconds, by the number of attempts so far.
  func pause(before attempt: Int32) -> UInt32 {
    switch (self, attempt) {
    case (_, ..<50): 200
    case (.eager, ..<150): 1_000
    case (.eager, _): 5_000
    case (.patient, ..<60): 10_000
    case (.patient, ..<70): 25_000
    case (.patient, _): 100_000
    }
  }
}

/// The state of a connection's busy handler.
final class BusyHandler {
  private let wait: BusyWait
  private let milliseconds: Int32
  private var start: Int64 = 0

  init(_ wait: BusyWait, milliseconds: Int32) { (self.wait, self.milliseconds) = (wait, milliseconds) }

  /// Whether SQLite should try again (sqlite.org/c3ref/busy_handler.html).
  func goesOn(_ attempt: Int32) -> Bool {
    guard milliseconds > 0 else { return false }
    let now = monotonicNanoseconds()
    if attempt == 0 { start = now }
    guard now - start < Int64(milliseconds) * 1_000_000 else { return false }
    usleep(wait.pause(before: attempt))
    return true
  }

  func install(on handle: OpaquePointer) {
    sqlite3_busy_handler(
      handle,
      { context, attempt in
        guard let context else { return 0 }
        return Unmanaged<BusyHandler>.fromOpaque(context).takeUnretainedValue().goesOn(attempt) ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }
}
