import Glibc
import Synchronization

/// Work on all processors, for what computes long: comparing a key with a thousand hashes.
package enum Parallel {
  /// The first index found for which `matches` answers true; nil for none. Which one it is does not matter where at most
  /// one matches.
  /// - Parameter isOver: asked by the calling thread between two of its own; true ends the search.
  package static func firstIndex(
    _ count: Int, until isOver: () -> Bool, where matches: @escaping @Sendable (Int) -> Bool
  ) -> Int? {
    guard count > 1 else { return count == 1 && matches(0) ? 0 : nil }
    let search = Search(count, matches)
    let helpers = min(count, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) - 1
    var threads: [pthread_t] = []
    for _ in 0..<helpers {
      var thread = pthread_t()
      let context = Unmanaged.passRetained(search)
      let code = pthread_create(
        &thread, nil,
        { context in
          guard let context else { return nil }
          Unmanaged<Search>.fromOpaque(context).takeRetainedValue().run()
          return nil
        }, context.toOpaque())
      if code == 0 { threads.append(thread) } else { context.release() }
    }
    search.run(until: isOver)
    for thread in threads { pthread_join(thread, nil) }
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
