import JSON
import Linux
import Synchronization

/// Listens now and then, while a client's own long work goes on, whether the client is still there and wants it.
final class Interruption {
  private let socket: Int32
  private let shared: Shared
  private let cancellations: Cancellations
  private var nextLook: Int64 = 0
  /// The id of the call that is running; nil for one that cannot be cancelled.
  private var running: JSON?
  /// The id of the running call, once it is cancelled.
  private(set) var cancelled: JSON?

  private static let everyNanoseconds: Int64 = 10_000_000

  init(_ connection: borrowing Connection, _ shared: Shared) {
    (socket, self.shared) = (connection.socket.number, shared)
    cancellations = Cancellations(connection, shared.messageLimits)
  }

  /// A call starts to run.
  func begin(_ id: JSON?) { (running, cancelled) = (id, nil) }

  /// Whether the running call should end. A look costs two system calls: most questions are answered without one.
  func happened() -> Bool {
    if cancelled != nil { return true }
    let now = monotonicNanoseconds()
    if now < nextLook { return false }
    nextLook = now + Self.everyNanoseconds
    if let running, cancellations.ids().contains(running) { cancelled = running }
    return cancelled != nil || isGone()
  }

  /// Whether the client is gone, or the daemon's time is over.
  func isGone() -> Bool { isHungUp(socket) || shared.isAbandoned.load(ordering: .acquiring) }
}
