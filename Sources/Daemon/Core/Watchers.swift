import Admin

/// The connections that subscribed to changes.
struct Watchers {
  /// Their slots on the loop.
  private(set) var slots: Set<Int> = []
  /// When to look for changes of other processes next; nil without subscribers.
  private(set) var nextLook: Int64?
  /// The page that was read last: most subscribers need the same one.
  var page: ChangePage?
  /// The number of commits before the page was read.
  var pageCommits: UInt64 = 0
  /// The counts of changes when all subscribers last had a turn.
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
