import Catalogue
import Glibc
import TestData
import Testing
import Vocabulary

@testable import Setup

/// Only root may run setup. A user of every Debian is the daemon's.
let canTryPostgreSQL: Bool = {
  let can = geteuid() == 0 && Person("daemon") != nil
  if !can { print("skipped: setup is tried by root only, with the user 'daemon'") }
  return can
}()

@Suite("setup on PostgreSQL", .enabled(if: canTryPostgreSQL))
struct PostgreSQLSetupTests {
  @Test("on this machine's own address, the socket is used, as the daemon's user and without a password")
  func peer() throws {
    let host = try ServerHost(port: 5_432)
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
    let host = try ServerHost(port: 5_432)
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
    let host = try ServerHost(port: nil)
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
    #expect(!host.lines.contains { $0.contains("sslmode=verify-full to the URI") || $0.contains("would not notice") })
    try host.run(["--database", "postgresql://ann@192.0.2.9/v6"])
    #expect(host.dropIn?.contains("AF_INET\nIPAddressAllow=192.0.2.9\n") == true)
    #expect(host.lines.contains { $0.hasPrefix("warning") && $0.contains("sslmode=verify-full") })
    #expect(host.refusal(["--database", "postgresql://h.example/v6"])?.message.contains("no host 'h.example'") == true)
  }

  @Test("the server's password is written only when the administrator says so, to root's own file")
  func password() throws {
    let host = try ServerHost(port: nil)
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
    let host = try ServerHost(port: nil)
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
    let host = try ServerHost(port: nil)
    let refused = host.refusal(words)
    #expect(refused?.kind == .parameters && !"\(refused?.message ?? "")\(refused?.hint ?? "")".contains("hunter2"))
    let service = host.refusal(["--database", "postgresql:///v6?service=v6"])
    #expect(service?.message.contains("service file") == true)
    let dropIn = host.dropIn
    #expect(dropIn == nil)
  }
}
