import Linux

/// What the loop knows of one connection, wherever that is. The slot stays in use while the writer or a lane has the
/// connection. The connection itself has its seat at the same place of another table, since it is large, and each look at
/// a slot would copy it.
struct ConnectionSlot {
  /// The connection's socket.
  let socket: Int32
  /// What epoll reports of the socket; nil while the socket is not in epoll's list.
  var interest: Poll.Interest?
  /// Whether the slot is in the loop's list of those that can go on without waiting.
  var isRunnable = false
  /// Whether the connection is in the line for memory.
  var waitsForMemory = false
  /// Tells a late event of an earlier connection in the same slot from an event of this connection.
  let generation: UInt32
}

/// Where a connection is while the loop has it.
struct ConnectionSeat: ~Copyable {
  /// Nil while the writer or a lane has the connection.
  var connection: ClientConnection?

  var hasConnection: Bool {
    switch connection {
    case .some: true
    case .none: false
    }
  }
}
