import Catalogue
import Glibc
import Synchronization
import TestData
import Testing
import Vocabulary

@testable import Setup

/// Only root may run setup. Two users of every Debian are the daemon's and the server's.
private let canTry: Bool = {
  let can = geteuid() == 0 && Person("daemon") != nil
  if !can { print("skipped: setup is tried by root only, with the user 'daemon'") }
  return can
}()

/// A host with the configuration of a server on PostgreSQL, and with a Unix socket if it is asked for.
private final class Host {
  let folder: TemporaryFolder
  private let said = Said()
  private let socket: Int32

  /// - Parameter port: of the socket; nil for none.
  init(port: Int?) throws {
    folder = try TemporaryFolder()
    chmod(folder.path, 0o755)
    for name in ["units", "run"] { mkdir(folder.path(of: name), 0o755) }
    let run = folder.path(of: "run")
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

  var sockets: String { folder.path(of: "run") }
  var lines: [String] { said.lines.withLock { $0 } }
  func text(of name: String) -> String? {
    (try? TemporaryFolder.bytes(of: folder.path(of: name))).map { String(decoding: $0, as: UTF8.self) }
  }
  var dropIn: String? { text(of: "units/vantage6-admin.service.d/database.conf") }

  /// - Parameter agrees: what is answered to a question; nil where there is no terminal.
  func run(_ words: [String], uri: String? = nil, agrees: Bool? = nil) throws(Failure) {
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
    system.resolve = { ["db.example": ["192.0.2.7", "2001:db8::7"], "192.0.2.9": ["192.0.2.9"]][$0] ?? [] }
    try HostCommand.all.first { $0.name == "setup" }?.run(words, system)
  }

  func refusal(_ words: [String], uri: String? = nil, agrees: Bool? = nil) -> Failure? {
    do {
      try run(words, uri: uri, agrees: agrees)
      return nil
    } catch { return error }
  }

  private final class Said: Sendable { let lines = Mutex<[String]>([]) }
}

@Suite("setup on PostgreSQL", .enabled(if: canTry))
struct PostgreSQLSetupTests {
  @Test("on this machine's own address, the socket is used, as the daemon's user and without a password")
  func peer() throws {
    let host = try Host(port: 5_432)
    try host.run([], uri: "postgresql://v6owner:hunter2@localhost:5432/vantage6")
    let uri = "postgresql://daemon@/vantage6?host=\(host.sockets)&port=5432"
    let dropIn = host.dropIn
    #expect(
      dropIn == """
        # Written by 'vantage6-admin setup' for the database \(uri)
        # 'vantage6-admin release' removes it.
        [Unit]
        After=postgresql.service
        [Service]
        Environment="VANTAGE6_ADMIN_DATABASE=\(uri)"
        BindReadOnlyPaths="\(host.sockets)"

        """)
    let lines = host.lines
    #expect(lines.contains("        CREATE ROLE \"daemon\" LOGIN IN ROLE \"v6owner\";"))
    #expect(!lines.contains { $0.contains("hunter2") } && host.text(of: "settings/pgpass") == nil)
  }

  @Test("a socket that is missing, or that the daemon's user may not use, is refused")
  func sockets() throws {
    let host = try Host(port: 5_432)
    let missing = host.refusal(["--database", "postgresql:///v6?host=\(host.sockets)&port=6000"])
    #expect(missing?.message.contains(".s.PGSQL.6000': no such file") == true)
    chmod("\(host.sockets)/.s.PGSQL.5432", 0o700)
    let closed = host.refusal(["--database", "postgresql:///v6?host=\(host.sockets)"])
    #expect(closed?.message.contains("the user 'daemon' cannot connect") == true)
    for folder in ["/tmp", "@v6"] {
      #expect(
        host.refusal(["--database", "postgresql:///v6?host=\(folder)"])?.message.contains("cannot reach") == true)
    }
    let dropIn = host.dropIn
    #expect(dropIn == nil)
  }

  @Test("for another machine the service gets the network of its addresses, and nothing else")
  func remote() throws {
    let host = try Host(port: nil)
    try host.run(["--database", "postgresql://ann@db.example/v6?sslmode=verify-full"])
    let uri = "postgresql://ann@db.example,db.example/v6?hostaddr=192.0.2.7,2001%3Adb8%3A%3A7&sslmode=verify-full"
      .replacing("%3A", with: ":")
    let dropIn = host.dropIn
    #expect(
      dropIn == """
        # Written by 'vantage6-admin setup' for the database \(uri)
        # 'vantage6-admin release' removes it.
        [Unit]
        After=network-online.target
        [Service]
        Environment="VANTAGE6_ADMIN_DATABASE=\(uri)"
        PrivateNetwork=no
        RestrictAddressFamilies=AF_INET AF_INET6
        IPAddressAllow=192.0.2.7 2001:db8::7

        """)
    #expect(host.lines.contains { $0.contains("run setup again when its address changes") })
    #expect(!host.lines.contains { $0.hasPrefix("warning") })
    try host.run(["--database", "postgresql://ann@192.0.2.9/v6"])
    #expect(host.dropIn?.contains("AF_INET\nIPAddressAllow=192.0.2.9\n") == true)
    #expect(host.lines.contains { $0.hasPrefix("warning") && $0.contains("sslmode=verify-full") })
    #expect(host.refusal(["--database", "postgresql://h.example/v6"])?.message.contains("no host 'h.example'") == true)
  }

  @Test("the server's password is written only when the administrator says so, to root's own file")
  func password() throws {
    let host = try Host(port: nil)
    let uri = "postgresql+psycopg2://v6:h%3Aunter2@db.example:6000/vantage6"
    let refused = host.refusal([], uri: uri)
    #expect(refused?.hint?.contains("--pgpass") == true && refused?.hint?.contains("--role") == true)
    let (before, none) = (host.dropIn, host.text(of: "settings/pgpass"))
    #expect(before == nil && none == nil)
    try host.run(["--dry-run"], uri: uri)
    #expect(host.lines.contains { $0.hasPrefix("would   ask: write the password") })
    try host.run(["--pgpass", "--dry-run"], uri: uri)
    #expect(host.lines.contains { $0.hasPrefix("would   write") && $0.contains("pgpass', of mode 0600") })
    let dry = host.text(of: "settings/pgpass")
    #expect(dry == nil)
    try host.run([], uri: uri, agrees: true)
    let file = host.folder.path(of: "settings/pgpass")
    let text = host.text(of: "settings/pgpass")
    #expect(text == "db.example:6000:vantage6:v6:h\\:unter2\n")
    #expect(try TemporaryFolder.mode(of: file) == 0o600)
    let dropIn = host.dropIn
    #expect(dropIn?.contains("LoadCredential=pgpass:\(file)\n") == true)
    #expect(dropIn?.contains("unter2") == false && !host.lines.contains { $0.contains("unter2") })
    // A file that is there is used, also for a URI that has no password.
    try host.run(["--database", "postgresql://v6@db.example:6000/vantage6"])
    #expect(host.lines.contains { $0.hasPrefix("found   the password file") })
    try host.run(["--pgpass", "--instance", "b"], uri: uri)
    let second = host.text(of: "settings/b.pgpass")
    #expect(second == text)
  }

  @Test("without the password, or as another role, the plan says what is left to do")
  func declined() throws {
    let host = try Host(port: nil)
    let uri = "postgresql://v6:hunter2@db.example/vantage6"
    try host.run([], uri: uri, agrees: false)
    #expect(host.lines.contains { $0.hasPrefix("next    write a line HOST:PORT:DATABASE:ROLE:PASSWORD") })
    try host.run(["--role", "admin"], uri: uri)
    let dropIn = host.dropIn
    #expect(dropIn?.contains("postgresql://admin@db.example,") == true && dropIn?.contains("pgpass") == false)
    let file = host.text(of: "settings/pgpass")
    #expect(file == nil && !host.lines.contains { $0.contains("hunter2") })
  }

  @Test(
    "what makes no sense is refused, and no password is told",
    arguments: [
      ["--database", "postgresql://v6:hunter2@h/v6"], ["--database", "postgresql://h/v6?password=hunter2"],
      ["--database", "postgresql://h:hunter2/v6"], ["--database", "postgresql://192.0.2.9/v6", "--journal", "wal"],
      ["--database", "postgresql://192.0.2.9/v6", "--server-user", "daemon"],
      ["--database", "postgresql://192.0.2.9/v6", "--pgpass"],
      ["--database", "postgresql://192.0.2.9/v6", "--pgpass", "--role", "a"],
      ["--database", "/srv/a.sqlite", "--role", "a"], ["--database", "/srv/a.sqlite", "--pgpass"],
    ])
  func usage(words: [String]) throws {
    let host = try Host(port: nil)
    let refused = host.refusal(words)
    #expect(refused?.kind == .parameters && !"\(refused?.message ?? "")\(refused?.hint ?? "")".contains("hunter2"))
    let service = host.refusal(["--database", "postgresql:///v6?service=v6"])
    #expect(service?.message.contains("service file") == true)
    let dropIn = host.dropIn
    #expect(dropIn == nil)
  }
}
