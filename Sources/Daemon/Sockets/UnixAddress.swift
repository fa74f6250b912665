import CLinux
import Glibc
import Linux

/// The address of a socket file (unix(7)).
struct UnixAddress: Sendable {
  /// `sun_path` holds 108 bytes, the last of them zero.
  static let pathBytesMax = 107
  private var address = sockaddr_un()

  /// Nil if the path is empty, contains a NUL byte or does not fit.
  init?(_ path: String) {
    let bytes = Array(path.utf8)
    if bytes.isEmpty || bytes.count > Self.pathBytesMax || bytes.contains(0) { return nil }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
  }

  func bind(_ socket: borrowing Descriptor) throws(SystemError) {
    let result = withSocketAddress { Glibc.bind(socket.number, $0, $1) }
    if result < 0 { throw SystemError("bind") }
  }

  func connect(_ socket: borrowing Descriptor) throws(SystemError) {
    let result = withSocketAddress { Glibc.connect(socket.number, $0, $1) }
    if result < 0 { throw SystemError("connect") }
  }

  private func withSocketAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }

  /// Makes a stream socket that does not block, and that child programs do not inherit.
  static func socket() throws(SystemError) -> Descriptor {
    let number = linux_unix_socket()
    if number < 0 { throw SystemError("socket", code: -number) }
    return Descriptor(owning: number)
  }
}
