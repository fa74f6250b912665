import Glibc
import Linux
import TestData
import Testing

@testable import PostgreSQL

/// The environment is the process's own, so no two of these tests run at a time.
@Suite(.serialized) struct PasswordFileTests {
  @Test func `a line names host, port, database, user and password, with the signs between them escaped`() throws {
    let remote = ConnectionURI.Host(name: "db", port: 5_433)
    #expect(PasswordFile.line(remote, "v6", "ann", #"a:b\c"#) == #"db:5433:v6:ann:a\:b\\c"# + "\n")
    let address = ConnectionURI.Host(name: "", port: nil, address: "2001:db8::7")
    #expect(PasswordFile.line(address, "*", "ann", "p") == #"2001\:db8\:\:7:5432:*:ann:p"# + "\n")
    for name in ["", "/var/run/postgresql"] {
      #expect(PasswordFile.line(.init(name: name, port: nil), "v6", "u", "p").hasPrefix("localhost:5432:v6:"))
    }
    #expect(PasswordFile.line(.init(name: "/run/postgresql", port: nil), "v6", "u", "p").hasPrefix("/run/postgresql:"))
  }

  @Test func `libpq gets a copy of the credential that nobody else may read`() throws {
    let folder = try TemporaryFolder()
    defer { unsetenv("PGPASSFILE") }
    #expect(try PasswordFile.useCredential(in: nil) == nil)
    #expect(try PasswordFile.useCredential(in: folder.path) == nil)
    #expect(getenv("PGPASSFILE") == nil)
    try TemporaryFolder.write(Array("h:1:d:u:p\n".utf8), to: folder.path(of: "pgpass"))
    // As the access that systemd gives by an ACL looks.
    chmod(folder.path(of: "pgpass"), 0o440)
    let copy = try PasswordFile.useCredential(in: folder.path)
    let isThere = copy != nil
    #expect(isThere)
    let path = try #require(getenv("PGPASSFILE").map { String(cString: $0) })
    #expect(try TemporaryFolder.mode(of: path) == 0o600)
    // Read twice, as by two connections.
    for _ in 0..<2 {
      let text = try SmallFile.text(path, atMost: 100)
      #expect(text == "h:1:d:u:p\n")
    }
    _ = consume copy
    #expect(access(path, F_OK) != 0)
  }
}
