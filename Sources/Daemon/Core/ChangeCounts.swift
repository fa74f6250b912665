import Synchronization

/// Counts of changes, shared by the writer, which makes them, and the loop, which sends them to subscribers. The
/// changes themselves are read from the database, so that a slow subscriber costs no memory.
final class ChangeCounts: Sendable {
  private let ownCount = Atomic<UInt64>(0)
  private let foreignCount = Atomic<UInt64>(0)
  private let watched = Atomic<Bool>(false)

  /// Transactions that the writer has committed.
  var own: UInt64 { ownCount.load(ordering: .sequentiallyConsistent) }
  /// How often a change of another process was seen.
  var foreign: UInt64 { foreignCount.load(ordering: .sequentiallyConsistent) }

  /// Whether there are subscribers.
  var isWatched: Bool {
    get { watched.load(ordering: .sequentiallyConsistent) }
    set { watched.store(newValue, ordering: .sequentiallyConsistent) }
  }

  func addOwn() { ownCount.add(1, ordering: .sequentiallyConsistent) }
  func addForeign() { foreignCount.add(1, ordering: .sequentiallyConsistent) }
}
