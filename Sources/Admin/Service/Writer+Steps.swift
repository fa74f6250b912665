package import Catalogue
package import JSON
import JSONRPC
import Linux
import Store
import Vocabulary

/// What came of a step.
package enum StepOutcome: Sendable {
  /// More steps are left; the extent is nil if the step changed nothing.
  case more(ChangeExtent?)
  /// The whole answer was written.
  case answered(Failure?, ChangeExtent?)
}

// Changes that are made in steps.
extension Writer {
  private static func steps(of call: Call, _ prepared: Prepared) throws(Failure) -> any SteppedWork {
    guard let steps = try prepared.product?.get() as? any SteppedWork else {
      throw Failure(.internal, "the call was not prepared", detail: "'\(call.method)'")
    }
    return steps
  }

  /// Takes the next step in a transaction of its own, or answers the call if no step is left. To be called outside of a
  /// transaction.
  /// - Parameter prepared: has what is left to do, before and after.
  package mutating func step(
    _ call: Call, _ prepared: inout Prepared, _ caller: Caller, _ work: LongWork, into writer: inout JSONWriter
  ) -> StepOutcome {
    let start = monotonicNanoseconds()
    do throws(Failure) {
      var steps = try Self.steps(of: call, prepared)
      guard !steps.isDone else {
        try steps.finish(session)
        writer.writeResult(id: call.id) { $0.value(.object(steps.answer)) }
        return .answered(nil, nil)
      }
      let extent: ChangeExtent?
      do throws(Failure) {
        if let reason = work.endReason() { throw reason }
        extent = try step(call, &steps, caller, work)
      } catch { throw steps.progress.done > 0 ? error.afterSteps : error }
      prepared.product = .success(steps)
      work.tell(steps.progress)
      (try? call.operation())?.histogram?.record(nanoseconds: monotonicNanoseconds() - start, isFailure: false)
      return .more(extent)
    } catch {
      writer.writeError(id: call.id, RPCError(error))
      return .answered(error, nil)
    }
  }

  private mutating func step(
    _ call: Call, _ steps: inout any SteppedWork, _ caller: Caller, _ work: LongWork
  ) throws(Failure) -> ChangeExtent? {
    try begin()
    do throws(Failure) {
      guard call.operations.model.layout == database.model.layout else {
        throw Failure(
          .busy, "the layout of the database was changed meanwhile", hint: "try again", remedy: .retry)
      }
      let context = WriteContext(
        author: caller.author, method: try call.operation().method.name, now: service.options.clock())
      var extent: ChangeExtent?
      database.limitTime(to: nil, work.endReason)
      defer { database.limitTime(to: nil) }
      try database.savepoint { () throws(Failure) in
        var transaction = WriteTransaction(database, context)
        extent = try transaction.run { (transaction) throws(Failure) in try steps.step(&transaction) }
        return true
      }
      try commit()
      return extent
    } catch {
      let reason = database.ending ?? error
      rollback()
      throw reason
    }
  }
}

extension Failure {
  /// The failure of a step after others were committed.
  fileprivate var afterSteps: Failure {
    let reason = self.kind == .cancelled ? "the call was cancelled" : self.message
    return Failure(
      self.kind, "\(reason): what was done before stays", hint: self.hint ?? "the same call goes on",
      remedy: self.remedy, detail: self.detail)
  }
}
