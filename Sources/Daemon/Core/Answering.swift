package import Admin
package import Catalogue
package import JSON
package import JSONRPC
import Vocabulary

// What the threads of the daemon call. They know calls and outcomes, and nothing of vantage6 or SQLite.

/// The service behind the sockets, shared by all threads.
package protocol Answering: Sendable {
  var limits: Limits { get }
  var metrics: Metrics { get }
  /// A request, looked up and checked: where it must go, and what it is; cheap.
  func call(_ request: Request) -> Call
  /// What it serves, for people: the file and its layout.
  var summary: String { get }
  /// Changes when the database file became another one, was lost or came back.
  var fileSerial: Int { get }
  /// Why the database cannot be used now; nil where it can.
  var fileProblem: String? { get }
  /// The slow part of a call that comes before its transaction, such as hashing a password.
  /// - Parameter isOver: asked now and then; true ends it.
  func prepare(_ call: Call, until isOver: () -> Bool) -> Service.Prepared
  /// How much of the audit log is kept from the next change on.
  func keep(_ retention: AuditRetention)
  /// A connection of its own to the database, for the calling thread.
  /// - Parameter waits: whether it waits for another process's lock, or says at once that the database is busy.
  func makeReader(waits: Bool) throws(Failure) -> any ReadAnswering
  /// - Parameter onStep: called now and then while a request takes long, as a sign of life.
  func makeWriter(onStep: @escaping () -> Void) throws(Failure) -> any WriteAnswering
}

/// One thread's way to read.
package protocol ReadAnswering: AnyObject {
  /// Makes the next read look at the path again: another file may be there now.
  func recheckFile()
  /// Writes the response object, or nothing for a notification or an outcome other than `.answered`.
  /// - Parameter isCancelled: asked now and then by long work; true ends it.
  func answer(
    _ call: Call, _ caller: inout Caller, budget: ReadBudget?, isCancelled: (() -> Bool)?,
    into writer: inout JSONWriter
  ) -> ReadOutcome
  /// The changes after the one of that number, a page of them; nil where a file has to be opened first, which may take
  /// long, and the reader does not wait.
  func changes(after seq: Int64) throws(Failure) -> ChangePage?
  /// The number of the last change; nil as for `changes`.
  func lastChange() throws(Failure) -> Int64?
}

/// The writer's way to write: calls between `begin` and `commit`.
package protocol WriteAnswering: AnyObject {
  func begin() throws(Failure)
  /// Writes the response object of one call, which undoes what it did if it fails.
  /// - Parameter endReason: called now and then while the call runs; the failure that it returns ends the call.
  func answer(
    _ call: Call, _ prepared: Service.Prepared?, _ caller: Caller, endReason: (() -> Failure?)?,
    into writer: inout JSONWriter
  ) -> WriteOutcome
  /// Makes everything since `begin` durable. A failure of kind `.internal` leaves open whether it is; any other
  /// failure means that nothing was written.
  func commit() throws(Failure)
  func rollback()
  /// Whether another process has committed a change since this was asked last, outside of `begin` and `commit`.
  func sawForeignChange() -> Bool
  /// Whether another process has changed the database lately, and so may be waiting for the lock.
  var hasOtherWriters: Bool { get }
  /// Forgets some of the oldest changes where more than wanted are kept, in a transaction of its own.
  /// - Returns: how many it forgot, and whether it is to be called again soon.
  func pruneAudit() throws(Failure) -> (count: Int64, isDone: Bool)
}

extension Answering {
  package var fileSerial: Int { 0 }
  package var fileProblem: String? { nil }
}

extension ReadAnswering {
  package func recheckFile() {}

  /// Answers whatever needs no writer.
  func answer(
    _ item: Work.Item, _ caller: inout Caller, budget: ReadBudget?, isCancelled: (() -> Bool)?,
    into writer: inout JSONWriter
  ) -> ReadOutcome {
    switch item.content {
    case .call(let call):
      return answer(call, &caller, budget: budget, isCancelled: isCancelled, into: &writer)
    case .invalid(let invalid):
      writer.writeError(id: invalid.id, invalid.error)
      return .answered(Failure(.invalid, invalid.error.message))
    }
  }
}

/// The one place where an answer is an error of ours.
func writeFailure(_ failure: Failure, id: RawID?, into writer: inout JSONWriter) {
  writer.writeError(id: id, RPCError(failure))
}
