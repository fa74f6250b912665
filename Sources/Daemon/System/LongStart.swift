import Linux
import Synchronization

/// Asks the service manager for more time while a long start makes progress: it checks a large file, copies it or adds
/// indexes. A start that hangs does not call `step`, so the service manager ends it.
final class LongStart: Sendable {
  private let ask: @Sendable (String) -> Void
  private let lastNanoseconds = Atomic<Int64>(0)

  private static let everyNanoseconds: Int64 = 1_000_000_000
  /// A single step of SQLite, such as the last one of an index, may take long without calling `step`.
  private static let secondsMore = 120

  init(_ ask: @escaping @Sendable (String) -> Void) { self.ask = ask }

  convenience init(_ manager: ServiceManager) {
    self.init { manager.extendStart($0, secondsMore: Self.secondsMore) }
  }

  /// To be called often. It asks at the first call, and then once a second at most.
  /// - Parameter what: what the daemon is doing, for people.
  func step(_ what: String, now: Int64 = monotonicNanoseconds()) {
    let last = lastNanoseconds.load(ordering: .relaxed)
    guard last == 0 || now - last >= Self.everyNanoseconds else { return }
    lastNanoseconds.store(now, ordering: .relaxed)
    ask(what)
  }
}
