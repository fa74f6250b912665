import Glibc
import Linux
import TestData
import Testing

@testable import Daemon

/// A service manager's end of `NOTIFY_SOCKET`, as sd_notify(3) describes.
struct Notifications: ~Copyable {
  let path: String
  private let socket: Descriptor

  init(_ folder: borrowing TemporaryFolder) throws {
    path = folder.path(of: "notify")
    socket = Descriptor(owning: Glibc.socket(AF_UNIX, 2 /* SOCK_DGRAM */, 0))
    try #require(UnixAddress(path)).bind(socket)
  }

  /// The next message, waited for.
  func next() throws -> String {
    var entry = pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, Patience.milliseconds) > 0 else {
      throw Client.Disappointed(message: "the daemon tells nothing")
    }
    var room = [UInt8](repeating: 0, count: 4_096)
    let count = recv(socket.number, &room, room.count, 0)
    return String(decoding: room.prefix(max(0, count)), as: UTF8.self)
  }
}
