import Admin
import Catalogue
import JSON
import Linux
import Synchronization
import Vocabulary

/// A change that may take its time: it ends when its client is gone or cancels it and when the daemon stops, and it is in
/// the log while it goes on.
final class LongCall {
  private let interruption: Interruption
  private let shared: Shared
  private let call: Call
  private let caller: Caller
  private let began = monotonicNanoseconds()
  private var isTold = false

  /// After so long it is in the log. Every other change has ended by then.
  static let toldNanoseconds: Int64 = 2_000_000_000

  init(_ call: Call, of connection: borrowing Connection, _ shared: Shared) {
    interruption = Interruption(connection, shared)
    interruption.begin(call.id?.value)
    (self.shared, self.call, caller) = (shared, call, connection.caller)
  }

  /// The id of the call, once its client cancelled it.
  var cancelled: JSON? { interruption.cancelled }

  /// Why it has to end; nil while it may go on. To be asked now and then.
  func ending() -> Failure? {
    if !isTold, monotonicNanoseconds() - began > Self.toldNanoseconds {
      isTold = true
      shared.logSlow("a change takes long, and others wait for it", call, caller, since: began)
    }
    if shared.isStopping.load(ordering: .acquiring) { return Self.stopping }
    return interruption.happened() ? .cancelled : nil
  }

  private static let stopping = Failure(
    .cancelled, "the change was ended, since vantage6-admin stops: nothing was changed",
    hint: "try again when it runs again", remedy: .retry)
}
