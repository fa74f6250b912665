import Linux

/// When to send the service manager the status that it shows: after a change, and at most once a second.
struct StatusLine {
  /// When to send a change that was not sent yet; nil without one.
  private(set) var dueAt: Int64?
  private var connections = 0
  private var toldAt: Int64 = .min

  private static let everyNanoseconds: Int64 = 1_000_000_000

  /// Cheap, since the loop calls it in each round.
  /// - Returns: whether the status has to be sent now.
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

  /// Notes that the status is sent now.
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
