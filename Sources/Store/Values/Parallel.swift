import Glibc
import Linux
import Synchronization

/// Runs long computations on all processors, such as comparing a key with a thousand hashes.
package enum Parallel {
  /// An index for which `matches` returns true; nil if there is none. If several match, it is any one of them.
  /// - Parameter isOver: called by the calling thread before each index that it takes; true ends the search.
  package static func firstIndex(
    _ count: Int, until isOver: () -> Bool, where matches: @escaping @Sendable (Int) -> Bool
  ) -> Int? {
    guard count > 1 else { return count == 1 && matches(0) ? 0 : nil }
    let search = Search(count, matches)
    let helpers = min(count, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) - 1
    var threads = ThreadGroup()
    for _ in 0..<helpers { threads.start("search") { search.run() } }
    search.run(until: isOver)
    threads.join()
    return search.found
  }

  private final class Search: Sendable {
    private let count: Int
    private let matches: @Sendable (Int) -> Bool
    private let next = Atomic(0)
    private let place = Atomic(-1)

    init(_ count: Int, _ matches: @escaping @Sendable (Int) -> Bool) { (self.count, self.matches) = (count, matches) }

    private let ended = Atomic(false)

    func run(until isOver: () -> Bool = { false }) {
      while place.load(ordering: .relaxed) < 0, !ended.load(ordering: .relaxed) {
        if isOver() { return ended.store(true, ordering: .relaxed) }
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        if matches(index) { place.store(index, ordering: .relaxed) }
      }
    }

    var found: Int? {
      let place = place.load(ordering: .relaxed)
      return place < 0 ? nil : place
    }
  }
}
