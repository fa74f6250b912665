import Admin
import Glibc
import JSON
import JSONRPC
import Linux

/// The connection of one client. It has one owner at a time and moves between owners by being consumed, so nothing in it is
/// locked. `Shared.handOver` posts it to the mailbox of its `destination`.
///
/// Its states, what holds in each, and what ends it:
/// - Idle: in its slot on the loop; `work` is nil, nothing is unsent, and epoll reports input. Input begins a turn.
/// - In a turn: out of its slot, owned by `Loop.serve`, which answers quick reads. Without further input it is idle again.
///   After `framesPerTurn` messages, or with more changes to tell a subscriber, it is runnable. A write or a slow read
///   becomes `work`, and it is handed over. If the socket does not take all answers, it is sending.
/// - Runnable: in its slot, and the slot is in `Loop.runnable`; `framer` may hold complete frames, which epoll does not
///   report. The loop's next round begins a turn.
/// - Awaiting memory: in its slot with `waitsForMemory`, and in `Loop.line`, since its message needs a larger input buffer
///   and no memory is left. Its socket is not watched. A turn begins when there is memory.
/// - Sending: in its slot with `hasUnsent`, maybe with `work`; epoll reports output, and nothing is read. When all is sent,
///   it is handed over if it has `work`; else a turn begins. A subscriber that is too slow loses its subscription.
/// - With a lane: its slot is empty; the user's name is unknown, or `work` is at a read or has a write to prepare. It is
///   handed over when that is done, or after one preparation if other connections wait for a lane.
/// - With the writer: its slot is empty, the user's name is known, and `work` is at a prepared write. Its writes run in one
///   transaction; after the commit it is handed over: to the writer or a lane if `work` is not all answered.
/// - Returned: in the loop's mailbox, all answers of its work sent or unsent; `work` is nil. The loop's next round puts it
///   into its slot and begins a turn, with the message `following` first.
/// - Closing: all is answered, and `isClosing` (a stream that cannot be framed), `hasInputEnded`, or the daemon stops. It is
///   closed, and its slot freed, when all is sent.
/// - Dead: `isDead`, since the socket failed or nobody waits for the answers. Nothing is sent; its next turn closes it.
struct ClientConnection: ~Copyable, Sendable {
  let socket: Descriptor
  /// The slot of the loop to which it returns.
  let slot: Int
  var caller: Caller
  /// Whether the user's name was looked up: `caller.user` is nil for a uid without a name.
  var isUserKnown: Bool
  var framer: Framer
  /// The calls that the loop handed over and that are not all answered.
  var work: Work?
  /// When the connection was last posted to a mailbox.
  var queuedAt: Int64 = 0
  /// The files that the peer sent, and that no call has taken: a call takes the first.
  private var files: [SentFile] = []
  /// A message that the writer read behind `work` and that is not part of it: the loop answers it first.
  var following: Work.Asked?
  /// Whether the client was seen to send a message before it had the answer to the one before.
  var sendsAhead = false
  /// The peer sends nothing more; it may still wait for answers.
  var hasInputEnded = false
  /// The memory that it has booked.
  var booking: Booking
  /// What the messages of `work` and `following` take at most, and whether one of them is large.
  var calls = Holdings()
  /// When it got memory last, or its client last took bytes that were unsent.
  var heldSince: Int64 = 0
  /// Nothing more is read or answered; closed once everything is sent.
  var isClosing = false
  /// The peer is gone: nothing can be sent.
  private(set) var isDead = false
  private var unsent: [UInt8] = []
  private var unsentStart = 0
  /// Whether the input buffer is larger than an idle connection's should be.
  private(set) var hasGrown = false

  init(
    _ socket: consuming Descriptor, slot: Int, caller: Caller, isUserKnown: Bool, framer: consuming Framer,
    _ memory: MemoryAccount
  ) {
    self.socket = socket
    booking = Booking(memory)
    (self.slot, self.caller, self.isUserKnown) = (slot, caller, isUserKnown)
    self.framer = framer
  }

  var hasUnsent: Bool { !unsent.isEmpty }
  var unsentBytes: Int { unsent.count }
  /// Whether its client has to send the rest of a message, or to take the rest of an answer.
  var isHalfDone: Bool { framer.pendingCount > 0 || hasUnsent }

  /// Sends bytes after those that are still unsent. Bytes that the socket does not take stay unsent.
  mutating func send(_ bytes: [UInt8]) {
    if isDead || bytes.isEmpty { return }
    if hasUnsent { return unsent.append(contentsOf: bytes) }
    let sent = bytes.withUnsafeBytes { transmit($0) }
    if sent == bytes.count || isDead { return }
    heldSince = monotonicNanoseconds()
    // A long answer is not copied, since it would be in memory twice.
    (unsent, unsentStart) = bytes.count > Self.copiedBytesMax ? (bytes, sent) : (Array(bytes[sent...]), 0)
  }

  /// Sends the unsent bytes.
  /// - Returns: false while some are still unsent.
  mutating func flush() -> Bool {
    if !hasUnsent || isDead { return true }
    let sent = unsent.withUnsafeBytes { transmit(UnsafeRawBufferPointer(rebasing: $0[unsentStart...])) }
    unsentStart += sent
    if sent > 0 { heldSince = monotonicNanoseconds() }
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

  /// The outcome of one attempt to read.
  enum Received { case some, nothing, end }

  /// Reads once: a little into an empty buffer, since most connections are idle most of the time, and much once a frame is
  /// longer than that.
  mutating func receive() -> Received {
    let room = roomToReceive
    if room > Self.idleBytes { hasGrown = true }
    let number = socket.number
    var code: Int32 = 0
    var received: [SentFile] = []
    let count = framer.fill(room: room) { buffer in
      while true {
        let count = SentFile.receive(from: number, into: buffer, &received)
        if count >= 0 { return count }
        if count == -Int(EINTR) { continue }
        code = Int32(-count)
        return 0
      }
    }
    if !received.isEmpty { files = Array((files + received).prefix(Self.filesMax)) }
    if count > 0 { return .some }
    if code == EAGAIN { return .nothing }
    if code != 0 { isDead = true }
    return .end
  }

  var roomToReceive: Int { framer.pendingCount == 0 ? Self.idleBytes : Self.busyBytes }

  /// Frees the buffer of a long frame once it is empty.
  mutating func shrink() {
    guard hasGrown, framer.pendingCount == 0 else { return }
    framer.releaseStorage()
    hasGrown = false
  }

  static let idleBytes = 4 << 10
  static let busyBytes = 64 << 10
  private static let copiedBytesMax = 1 << 20
  /// How many files a peer may send ahead of the calls that take them. The rest is closed: with all connections, the open
  /// files must stay below what the process may have.
  private static let filesMax = 2

  /// The file for a call that takes one; nil if none was sent.
  mutating func takeFile() -> SentFile? { files.isEmpty ? nil : files.removeFirst() }
}

/// Whether the peer of a socket is gone in both directions.
func isHungUp(_ socket: Int32) -> Bool {
  var entry = pollfd(fd: socket, events: 0, revents: 0)
  return poll(&entry, 1, 0) > 0 && entry.revents & Int16(POLLHUP | POLLERR) != 0
}

extension ClientConnection {
  /// The thread that has to go on. A change waits until a lane has looked up its author's name.
  var destination: Work.Destination {
    guard let work else { return .finished }
    return work.destination == .writer && !isUserKnown ? .lane : work.destination
  }

  /// Sends the answers if all of the work is answered.
  mutating func finishWork() {
    guard work?.destination == .finished, let work = work.take() else { return }
    send(work.finished())
  }

  /// Drops the requests of a client that is gone.
  mutating func abandon() {
    (work, following) = (nil, nil)
    isDead = true
  }
}
