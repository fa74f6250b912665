package import Adoption
package import Catalogue
package import JSON
package import Store

/// A long change that is no transaction by promise: it is made in steps, each of which is committed by itself, so that
/// nobody waits for the whole. What was done stays when it is cancelled.
package protocol SteppedWork: Sendable {
  /// Whether no step is left.
  var isDone: Bool { get }
  /// Takes the next step, which should not take longer than `StepLength.nanoseconds`.
  mutating func step(_ transaction: inout WriteTransaction) throws(Failure)
  /// What is to be done after the last step, outside of a transaction.
  mutating func finish(_ session: any AdoptedSession) throws(Failure)
  /// How far it is after the last step.
  var progress: LongWork.Progress { get }
  /// The answer to the call.
  var answer: JSON.Object { get }
}

/// For how long a step holds the lock.
package enum StepLength {
  /// A tenth of a second, less what the audit records and the commit take.
  package static let nanoseconds: Int64 = 60_000_000
}

extension SteppedWork {
  package mutating func finish(_ session: any AdoptedSession) throws(Failure) {}
}
