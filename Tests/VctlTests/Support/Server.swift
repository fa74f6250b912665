import Glibc
import Linux
import TestData

/// A Unix socket that answers lines, on a thread of its own, for as long as it lives.
final class Server: Sendable {
  /// What a line is answered with.
  enum Action: Sendable {
    case send([UInt8])
    /// These bytes, and then the end.
    case sendAndClose([UInt8])
    /// Nothing, ever.
    case silence
  }

  /// Answers the lines of all connections, one after the other, on the server's thread.
  /// - Parameter file: the first file that came with the lines, and that no line before took.
  typealias Handler = (_ line: String, _ file: () -> SentFile?) -> Action

  let path: String
  private let listener: Int32
  private let received = Watched<[String]>([])

  /// The lines that came.
  var lines: [String] { received.value }

  /// Waits until the lines that came are as they should be; false if none comes for a minute.
  func waits(until isRight: ([String]) -> Bool) -> Bool { received.waits(until: isRight) }

  /// - Parameter make: called once, on the server's thread, which owns what it makes.
  init(path: String, _ make: @escaping @Sendable () -> Handler) throws {
    self.path = path
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { throw TestFailure("path too long") }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let status = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0, listen(listener, 16) == 0 else { throw TestFailure("cannot listen at '\(path)'") }
    self.listener = listener
    let place = Place(self)
    try onThread { Conversations(place, make()).serve(listener) }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// What the thread knows of the server, without keeping it.
  private struct Place: Sendable {
    weak let server: Server?
    init(_ server: Server) { self.server = server }
  }

  private struct Conversations {
    let place: Place
    let handler: Handler
    init(_ place: Place, _ handler: @escaping Handler) { (self.place, self.handler) = (place, handler) }

    func serve(_ listener: Int32) {
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { break }
        converse(connection)
        close(connection)
      }
      close(listener)
    }

    private func converse(_ connection: Int32) {
      var pending: [UInt8] = []
      var files: [SentFile] = []
      var room = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = room.withUnsafeMutableBytes { SentFile.receive(from: connection, into: $0, &files) }
        guard count > 0 else { return }
        pending += room[..<count]
        while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
          let line = String(decoding: pending[..<end], as: UTF8.self)
          pending.removeFirst(end + 1)
          place.server?.received.change { $0.append(line) }
          switch handler(line, { files.isEmpty ? nil : files.removeFirst() }) {
          case .send(let bytes): guard sendAll(connection, bytes) else { return }
          case .sendAndClose(let bytes):
            _ = sendAll(connection, bytes)
            return
          case .silence: break
          }
        }
      }
    }

    private func sendAll(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
      var sent = 0
      while sent < bytes.count {
        let count = bytes.withUnsafeBytes {
          send(connection, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return false }
        sent += count
      }
      return true
    }
  }
}

struct TestFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Runs the body on a new thread.
func onThread(_ body: @escaping @Sendable () -> Void) throws {
  final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let status = pthread_create(
    &thread, nil,
    { argument in
      if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
      return nil
    }, Unmanaged.passRetained(Box(body)).toOpaque())
  guard status == 0 else { throw TestFailure("cannot start a thread") }
  pthread_detach(thread)
}
