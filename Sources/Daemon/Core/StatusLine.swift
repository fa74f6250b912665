import Linux

/// What the service manager shows of the daemon, told when it changed, and at most once a second.
struct StatusLine {
  /// When a change that is not told yet is told; nil where everything is.
  private(set) var dueAt: Int64?
  private var connections = 0
  private var toldAt: Int64 = .min

  private static let everyNanoseconds: Int64 = 1_000_000_000

  /// Cheap, to be asked again and again.
  /// - Returns: whether it is time to tell.
  mutating func isDue(_ connections: Int) -> Bool {
    if connections == self.connections, dueAt == nil { return false }
    let now = monotonicNanoseconds()
    guard now >= toldAt + Self.everyNanoseconds else {
      self.connections = connections
      dueAt = toldAt + Self.everyNanoseconds
      return false
    }
    tell(connections, now)
    return true
  }

  /// It is told now.
  mutating func tell(_ connections: Int, _ now: Int64 = monotonicNanoseconds()) {
    (self.connections, toldAt, dueAt) = (connections, now, nil)
  }
}

extension Loop {
  mutating func tellStatus() {
    guard manager.isPresent, stopDeadline == nil, statusLine.isDue(slots.count) else { return }
    manager.notifyStatus(status)
  }

  /// `serving '/var/lib/vantage6-admin/default.sqlite' (layout 4), 3 connections`
  var status: String {
    "serving \(shared.service.summary), \(slots.count) connection\(slots.count == 1 ? "" : "s")"
      + (areSettingsRefused ? "; the settings could not be read again: see the log" : "")
  }
}
