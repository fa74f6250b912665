import Catalogue
import Glibc
import Synchronization
import TestData
import Testing
import Vocabulary

@testable import Setup

/// A host with the configuration of a server on PostgreSQL, and with a Unix socket if it is asked for.
final class ServerHost {
  let folder: TemporaryFolder
  private let said = Said()
  private let socket: Int32
  /// Where this machine's sockets are.
  let sockets: String
  /// Whether a server is there that can be asked.
  private let hasServer: Bool

  /// A host of a server that runs.
  init(sockets: String) throws {
    folder = try TemporaryFolder()
    chmod(folder.path, 0o755)
    mkdir(folder.path(of: "units"), 0o755)
    (self.sockets, socket, hasServer) = (sockets, -1, true)
  }

  /// - Parameter port: of a socket that nobody answers on; nil for none.
  init(port: Int?) throws {
    folder = try TemporaryFolder()
    chmod(folder.path, 0o755)
    for name in ["units", "run"] { mkdir(folder.path(of: name), 0o755) }
    let run = folder.path(of: "run")
    (sockets, hasServer) = (run, false)
    socket = try port.map { try Self.listen("\(run)/.s.PGSQL.\($0)") } ?? -1
  }

  private static func listen(_ path: String) throws -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let isBound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(isBound == 0, "the socket's path is too long")
    chmod(path, 0o777)
    return socket
  }

  deinit { if socket >= 0 { close(socket) } }

  var lines: [String] { said.lines.withLock { $0 } }
  func text(of name: String) -> String? {
    (try? TemporaryFolder.bytes(of: folder.path(of: name))).map { String(decoding: $0, as: UTF8.self) }
  }
  var dropIn: String? { text(of: "units/vantage6-admin.service.d/database.conf") }

  /// - Parameter agrees: what is answered to a question; nil where there is no terminal.
  func run(
    _ words: [String], command: String = "setup", uri: String? = nil, agrees: Bool? = nil
  ) throws(Failure) {
    let (units, settings, sockets) = (folder.path(of: "units"), folder.path(of: "settings"), sockets)
    var words = words
    if let uri {
      let file = folder.path(of: "server.yaml")
      do { try TemporaryFolder.write(Array("uri: '\(uri)'\n".utf8), to: file) } catch {
        throw Failure(.internal, error.description)
      }
      words += ["--server-config", file]
    }
    let said = said
    var system = System { line in said.lines.withLock { $0.append(line) } }
    (system.units, system.settings, system.sockets, system.daemonUser) = (units, settings, sockets, "daemon")
    system.isBooted = { false }
    system.ask = { question in
      said.lines.withLock { $0.append(question) }
      return agrees
    }
    if !hasServer { system.examine = { _, _ throws(Failure) in throw Failure(.internal, "there is no server") } }
    system.resolve = { ["db.example": ["192.0.2.7", "2001:db8::7"], "192.0.2.9": ["192.0.2.9"]][$0] ?? [] }
    try HostCommand.all.first { $0.name == command }?.run(words, system)
  }

  func refusal(_ words: [String], command: String = "setup", uri: String? = nil, agrees: Bool? = nil) -> Failure? {
    do {
      try run(words, command: command, uri: uri, agrees: agrees)
      return nil
    } catch { return error }
  }

  private final class Said: Sendable { let lines = Mutex<[String]>([]) }
}
