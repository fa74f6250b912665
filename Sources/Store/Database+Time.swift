package import Catalogue
import Engine

// Time limits of statements and changes.
extension Database {
  /// Calls `check` about once every `steps` steps of a statement. If it returns false, the statement fails with
  /// `limit`.
  package func setCheck(every steps: Int, _ check: @escaping () -> Bool) {
    session.setBudget(every: steps, check)
  }

  /// Makes `limitTime` take effect within statements, too, not only between them.
  package func limitChanges() {
    let (timer, onStep) = (timer, onStep)
    session.setBudget(every: 10_000) {
      onStep()
      return timer.look() == nil
    }
  }

  /// - Parameters:
  ///   - nanoseconds: a change that takes longer ends as `limit`; nil for no limit.
  ///   - endReason: called repeatedly; a failure that it returns ends the change.
  package func limitTime(to nanoseconds: Int64?, _ endReason: (() -> Failure?)? = nil) {
    timer.begin(nanoseconds, endReason)
  }

  /// To be called between statements: many short statements together can take long, too.
  func checkTime() throws(Failure) {
    onStep()
    if let failure = timer.look() { throw failure }
  }

  /// Whether `checkTime` would throw.
  var isOverTime: Bool { timer.look() != nil }

  /// Why the change was stopped; nil if it was not. The error of an interrupted statement does not say why.
  package var ending: Failure? { timer.ending }
}
