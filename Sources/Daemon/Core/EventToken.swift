/// What an event of epoll is about, as the 64 bits that epoll(7) hands back with the event.
enum EventToken: Equatable {
  case mailbox
  case signals
  case watchdog
  case listener(Int)
  case slot(Int, generation: UInt32)

  /// Indices of slots stay below this.
  private static let special: UInt64 = 0xFFFF_FF00

  init(_ value: UInt64) {
    let low = value & 0xFFFF_FFFF
    let high = UInt32(value >> 32)
    switch low {
    case Self.special: self = .mailbox
    case Self.special + 1: self = .signals
    case Self.special + 2: self = .watchdog
    case Self.special + 3: self = .listener(Int(high))
    default: self = .slot(Int(low), generation: high)
    }
  }

  var value: UInt64 {
    switch self {
    case .mailbox: Self.special
    case .signals: Self.special + 1
    case .watchdog: Self.special + 2
    case .listener(let index): UInt64(index) << 32 | (Self.special + 3)
    case .slot(let index, let generation): UInt64(generation) << 32 | UInt64(index)
    }
  }
}
