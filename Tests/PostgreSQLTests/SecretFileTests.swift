import Engine
import Glibc
import TestData
import Testing

@testable import PostgreSQL

@Suite struct SecretFileTests {
  @Test(
    "the password is the text without the line break at its end",
    arguments: [
      ("p", "p"), ("p\n", "p"), ("p\r\n", "p"), (" a:b\\c' \t", " a:b\\c' \t"), ("pä🔑\n", "pä🔑"),
      (String(repeating: "x", count: 16_383) + "\n", String(repeating: "x", count: 16_383)),
    ])
  func password(text: String, expected: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "password")
    try TemporaryFolder.write(Array(text.utf8), to: path)
    // As a secret is mounted.
    chmod(path, 0o444)
    #expect(try SecretFile(path: path).password() == expected)
  }

  @Test(
    "what is no password is refused by the file's name, and nothing of it is said",
    arguments: [
      ([], "is empty"), ([10], "is empty"), ([13, 10], "is empty"), (Array("hunter\n2\n".utf8), "more than one line"),
      (Array("hunter\n\n".utf8), "more than one line"), (Array("hunter\0".utf8), "more than one line"),
      ([0x68, 0xFF], "no text in UTF-8"), ([UInt8](repeating: 0x68, count: 16_385), "longer than 16384 bytes"),
    ])
  func problems(bytes: [UInt8], problem: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "password")
    try TemporaryFolder.write(bytes, to: path)
    let error = #expect(throws: EngineError.self) { _ = try SecretFile(path: path).password() }
    #expect(error?.message.hasPrefix("the password file '\(path)' ") == true, "\(String(describing: error))")
    #expect(error?.message.contains(problem) == true)
    #expect(error.map { $0.message + $0.description }?.contains("hunter") == false)
  }

  @Test("a file that cannot be read is said, and a folder is none")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    for (path, reason) in [(folder.path(of: "none"), "No such file or directory"), (folder.path, "Is a directory")] {
      let error = #expect(throws: EngineError.self) { _ = try SecretFile(path: path).password() }
      #expect(error?.message.hasPrefix("the password file '\(path)' cannot be read: \(reason): ") == true)
    }
  }

  @Test("the file is no part of the URI, and its password wins over that of the URI")
  func uri() throws {
    let folder = try TemporaryFolder()
    let uri = try #require(ConnectionURI("postgresql://u@/v6?host=\(folder.path)")).with(secretFile: "/run/secret")
    #expect(!uri.hasPassword && !uri.text.contains("secret") && uri.name == uri.text)
    #expect(uri.with(secretFile: nil) == ConnectionURI(uri.text))
    // The file is read before the server is asked.
    let error = #expect(throws: EngineError.self) { _ = try PostgreSQLSession(uri, name: "t", schema: "s") }
    #expect(error?.message.contains("'/run/secret' cannot be read") == true)
  }

  @Test("each connection reads the file again, so that a password can change while the daemon runs")
  func rotation() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "password")
    let server = PostgreSQLServer()
    let rules = "\(try server.folder())/data/pg_hba.conf"
    try TemporaryFolder.write(Array("local all vantage6 trust\nlocal all all scram-sha-256\n".utf8), to: rules)
    try server.stop(asCrash: false)
    try server.start()
    let database = try server.database()
    try database.query("CREATE ROLE locked LOGIN PASSWORD 'first'")
    let uri = try #require(ConnectionURI(database.uri.replacing("//vantage6@", with: "//locked@")))
      .with(secretFile: path)
    try TemporaryFolder.write(Array("first\n".utf8), to: path)
    let session = try PostgreSQLSession(uri, name: "t", schema: "s")
    try database.query("ALTER ROLE locked PASSWORD 'second'")
    #expect(throws: EngineError.self) { _ = try session.another(connectSeconds: 10) }
    try TemporaryFolder.write(Array("second".utf8), to: path)
    #expect(try session.another(connectSeconds: 10).value("SELECT current_user")?.text == "locked")
    #expect(try session.value("SELECT 1") == .integer(1), "the first one goes on")
  }
}
