import Glibc
import JSON
import TestData
import Testing

@testable import Daemon

/// A daemon that serves a file, and copies it to a server that asks for a password.
@Suite struct CopyCredentialTests {
  private static let password = "hunter-2:\\é"

  /// A new database on a server that asks the role `locked` for a password.
  private static func database(on server: PostgreSQLServer) throws -> PostgreSQLDatabase {
    let database = try server.database()
    try database.query("CREATE ROLE locked LOGIN SUPERUSER PASSWORD '\(password)'")
    let folder = try server.folder()
    try database.query(
      "COPY (VALUES ('local all locked scram-sha-256'), ('local all all trust')) TO '\(folder)/data/pg_hba.conf'")
    try server.stop(asCrash: false)
    try server.start()
    return database
  }

  /// The answer of a copy, and what the daemon wrote to its log.
  private static func copy(
    to uri: String, _ folder: borrowing TemporaryFolder, _ environment: [String: String]
  ) throws -> (answer: JSON, log: String) {
    var program = try RunningProgram(
      ["--socket", folder.path(of: "s"), "--database", folder.path(of: "db.sqlite")], environment: environment)
    try program.wait(for: "ready")
    var client = try Client(folder.path(of: "s"))
    try client.send(World.call("database.copy", ["to": .string(uri)]))
    var answer = try client.answer()
    while answer["id"] == nil { answer = try client.answer() }
    program.signal(SIGTERM)
    return (answer, try program.end().errors)
  }

  @Test func `the password is that of the service's credential, and nothing shows it`() throws {
    let server = PostgreSQLServer()
    let database = try Self.database(on: server)
    let uri = database.uri.replacing("//vantage6@", with: "//locked@")
    let folder = try TemporaryFolder()
    _ = try folder.copy(of: .sample4, as: "db.sqlite")
    let refused = try Self.copy(to: uri, folder, [:])
    #expect(refused.answer["error"]?["message"]?.string?.contains("password") == true, "\(refused)")
    let line = "*:*:*:locked:\(Self.password.replacing("\\", with: "\\\\").replacing(":", with: "\\:"))\n"
    try TemporaryFolder.write(Array(line.utf8), to: folder.path(of: "pgpass"))
    let copied = try Self.copy(to: uri, folder, ["CREDENTIALS_DIRECTORY": folder.path])
    #expect(copied.answer["result"]?["tables"]?.array?.count == 22, "\(copied)")
    for text in ["\(refused)", "\(copied)"] { #expect(!text.contains("hunter-2")) }
    #expect(try database.query("SELECT count(*) FROM organization") == "4")
  }
}
