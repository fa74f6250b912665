import Engine
import Linux
import SQLite

extension Connection {
  /// Runs statements in transactions of half a second: the real server gives up when it waits for five.
  func runInSteps(_ statements: [String]) throws(EngineError) {
    var rest = statements[...]
    try runInSteps { () throws(EngineError) in
      guard let statement = rest.popFirst() else { return false }
      try script(statement)
      return true
    }
  }

  /// Calls `work` in transactions of half a second until it answers that nothing is left.
  func runInSteps(_ work: () throws(EngineError) -> Bool) throws(EngineError) {
    var isMore = true
    while isMore {
      isMore = try transaction(.immediate, converting: { $0 }) { () throws(EngineError) in
        let end = monotonicNanoseconds() + 500_000_000
        while monotonicNanoseconds() < end { if try !work() { return false } }
        return true
      }
    }
  }
}
