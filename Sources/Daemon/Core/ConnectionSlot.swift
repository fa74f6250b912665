import Linux

/// One connection in the loop's table. The slot stays in use while the writer or a lane has the connection.
struct ConnectionSlot: ~Copyable {
  /// Nil while the writer or a lane has the connection.
  var connection: ClientConnection?
  /// The connection's socket, known here also while the connection is elsewhere.
  let socket: Int32
  /// What epoll reports of the socket; nil while the socket is not in epoll's list.
  var interest: Poll.Interest?
  /// Whether the slot is in the loop's list of those that can go on without waiting.
  var isRunnable = false
  /// Whether the connection is in the line for memory.
  var waitsForMemory = false
  /// Tells a late event of an earlier connection in the same slot from an event of this connection.
  let generation: UInt32

  var hasConnection: Bool {
    switch connection {
    case .some: true
    case .none: false
    }
  }
}
