import Admin
import CLinux
import Glibc
import JSON
import JSONRPC
import Linux

/// The calls that a client cancels in bytes that nobody has parsed yet. They are only peeked at: each message stays where
/// it is, and is answered in its turn.
struct Cancellations {
  private let socket: Int32
  private let limits: Message.Limits
  /// Bytes that were received but not parsed.
  private let pending: [UInt8]
  private let following: JSON?

  /// At most so many bytes of the socket's buffer are looked at.
  private static let peekBytes = 64 << 10
  private static let word = Array("rpc.cancel".utf8)

  init(_ connection: borrowing ClientConnection, _ limits: Message.Limits) {
    socket = connection.socket.number
    self.limits = limits
    pending = connection.framer.withPending { $0.count > Self.peekBytes ? [] : Array($0) }
    if case .single(let item)? = connection.following {
      following = item.call?.cancels
    } else {
      following = nil
    }
  }

  /// The ids of those calls.
  func ids() -> [JSON] {
    var bytes = pending
    let room = [UInt8](unsafeUninitializedCapacity: Self.peekBytes) { buffer, count in
      count = max(0, recv(socket, buffer.baseAddress, buffer.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)))
    }
    bytes += room
    var ids = following.map { [$0] } ?? []
    guard Self.names(bytes[...]) else { return ids }
    var tape = Tape()
    for line in bytes.split(separator: UInt8(ascii: "\n")) where Self.names(line) {
      let message = line.withUnsafeBytes { Message.parse($0, tape: &tape, limits: limits) }
      switch message {
      case .single(let content): ids += [content].compactMap(Self.target)
      case .batch(let contents): ids += contents.compactMap(Self.target)
      }
    }
    return ids
  }

  /// Whether the bytes contain the method's name: a cheap test that spares parsing most messages.
  private static func names(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBytes { linux_contains($0.baseAddress, $0.count, word, word.count) != 0 }
  }

  private static func target(_ content: Result<Request, InvalidRequest>) -> JSON? {
    if case .success(let request) = content { request.cancels } else { nil }
  }
}

extension RawID {
  /// The id as a value.
  var value: JSON? { try? JSON(parsing: text) }
}

extension ClientConnection {
  /// Answers the calls of `work` that are cancelled and have not begun with an error.
  mutating func applyCancellations(_ limits: Message.Limits) {
    let ids = Cancellations(self, limits).ids()
    if let taken = work?.cancel(ids) { caller.cancelled += taken }
  }
}
