import Admin
import Catalogue
import JSON
import Linux
import Synchronization
import Vocabulary

/// A change with `long`, which has no limit in time. It ends if its client cancels it or is gone, or the daemon stops; after
/// two seconds a log line says that it is running.
final class LongCall {
  private let cancellation: CancellationCheck
  private let shared: Shared
  private let call: Call
  private let caller: Caller
  private let began = monotonicNanoseconds()
  private let teller: ProgressTeller?
  private var isTold = false

  /// When the log line is written. A change without `long` has ended by then.
  static let toldNanoseconds: Int64 = 2_000_000_000

  init(_ call: Call, of connection: borrowing ClientConnection, _ shared: Shared) {
    cancellation = CancellationCheck(connection, shared)
    cancellation.begin(call.id?.value)
    teller = call.id.map { ProgressTeller(connection.socket.number, $0) }
    (self.shared, self.call, caller) = (shared, call, connection.caller)
    // Nobody waits for one that is made in steps.
    isTold = call.isStepped
  }

  /// The id of the call, once its client cancelled it.
  var cancelled: JSON? { cancellation.cancelled }

  /// What the call has besides its parameters.
  var work: LongWork { LongWork(endReason: endReason, tell: { [teller] in teller?.tell($0) }) }

  /// The rest of a notification: it has to be sent before anything else.
  var unsent: [UInt8] { teller?.unsent ?? [] }

  /// Why the call has to end; nil while it may go on. To be called now and then.
  func endReason() -> Failure? {
    if !isTold, monotonicNanoseconds() - began > Self.toldNanoseconds {
      isTold = true
      shared.logSlow("a change takes long, and others wait for it", call, caller, since: began)
    }
    if shared.isStopping.load(ordering: .acquiring) { return Self.stopping }
    return cancellation.shouldEnd() ? .cancelled : nil
  }

  private static let stopping = Failure(
    .cancelled, "the change was interrupted because vantage6-admin is stopping: nothing was changed",
    hint: "try again when vantage6-admin is running again", remedy: .retry)
}
