import Admin

/// What a connection has booked in the account of all connections. It is returned when the connection ends, wherever it is
/// then.
struct Booking: ~Copyable, Sendable {
  let account: MemoryAccount
  private(set) var booked = Holdings()

  init(_ account: MemoryAccount) { self.account = account }

  deinit { account.budget(isLarge: booked.isLarge).use.remove(booked.bytes) }

  /// Books what a connection holds now, whether there is room or not.
  mutating func settle(_ holdings: Holdings) {
    if holdings == booked { return }
    if holdings.isLarge != booked.isLarge { release() }
    account.budget(isLarge: holdings.isLarge).use.add(holdings.bytes - booked.bytes)
    booked = holdings
  }

  /// Whether it needs no more than is booked.
  func covers(_ wanted: Holdings) -> Bool { wanted.isLarge == booked.isLarge && wanted.bytes <= booked.bytes }

  /// Books what a connection is going to hold, if there is room or it stays within the connection's share.
  mutating func ask(_ wanted: Holdings, _ claim: MemoryAccount.Claim) -> Bool {
    if covers(wanted) {
      settle(wanted)
      return true
    }
    let before = wanted.isLarge == booked.isLarge ? booked : Holdings(bytes: 0, isLarge: wanted.isLarge)
    guard account.take(wanted.bytes - before.bytes, beyond: before, claim) else { return false }
    if before != booked { release() }
    booked = wanted
    return true
  }

  private mutating func release() {
    account.budget(isLarge: booked.isLarge).use.remove(booked.bytes)
    booked = Holdings(isLarge: booked.isLarge)
  }

  /// Adds bytes that the account has already booked.
  mutating func absorb(_ bytes: Int) {
    booked = Holdings(bytes: booked.bytes + bytes, isLarge: booked.isLarge)
  }
}
