package import Catalogue
import Engine

// Limits in time for statements and changes.
extension Database {
  /// Calls `check` about every `steps` steps of a statement; false ends the statement as `limit`.
  package func setCheck(every steps: Int, _ check: @escaping () -> Bool) {
    session.setBudget(every: steps, check)
  }

  /// Makes `limitTime` effective also within a statement.
  package func limitChanges() {
    let (timer, onStep) = (timer, onStep)
    session.setBudget(every: 10_000) {
      onStep()
      return timer.look() == nil
    }
  }

  /// - Parameters:
  ///   - nanoseconds: a change that holds the lock for longer ends as `limit`; nil for no limit.
  ///   - endReason: called now and then; the failure that it returns ends the change.
  package func limitTime(to nanoseconds: Int64?, _ endReason: (() -> Failure?)? = nil) {
    timer.begin(nanoseconds, endReason)
  }

  /// To be called between statements, since many short statements take long, too.
  func checkTime() throws(Failure) {
    onStep()
    if let failure = timer.look() { throw failure }
  }

  /// Why the change was stopped; nil if it was not. The error of an interrupted statement does not tell.
  package var ending: Failure? { timer.ending }
}
