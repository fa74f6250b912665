import JSON
import Linux
import Synchronization

/// Tells whether the call that runs should end: its client cancelled it or is gone, or the time for stopping is over.
final class CancellationCheck {
  private let socket: Int32
  private let shared: Shared
  private let cancellations: Cancellations
  private var nextLook: Int64 = 0
  /// The id of the call that is running; nil for one that cannot be cancelled.
  private var running: JSON?
  /// The id of the running call, once it is cancelled.
  private(set) var cancelled: JSON?

  private static let everyNanoseconds: Int64 = 10_000_000

  init(_ connection: borrowing ClientConnection, _ shared: Shared) {
    (socket, self.shared) = (connection.socket.number, shared)
    cancellations = Cancellations(connection, shared.messageLimits)
  }

  /// To be called when a call starts to run.
  func begin(_ id: JSON?) { (running, cancelled) = (id, nil) }

  /// Whether the running call should end. It may be asked often: the two system calls are made once in 10 ms at most.
  func shouldEnd() -> Bool {
    if cancelled != nil { return true }
    let now = monotonicNanoseconds()
    if now < nextLook { return false }
    nextLook = now + Self.everyNanoseconds
    if let running, cancellations.ids().contains(running) { cancelled = running }
    return cancelled != nil || isAbandoned()
  }

  /// Whether nobody waits for answers: the client is gone, or the time for stopping is over.
  func isAbandoned() -> Bool { isHungUp(socket) || shared.isAbandoned.load(ordering: .acquiring) }
}
