import Synchronization

/// How often the database was changed, for the threads that make changes and the loop that tells of them. The database
/// itself is what waits for a slow subscriber: here are only numbers.
final class ChangeCounts: Sendable {
  private let ownCount = Atomic<UInt64>(0)
  private let foreignCount = Atomic<UInt64>(0)
  private let watched = Atomic<Bool>(false)

  /// Transactions that the writer has committed.
  var own: UInt64 { ownCount.load(ordering: .sequentiallyConsistent) }
  /// How often changes of other processes were seen.
  var foreign: UInt64 { foreignCount.load(ordering: .sequentiallyConsistent) }

  /// Whether anybody wants to be told.
  var isWatched: Bool {
    get { watched.load(ordering: .sequentiallyConsistent) }
    set { watched.store(newValue, ordering: .sequentiallyConsistent) }
  }

  func addOwn() { ownCount.add(1, ordering: .sequentiallyConsistent) }
  func addForeign() { foreignCount.add(1, ordering: .sequentiallyConsistent) }
}
