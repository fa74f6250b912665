import Glibc
import JSON
package import JSONRPC
import Linux

/// A Unix stream socket to a daemon, one message a line.
package struct DaemonConnection: ~Copyable {
  private let descriptor: Int32
  private var framer = Framer(frameBytesMax: Self.answerBytesMax)
  private var tape = Tape()

  /// What a daemon may answer in one line: more than any page, little enough for any machine.
  package static let answerBytesMax = 1 << 30

  /// - Parameter timeout: how long the daemon may take to accept; nil for as long as it likes.
  package init(path: String, timeout: Duration?) throws(ConnectionError) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path) - 1
    guard bytes.count <= room else { throw .pathTooLong(path: path, bytesMax: room) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .system(path: path, errno: errno) }
    // A listener whose queue is full makes connect wait.
    if let timeout { setSendTimeout(timeout, of: descriptor) }
    let status = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if status != 0 {
      let number = errno
      close(descriptor)
      throw Self.failure(number, path)
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private static func failure(_ number: Int32, _ path: String) -> ConnectionError {
    switch number {
    case ENOENT, ENOTDIR: .absent(path: path)
    case ECONNREFUSED: .refused(path: path)
    case EACCES, EPERM: .notPermitted(path: path)
    case EAGAIN: .timeout
    case EINTR: .interrupted
    default: .system(path: path, errno: number)
    }
  }

  /// Sends all bytes; each wait is bounded by the timeout.
  /// - Parameter file: the descriptor of a file that goes with the first of them; nil for none.
  package func send(
    _ bytes: [UInt8], _ file: Int32? = nil, _ timeout: Duration?, _ interrupts: borrowing Interrupts
  ) throws(ConnectionError) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
        if let file, sent == 0 { return SentFile.send(file, with: rest, to: descriptor) }
        let count = Glibc.send(
          descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        return count < 0 ? -Int(errno) : count
      }
      if count >= 0 {
        sent += count
      } else if count == -Int(EAGAIN) {
        try wait(POLLOUT, timeout, interrupts)
      } else if count != -Int(EINTR) {
        throw .closed
      }
    }
  }

  /// The next message; silence, not the whole, is bounded by the timeout.
  package mutating func receive(
    _ timeout: Duration?, _ interrupts: borrowing Interrupts
  ) throws(ConnectionError) -> Incoming {
    while true {
      switch framer.next() {
      case .line(let line): return try message(line)
      case .tooLong: throw .malformed("an answer of more than \(Self.answerBytesMax) bytes")
      case .http: throw .malformed("it speaks HTTP")
      case .incomplete: break
      }
      try wait(POLLIN, timeout, interrupts)
      let descriptor = descriptor
      if framer.fill(room: 64 << 10, { received(descriptor, $0) }) == 0 { throw .closed }
    }
  }

  private func wait(
    _ events: Int32, _ timeout: Duration?, _ interrupts: borrowing Interrupts
  ) throws(ConnectionError) {
    switch interrupts.wait(for: descriptor, events, timeout) {
    case .ready: break
    case .timeout: throw .timeout
    case .interrupted: throw .interrupted
    }
  }

  private mutating func message(_ line: Range<Int>) throws(ConnectionError) -> Incoming {
    var tape = Tape()
    swap(&tape, &self.tape)
    defer { swap(&tape, &self.tape) }
    do throws(Incoming.Malformed) {
      return try framer.withBytes(of: line) { (bytes) throws(Incoming.Malformed) in
        try Incoming.parse(bytes, tape: &tape)
      }
    } catch {
      throw .malformed(error.reason)
    }
  }
}

/// recv(2), again after a signal; 0 at the end of the stream, and for a connection that broke, which is the end too.
private func received(_ descriptor: Int32, _ room: UnsafeMutableRawBufferPointer) -> Int {
  while true {
    let count = recv(descriptor, room.baseAddress, room.count, 0)
    if count >= 0 || errno != EINTR { return max(0, count) }
  }
}
