package import Catalogue
import Engine

// How long what goes on may take.
extension Database {
  /// Asks `check` about every `steps` steps of a statement whether it may go on; it ends as `limit` where not.
  package func setCheck(every steps: Int, _ check: @escaping () -> Bool) {
    session.setBudget(every: steps, check)
  }

  /// From now on changes end where `limitTime` says so, also within a statement.
  package func limitChanges() {
    let (timer, onStep) = (timer, onStep)
    session.setBudget(every: 10_000) {
      onStep()
      return timer.look() == nil
    }
  }

  /// - Parameters:
  ///   - nanoseconds: ends what holds the lock for longer, as `limit`; nil lets it take its time.
  ///   - endReason: called now and then; the failure that it returns ends the change.
  package func limitTime(to nanoseconds: Int64?, _ endReason: (() -> Failure?)? = nil) {
    timer.begin(nanoseconds, endReason)
  }

  /// To be asked between statements: many short ones take long too.
  func checkTime() throws(Failure) {
    onStep()
    if let failure = timer.look() { throw failure }
  }

  /// Why the change was ended before its end; nil where it was not. An interrupted statement does not know.
  package var ending: Failure? { timer.ending }
}
