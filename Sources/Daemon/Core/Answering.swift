package import Admin
package import Catalogue
package import JSON
package import JSONRPC
import Vocabulary

// The service as the threads of the daemon see it: calls and outcomes, without vantage6 and SQLite.

/// The service behind the sockets, shared by all threads.
package protocol Answering: Sendable {
  var limits: Limits { get }
  var metrics: Metrics { get }
  /// Looks a request up and checks its parameters, without the database.
  func call(_ request: Request) -> Call
  /// The method of an earlier request.
  /// - Parameter params: other parameters; nil for the same.
  func again(_ known: Invocation, _ params: Params?) -> Invocation
  /// The database that is served and its layout, as text for people.
  var summary: String { get }
  /// Changes when the database became another one, was lost or came back.
  var databaseSerial: Int { get }
  /// Why the database cannot be used now; nil if it can.
  var databaseProblem: String? { get }
  /// The slow part of a call that comes before its transaction, such as hashing a password.
  func prepare(_ call: Call, of caller: Caller, _ work: LongWork) -> Prepared
  /// Sets how much of the audit log to keep from the next change on.
  func keep(_ retention: AuditRetention)
  /// A reader with its own session on the database, for the calling thread.
  /// - Parameter waits: whether it waits for another process's lock; otherwise the outcome is `busy` at once.
  func makeReader(waits: Bool) throws(Failure) -> any ReadAnswering
  /// - Parameter onStep: called now and then during a long request, to show progress.
  func makeWriter(onStep: @escaping () -> Void) throws(Failure) -> any WriteAnswering
}

/// Reads for one thread.
package protocol ReadAnswering: AnyObject {
  /// Makes the next read look at the path again: another file may be there now.
  func recheckFile()
  /// Writes the response object, or nothing for a notification or an outcome other than `.answered`.
  /// - Parameter work: for a call that may take long.
  func answer(
    _ call: Call, _ caller: inout Caller, budget: ReadBudget?, work: LongWork?, into writer: inout JSONWriter
  ) -> ReadOutcome
  /// A page of the changes after that number; nil if a file has to be opened first, which may take long, and the reader
  /// does not wait.
  func changes(after seq: Int64) throws(Failure) -> ChangePage?
  /// The number of the last change; nil as for `changes`.
  func lastChange() throws(Failure) -> Int64?
}

/// Writes for the writer: calls between `begin` and `commit`.
package protocol WriteAnswering: AnyObject {
  func begin() throws(Failure)
  /// Begins the transaction of a group, whose calls may have to run again alone.
  func beginGroup() throws(Failure)
  /// To be called after the calls of a group.
  /// - Returns: whether their transaction was lost after all.
  func isLostBySettling() -> Bool
  /// Runs one call and writes its response object. A call that fails leaves no changes.
  /// - Parameter work: for a call with `long`.
  func answer(
    _ call: Call, _ prepared: Prepared?, _ caller: Caller, work: LongWork?, into writer: inout JSONWriter
  ) -> WriteOutcome
  /// Takes the next step of a change that is made in steps, in a transaction of its own, or answers it if none is left.
  /// - Parameter prepared: what was prepared, and is left to do after the step.
  func step(
    _ call: Call, _ prepared: inout Prepared, _ caller: Caller, work: LongWork, into writer: inout JSONWriter
  ) -> StepOutcome
  /// Makes all changes since `begin` durable. After a failure of kind `.internal` they may be durable or not; after any
  /// other failure they are not.
  /// - Returns: what was found out about the calls since `begin` after that.
  func commit() throws(Failure) -> [LateWarning]
  func rollback()
  /// Whether another process has committed a change since this was asked last, outside of `begin` and `commit`.
  func sawForeignChange() -> Bool
  /// Whether other processes cannot write between `begin` and `commit`, so that the lock has to be left free for them now
  /// and then.
  var locksOutWriters: Bool { get }
  /// Whether another process has changed the database lately, and so may be waiting for the lock.
  var hasOtherWriters: Bool { get }
  /// Whether another process has the database open, or may have it: without one, nobody waits for the lock.
  var isOpenElsewhere: Bool { get }
  /// Deletes some of the oldest audit records beyond the limits, in its own transaction.
  /// - Returns: how many it deleted, and whether none are left to delete.
  func pruneAudit() throws(Failure) -> (count: Int64, isDone: Bool)
}

extension Answering {
  package var databaseSerial: Int { 0 }
  package var databaseProblem: String? { nil }
}

extension ReadAnswering {
  package func recheckFile() {}

  /// Answers an item that needs no writer.
  func answer(
    _ item: Work.Item, _ caller: inout Caller, budget: ReadBudget?, work: LongWork?, into writer: inout JSONWriter
  ) -> ReadOutcome {
    switch item.content {
    case .call(let call):
      return answer(call, &caller, budget: budget, work: work, into: &writer)
    case .invalid(let invalid):
      writer.writeError(id: invalid.id, invalid.error)
      return .answered(Failure(.invalid, invalid.error.message))
    }
  }
}

/// Writes a failure as the answer of a request.
func writeFailure(_ failure: Failure, id: RawID?, into writer: inout JSONWriter) {
  writer.writeError(id: id, RPCError(failure))
}
