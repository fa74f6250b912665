import Admin

/// The connections that watch, as the loop knows them.
struct Watchers {
  /// Their slots.
  private(set) var slots: Set<Int> = []
  /// When it is time to look for changes of other processes; nil while nobody watches.
  private(set) var nextLook: Int64?
  /// What was read last: most of them are at the same place.
  var page: ChangePage?
  /// How many commits there were before it was read.
  var pageCommits: UInt64 = 0
  /// What was there when all of them had their turn.
  var seen: (own: UInt64, foreign: UInt64) = (0, 0)

  var isEmpty: Bool { slots.isEmpty }

  mutating func add(_ slot: Int, now: Int64, every period: Int64) {
    slots.insert(slot)
    if nextLook == nil { nextLook = now + period }
  }

  mutating func remove(_ slot: Int) {
    guard slots.remove(slot) != nil, slots.isEmpty else { return }
    (nextLook, page) = (nil, nil)
  }

  mutating func look(again at: Int64) { nextLook = at }
}
