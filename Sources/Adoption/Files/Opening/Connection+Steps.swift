import Engine
import Linux
import SQLite

extension Connection {
  /// Runs statements in transactions of half a second, since the real server gives up after it has waited for five.
  func runInSteps(_ statements: [String]) throws(EngineError) {
    var rest = statements[...]
    try runInSteps { () throws(EngineError) in
      guard let statement = rest.popFirst() else { return false }
      try script(statement)
      return true
    }
  }

  /// Calls `work` in transactions of half a second until it returns false, which says that nothing is left to do.
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
