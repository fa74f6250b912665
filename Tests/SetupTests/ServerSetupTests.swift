import Admin
import Adoption
import Catalogue
import Glibc
import TestData
import Testing
import Vocabulary

@testable import Setup

/// The daemon's user connects to the socket, too.
private let server = PostgreSQLServer(["--fast", "--everyone"])

@Suite("setup and release on a server that runs", .enabled(if: canTryPostgreSQL))
struct ServerSetupTests {
  /// Makes a role, and connects as it; the server of the tests believes everybody.
  private func role(_ name: String, _ statements: String, in database: PostgreSQLDatabase) throws -> String {
    try database.query("CREATE ROLE \(name) LOGIN; " + statements.replacing("ROLE", with: name))
    return database.uri.replacing("vantage6@", with: "\(name)@")
  }

  @Test("each missing privilege is told with its GRANT, and nothing is written before the role has them all")
  func missing() throws {
    let database = try server.database(from: "sample-4.15.2")
    let host = try ServerHost(sockets: try server.folder())
    let uri = try role("setup_reader", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO ROLE", in: database)
    let refused = host.refusal(["--database", uri])
    #expect(refused?.kind == .readOnly)
    #expect(host.dropIn == nil)
    let grants = host.lines.filter { $0.hasPrefix("        ") && $0.hasSuffix(";") }.map { $0.dropFirst(8) }
    #expect(grants.count == 4 && grants.last == "GRANT \"vantage6\" TO \"setup_reader\";")
    for grant in grants.dropLast() { try database.query(String(grant)) }
    try host.run(["--database", uri])
    #expect(
      host.lines.contains("found   PostgreSQL \(try database.query("SHOW server_version")) with tables of vantage6 4"))
    #expect(host.lines.contains("proved  the role 'setup_reader' may do all that the daemon needs"))
    #expect(host.lines.contains { $0.hasPrefix("warning the role 'setup_reader' can make no indexes") })
    #expect(host.lines.contains { $0.hasPrefix("warning the server runs with fsync = off") })
    #expect(host.dropIn != nil)
  }

  @Test("the daemon's user connects, and not root")
  func user() throws {
    let database = try server.database(from: "sample-4.15.2")
    let host = try ServerHost(sockets: try server.folder())
    let unnamed = database.uri.replacing("vantage6@", with: "")
    try host.run(["--database", unnamed])
    #expect(host.lines.contains { $0.hasPrefix("warning the daemon cannot connect yet") && $0.contains("daemon") })
    #expect(geteuid() == 0)
    _ = try role("daemon", "GRANT vantage6 TO ROLE", in: database)
    try host.run(["--database", unnamed])
    #expect(host.lines.contains("proved  the role 'daemon' may do all that the daemon needs"))
    try database.query("DROP ROLE daemon")
  }

  @Test("a database of something else is refused before anything is written")
  func foreign() throws {
    let database = try server.database()
    try database.query("CREATE TABLE keycloak_role (id int)")
    let host = try ServerHost(sockets: try server.folder())
    #expect(host.refusal(["--database", database.uri])?.message.contains("a database of Keycloak") == true)
    #expect(host.dropIn == nil)
  }

  @Test("release asks, keeps the audit log in a file, and removes the drop-in of the same database")
  func release() throws {
    let database = try server.database(from: "sample-4.15.2")
    let host = try ServerHost(sockets: try server.folder())
    let uri = try role("setup_member", "GRANT vantage6 TO ROLE", in: database)
    try host.run(["--database", uri])
    var options = DatabaseOptions(path: uri)
    options.mustExist = true
    let opened = try ServerDatabase.open(options, .vantage6, socket: "/run/x.sock")
    let busy = host.refusal([uri], command: "release")
    #expect(busy?.kind == .busy && busy?.message.contains("'/run/x.sock'") == true)
    #expect(busy?.hint?.hasPrefix("systemctl stop vantage6-admin.socket") == true)
    opened.release()
    try database.query(
      """
      INSERT INTO vantage6_admin.vantage6_admin_audit
      (seq, at, uid, pid, method, entity, id, call, "transaction", changes)
      VALUES (1, '2026-01-01T00:00:00.000000Z', 0, 1, 'organization.update', 'organization', 1, 1, 1, '{}')
      """)
    #expect(host.refusal([uri], command: "release")?.message.contains("the audit log has 1 change") == true)
    let log = host.folder.path(of: "log.jsonl")
    // Another way to say which database it is.
    let socket = "postgresql:///\(database.name)?host=\(try server.folder())"
    try host.run([socket, "--audit-log", log, "--dry-run"], command: "release")
    #expect(host.lines.contains("would   write 1 change to '\(log)'") && host.dropIn != nil)
    try host.run([socket, "--audit-log", log], command: "release")
    #expect(host.dropIn == nil)
    #expect(host.text(of: "log.jsonl")?.contains("\"organization.update\"") == true)
    #expect(
      host.lines.contains {
        $0.hasPrefix("dropped vantage6_admin_audit, ") && $0.hasSuffix("the schema 'vantage6_admin'")
      })
    #expect(try database.query("SELECT count(*) FROM pg_class WHERE relname LIKE 'vantage6\\_admin%'") == "0")
    try host.run([uri], command: "release")
    #expect(host.lines.last?.hasPrefix("found   nothing of vantage6-admin in 'postgresql://") == true)
    let none = host.refusal([uri, "--password-file", "/none"], command: "release")
    #expect(none?.message.contains("the password file '/none' cannot be read") == true)
    let secret = host.refusal(["postgresql://a:hunter2@h/b"], command: "release")
    #expect(secret?.kind == .parameters && secret?.message.contains("hunter2") == false)
  }
}
