import Linux

/// A connection's place on the loop. It stays taken while the connection is away at the writer or in a lane.
struct Seat: ~Copyable {
  /// Nil while the connection is away.
  var connection: Connection?
  /// The connection's socket, known here also while it is away.
  let socket: Int32
  /// What epoll listens for; nil when it does not know the socket.
  var interest: Poll.Interest?
  /// Whether the loop has this seat on its list of those that can go on without waiting.
  var isListed = false
  /// Tells a late event for an earlier connection on the same seat from one for this.
  let generation: UInt32

  var isHere: Bool {
    switch connection {
    case .some: true
    case .none: false
    }
  }
}

/// What an event of epoll is about.
enum Token: Equatable {
  case home
  case signals
  case watchdog
  case listener(Int)
  case seat(Int, generation: UInt32)

  /// Numbers of seats stay below this.
  private static let special: UInt64 = 0xFFFF_FF00

  init(_ value: UInt64) {
    let low = value & 0xFFFF_FFFF
    let high = UInt32(value >> 32)
    switch low {
    case Self.special: self = .home
    case Self.special + 1: self = .signals
    case Self.special + 2: self = .watchdog
    case Self.special + 3: self = .listener(Int(high))
    default: self = .seat(Int(low), generation: high)
    }
  }

  var value: UInt64 {
    switch self {
    case .home: Self.special
    case .signals: Self.special + 1
    case .watchdog: Self.special + 2
    case .listener(let index): UInt64(index) << 32 | (Self.special + 3)
    case .seat(let index, let generation): UInt64(generation) << 32 | UInt64(index)
    }
  }
}
