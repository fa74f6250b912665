import Admin
import Catalogue
import Synchronization
import Vocabulary

/// What a connection holds: its input, what is made of its messages, and answers that are not sent.
struct Holdings: Equatable, Sendable {
  /// In one word, since connections are moved from owner to owner as a whole.
  private let word: Int

  /// - Parameter isLarge: whether it is booked in the budget for large messages.
  init(bytes: Int = 0, isLarge: Bool = false) { word = bytes << 1 | (isLarge ? 1 : 0) }

  var bytes: Int { word >> 1 }
  var isLarge: Bool { word & 1 == 1 }
}

/// The memory that connections may hold together, whatever their number, in two budgets: one for messages of up to 1 MiB,
/// and one for longer messages. Each connection has a `Booking`.
///
/// A quarter of the first budget is divided among as many connections as may be open. So a connection gets its share at any
/// time, and a client with short requests is served while others use up the rest. Beyond its share, a connection asks. A
/// refused claim to memory for input waits in the `MemoryLine`; a refused claim for work is answered with `limit`.
final class MemoryAccount: Sendable {
  enum Claim: Sendable {
    /// For the rest of a message. It leaves a quarter of the first budget to work, and room for one message of the greatest
    /// length.
    case input
    /// For the rest of the message of the one connection that comes first in a line: it may use that room. So it always gets
    /// its whole message, and two half messages cannot wait for each other.
    case privilegedInput
    /// For what is made of messages, and for answers.
    case work
  }

  struct Budget: Sendable {
    let use: MemoryUse
    fileprivate let inputMax: Int
    /// The most for a message that comes alone.
    let privilegedMax: Int
    fileprivate let workMax: Int

    func most(_ claim: Claim) -> Int {
      switch claim {
      case .input: inputMax
      case .privilegedInput: privilegedMax
      case .work: workMax
      }
    }
  }

  /// What a connection may hold without asking.
  let shareBytes: Int
  /// The input buffer for one message that is not large.
  let inputBytes: Int
  private let ordinary: Budget
  private let large: Budget
  /// The budgets in which a claim to work was refused since the loop looked last: 1, 2 or both.
  private let refusals = Atomic<UInt8>(0)

  /// The most bytes of a message that is not large.
  static let ordinaryMessageBytes = 1 << 20
  /// A larger input buffer has a large message.
  static let ordinaryInputBytes = ordinaryMessageBytes + ClientConnection.busyBytes
  /// A line of so many bytes needs no look at what is in it before it is read: its tree stays below 100 kB.
  static let shortLineBytes = 4 << 10
  /// What the tree of a short line takes at most for each entry of its tape.
  static let shortEntryBytes = 48

  init(_ metrics: Metrics, _ limits: Limits) {
    let (all, largeAll) = (limits.memoryBytes, limits.largeMemoryBytes)
    shareBytes = all / 4 / max(1, limits.connections)
    inputBytes = min(limits.messageBytes, Self.ordinaryMessageBytes) + ClientConnection.busyBytes
    ordinary = Budget(
      use: metrics.memory, inputMax: max(0, all / 2 - 2 * inputBytes), privilegedMax: all / 2, workMax: all / 4 * 3)
    large = Budget(
      use: metrics.largeMemory, inputMax: max(0, largeAll - 2 * (limits.messageBytes + ClientConnection.busyBytes)),
      privilegedMax: largeAll, workMax: largeAll)
  }

  func budget(isLarge: Bool) -> Budget { isLarge ? large : ordinary }

  /// Books bytes for a connection that has booked others, if there is room.
  func take(_ bytes: Int, beyond booked: Holdings, _ claim: Claim) -> Bool {
    if bytes == 0 { return true }
    let budget = budget(isLarge: booked.isLarge)
    if !booked.isLarge, booked.bytes + bytes <= shareBytes {
      budget.use.add(bytes)
      return true
    }
    if budget.use.add(bytes, upTo: budget.most(claim)) { return true }
    if claim == .work { refusals.bitwiseOr(booked.isLarge ? 2 : 1, ordering: .relaxed) }
    return false
  }

  var hasRefused: Bool { refusals.load(ordering: .relaxed) != 0 }

  /// The budgets in which a claim to work was refused since this was asked last.
  func takeRefusals() -> (ordinary: Bool, large: Bool) {
    let before = refusals.exchange(0, ordering: .relaxed)
    return (before & 1 != 0, before & 2 != 0)
  }
}

extension MemoryAccount {
  static let usedUp = Failure(
    .limit, "the memory for messages is used up: try again, or send less at a time", remedy: .retry)
  static let tooSlow = Failure(
    .limit, "others waited for the memory that this connection kept for half a message or for answers it did not read",
    remedy: .retry)
  static let crowded = Failure(
    .limit, "too many connections wait for memory for messages of more than 1 MiB: try again", remedy: .retry)

  /// For a message that cannot fit even alone.
  func tooLong(isLarge: Bool) -> Failure {
    let most = budget(isLarge: isLarge).privilegedMax
    return Failure(
      .limit, "the message is too long for the memory of \(most) bytes that messages of its size share")
  }
}
