import Linux

/// The connections that wait until there is memory for more input, in the order in which they came: a line for each budget.
///
/// The first one of a line that finds no room is privileged until its message is read (`MemoryAccount.Claim`).
struct MemoryLine {
  struct Waiter: Equatable {
    let slot: Int
    let generation: UInt32
    let wanted: Holdings
  }

  private var ordinary: [Waiter] = []
  private var large: [Waiter] = []
  private var ordinaryPrivilege: Int?
  private var largePrivilege: Int?
  /// When to look next for connections that keep memory and do not go on; the greatest number while nobody waits.
  private(set) var nextLook = Int64.max
  /// Whether others in the line may go on at once.
  var isUnfinished = false

  var isEmpty: Bool { nextLook == .max }
  var largeCount: Int { large.count }

  func first(isLarge: Bool) -> Waiter? { isLarge ? large.first : ordinary.first }

  func hasWaiters(isLarge: Bool) -> Bool { isLarge ? !large.isEmpty : !ordinary.isEmpty }

  /// A privileged connection that asks for more comes first again.
  mutating func add(_ waiter: Waiter, now: Int64) {
    if isEmpty { nextLook = now }
    let place = isPrivileged(waiter.slot, isLarge: waiter.wanted.isLarge) ? 0 : Int?.none
    if waiter.wanted.isLarge {
      large.insert(waiter, at: place ?? large.endIndex)
    } else {
      ordinary.insert(waiter, at: place ?? ordinary.endIndex)
    }
  }

  mutating func removeFirst(isLarge: Bool) {
    if isLarge { large.removeFirst() } else { ordinary.removeFirst() }
    if ordinary.isEmpty, large.isEmpty { (nextLook, isUnfinished) = (.max, false) }
  }

  mutating func look(again at: Int64) {
    if !isEmpty { nextLook = at }
  }

  // MARK: The privileged connection

  func isPrivileged(_ slot: Int, isLarge: Bool) -> Bool { (isLarge ? largePrivilege : ordinaryPrivilege) == slot }

  /// Gives the privilege to a connection unless another one has it.
  /// - Returns: whether the connection has it.
  mutating func privilege(_ slot: Int, isLarge: Bool) -> Bool {
    guard (isLarge ? largePrivilege : ordinaryPrivilege) ?? slot == slot else { return false }
    if isLarge { largePrivilege = slot } else { ordinaryPrivilege = slot }
    return true
  }

  /// Ends the privilege of a connection, if it has it.
  mutating func endPrivilege(_ slot: Int, isLarge: Bool) {
    guard isPrivileged(slot, isLarge: isLarge) else { return }
    if isLarge { largePrivilege = nil } else { ordinaryPrivilege = nil }
  }

  mutating func endPrivileges(_ slot: Int) {
    if ordinaryPrivilege == nil, largePrivilege == nil { return }
    endPrivilege(slot, isLarge: false)
    endPrivilege(slot, isLarge: true)
  }
}
