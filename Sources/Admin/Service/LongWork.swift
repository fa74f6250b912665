package import Catalogue
package import Linux

/// What a call that may take long has besides its parameters: whether it has to end, whom to tell how far it is, and the
/// file that came with it.
package struct LongWork {
  /// Called now and then: the failure that it returns ends the work, since its caller cancelled it or is gone, or the
  /// daemon stops.
  package let endReason: () -> Failure?
  /// May be called often: few calls become messages.
  package let tell: (Progress) -> Void
  /// The file that the caller sent with the call; nil without one.
  package let file: SentFile?

  package init(
    endReason: @escaping () -> Failure?, tell: @escaping (Progress) -> Void = { _ in }, file: SentFile? = nil
  ) {
    (self.endReason, self.tell, self.file) = (endReason, tell, file)
  }

  package init(
    isCancelled: @escaping () -> Bool, tell: @escaping (Progress) -> Void = { _ in }, file: SentFile? = nil
  ) {
    self.init(endReason: { isCancelled() ? .cancelled : nil }, tell: tell, file: file)
  }

  package func isCancelled() -> Bool { endReason() != nil }

  /// How far long work is.
  package struct Progress: Sendable, Equatable {
    /// What is being done, as a person reads it: `copying the database`.
    package let stage: String
    /// How much of the stage is done.
    package let done: Int64
    /// How much there is to do; nil if nobody knows.
    package let total: Int64?
    package let unit: Unit

    package init(_ stage: String, _ done: Int64, of total: Int64?, _ unit: Unit) {
      (self.stage, self.done, self.total, self.unit) = (stage, done, total, unit)
    }
  }

  package enum Unit: String, Sendable { case bytes, checks, keys, pages, rows, steps }
}
