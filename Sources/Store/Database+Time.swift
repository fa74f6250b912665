import Catalogue
import SQLite

// How long what goes on may take.
extension Database {
  /// Asks `check` about every `steps` steps of a statement whether it may go on; it ends as `limit` where not.
  package func setCheck(every steps: Int, _ check: @escaping () -> Bool) {
    connection.setProgressCheck(every: Int32(clamping: steps), check)
  }

  /// Ends what holds the lock for longer, as `limit`; nil lets it take its time.
  package func limitTime(to nanoseconds: Int64?) {
    timer.deadline = nanoseconds.map { Timer.now + $0 }
    let (timer, onStep) = (timer, onStep)
    connection.setProgressCheck(every: 10_000) {
      onStep()
      return !timer.isOver
    }
  }

  /// To be asked between statements: many short ones take long too.
  func checkTime() throws(Failure) {
    onStep()
    guard timer.isOver else { return }
    throw Failure(
      .limit, "the change takes longer than two seconds, for which the real server would have to wait",
      hint: "say 'long' to let it take its time, or do less at once")
  }
}
