import Linux
import Synchronization

/// Asks for more time while a start that takes long gets on: the check of a large file, its copy, or new indexes. A start
/// that hangs asks for nothing, and is ended by the service manager.
final class LongStart: Sendable {
  private let ask: @Sendable (String) -> Void
  private let lastNanoseconds = Atomic<Int64>(0)

  private static let everyNanoseconds: Int64 = 1_000_000_000
  /// A single step of SQLite, such as the last of an index, may take long too.
  private static let secondsMore = 120

  init(_ ask: @escaping @Sendable (String) -> Void) { self.ask = ask }

  convenience init(_ manager: ServiceManager) {
    self.init { manager.isStarting($0, secondsMore: Self.secondsMore) }
  }

  /// To be called often: it asks at the first time, and then once a second.
  /// - Parameter what: what is being done, for people.
  func step(_ what: String, now: Int64 = monotonicNanoseconds()) {
    let last = lastNanoseconds.load(ordering: .relaxed)
    guard last == 0 || now - last >= Self.everyNanoseconds else { return }
    lastNanoseconds.store(now, ordering: .relaxed)
    ask(what)
  }
}
