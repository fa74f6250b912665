import CLinux
import Glibc
import JSON
import Linux
import TestData

@testable import Daemon

/// A client's end of a connection. It waits for what it expects, and gives up after half a minute.
struct Client: ~Copyable {
  let socket: Descriptor
  private var received: [UInt8] = []

  struct Disappointed: Error { let message: String }

  init(_ path: String) throws {
    let socket = try UnixAddress.socket()
    guard let address = UnixAddress(path) else { throw Disappointed(message: "'\(path)' is no socket path") }
    // A blocking socket waits while the queue of those that are to be accepted is full (connect(2)).
    let flags = fcntl(socket.number, F_GETFL)
    _ = fcntl(socket.number, F_SETFL, flags & ~O_NONBLOCK)
    try address.connect(socket)
    _ = fcntl(socket.number, F_SETFL, flags)
    self.socket = socket
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = try trySend(rest)
      if count == 0 { try wait(POLLOUT) }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends what the socket takes; 0 when it is full.
  func trySend(_ bytes: ArraySlice<UInt8>) throws -> Int {
    let count = bytes.withUnsafeBytes { Glibc.send(socket.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    if count >= 0 { return count }
    guard errno == EAGAIN else { throw SystemError("send") }
    return 0
  }

  func call(_ method: String, _ argument: String = "", id: Int = 1) throws {
    try send(Self.request(method, argument, id: id) + "\n")
  }

  func endInput() { shutdown(socket.number, Int32(SHUT_WR)) }

  static func request(_ method: String, _ argument: String = "", id: Int? = 1) -> String {
    let id = id.map { "\"id\":\($0)," } ?? ""
    return "{\"jsonrpc\":\"2.0\",\(id)\"method\":\"\(method)\",\"params\":[\"\(argument)\"]}"
  }

  /// The next line, without its newline; nil at the end of the stream.
  mutating func line() throws -> String? {
    while true {
      if let newline = newlineIndex() {
        let line = String(decoding: received[..<newline], as: UTF8.self)
        received.removeSubrange(...newline)
        return line
      }
      guard try receive() else { return nil }
    }
  }

  /// The next answer.
  mutating func answer() throws -> JSON {
    guard let line = try line() else { throw Disappointed(message: "the stream ended") }
    return try JSON(parsing: line)
  }

  mutating func result() throws -> String? { try answer()["result"]?.string }

  private func newlineIndex() -> Int? {
    received.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return nil }
      return memchr(base, Int32(UInt8(ascii: "\n")), bytes.count).map { base.distance(to: $0) }
    }
  }

  private mutating func receive() throws -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(socket.number, &buffer, buffer.count, 0)
      if count > 0 {
        received += buffer[..<count]
        return true
      }
      if count == 0 || errno == ECONNRESET { return false }
      guard errno == EAGAIN else { throw SystemError("recv") }
      try wait(POLLIN)
    }
  }

  private func wait(_ events: Int32) throws {
    var entry = pollfd(fd: socket.number, events: Int16(events), revents: 0)
    if poll(&entry, 1, Patience.milliseconds) <= 0 { throw Disappointed(message: "nothing came") }
  }
}
