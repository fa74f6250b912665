import Synchronization

/// How much of a budget of memory is used, in bytes. All threads book what they hold.
package final class MemoryUse: Sendable {
  private let used = Atomic<Int>(0)
  private let most = Atomic<Int>(0)

  package init() {}

  package var bytes: Int { used.load(ordering: .relaxed) }
  /// The most that was used since the start.
  package var mostBytes: Int { most.load(ordering: .relaxed) }

  package func add(_ bytes: Int) { note(used.add(bytes, ordering: .relaxed).newValue) }

  package func remove(_ bytes: Int) { used.subtract(bytes, ordering: .relaxed) }

  /// Adds bytes if no more than `limit` are used then.
  package func add(_ bytes: Int, upTo limit: Int) -> Bool {
    var before = used.load(ordering: .relaxed)
    while before + bytes <= limit {
      let (isExchanged, current) = used.weakCompareExchange(
        expected: before, desired: before + bytes, ordering: .relaxed)
      if isExchanged {
        note(before + bytes)
        return true
      }
      before = current
    }
    return false
  }

  private func note(_ bytes: Int) {
    if bytes > most.load(ordering: .relaxed) { most.max(bytes, ordering: .relaxed) }
  }
}
