import Admin
import Glibc
import JSON
import JSONRPC
import Linux

/// One client. It has exactly one owner at a time, the loop, the writer or a lane, and moves between them by being
/// consumed; so nothing in it is locked.
struct Connection: ~Copyable, Sendable {
  let socket: Descriptor
  /// The slot of the loop to which it returns.
  let slot: Int
  var caller: Caller
  /// Whether `caller.user` is as good as it gets: a uid may have no name.
  var isUserKnown: Bool
  var framer: Framer
  /// The calls that the loop handed over and that are not all answered.
  var work: Work?
  /// When the connection was last posted to a mailbox.
  var queuedAt: Int64 = 0
  /// A message that was met behind `work` and does not belong to it.
  var following: Message?
  /// The peer sends nothing more; it may still wait for answers.
  var hasInputEnded = false
  /// Nothing more is read or answered; closed once everything is sent.
  var isClosing = false
  /// The peer is gone: nothing can be sent.
  private(set) var isDead = false
  private var unsent: [UInt8] = []
  private var unsentStart = 0
  /// Whether the input buffer is larger than an idle connection's should be.
  private var hasGrown = false

  init(_ socket: consuming Descriptor, slot: Int, caller: Caller, isUserKnown: Bool, framer: consuming Framer) {
    self.socket = socket
    (self.slot, self.caller, self.isUserKnown) = (slot, caller, isUserKnown)
    self.framer = framer
  }

  var hasUnsent: Bool { !unsent.isEmpty }

  /// Sends bytes behind those that wait; what the socket does not take waits too.
  mutating func send(_ bytes: [UInt8]) {
    if isDead || bytes.isEmpty { return }
    if hasUnsent { return unsent.append(contentsOf: bytes) }
    let sent = bytes.withUnsafeBytes { transmit($0) }
    if sent < bytes.count, !isDead { unsent = Array(bytes[sent...]) }
  }

  /// Sends what waits; false while some of it still does.
  mutating func flush() -> Bool {
    if !hasUnsent || isDead { return true }
    unsentStart += unsent.withUnsafeBytes { transmit(UnsafeRawBufferPointer(rebasing: $0[unsentStart...])) }
    if unsentStart < unsent.count, !isDead { return false }
    (unsent, unsentStart) = ([], 0)
    return true
  }

  private mutating func transmit(_ bytes: UnsafeRawBufferPointer) -> Int {
    var sent = 0
    while sent < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
      let count = Glibc.send(socket.number, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
      if count >= 0 {
        sent += count
      } else if errno != EINTR {
        if errno != EAGAIN { isDead = true }
        break
      }
    }
    return sent
  }

  /// What one attempt to read brought.
  enum Received { case some, nothing, end }

  /// Reads once. An empty buffer stays small, as most connections wait most of the time; a frame that is longer than
  /// that gets large reads.
  mutating func receive() -> Received {
    let room = framer.pendingCount == 0 ? Self.idleBytes : Self.busyBytes
    if room > Self.idleBytes { hasGrown = true }
    let number = socket.number
    var code: Int32 = 0
    let count = framer.fill(room: room) { buffer in
      while true {
        let count = recv(number, buffer.baseAddress, buffer.count, 0)
        if count >= 0 { return count }
        if errno == EINTR { continue }
        code = errno
        return 0
      }
    }
    if count > 0 { return .some }
    if code == EAGAIN { return .nothing }
    if code != 0 { isDead = true }
    return .end
  }

  /// Gives back what a long frame needed, once nothing of it is left.
  mutating func shrink() {
    guard hasGrown, framer.pendingCount == 0 else { return }
    framer.releaseStorage()
    hasGrown = false
  }

  private static let idleBytes = 4 << 10
  private static let busyBytes = 64 << 10
}

/// Whether the peer of a socket is gone in both directions.
func isHungUp(_ socket: Int32) -> Bool {
  var entry = pollfd(fd: socket, events: 0, revents: 0)
  return poll(&entry, 1, 0) > 0 && entry.revents & Int16(POLLHUP | POLLERR) != 0
}

extension Connection {
  /// Who has to go on with the work that is here. A change is not begun before its author's name is known.
  var destination: Work.Destination {
    guard let work else { return .finished }
    return work.destination == .writer && !isUserKnown ? .lane : work.destination
  }

  /// Sends what the work answered, if nothing of it is left to do.
  mutating func finishWork() {
    guard work?.destination == .finished, let work = work.take() else { return }
    send(work.finished())
  }

  /// Lets go of everything that was asked: nobody waits for the answers.
  mutating func abandon() {
    (work, following) = (nil, nil)
    isDead = true
  }
}
