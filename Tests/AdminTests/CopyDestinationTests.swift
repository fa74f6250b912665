import Admin
import Engine
import Glibc
import JSON
import JSONRPC
import Linux
import TestData
import Testing

/// Where a copy may go, and where not.
@Suite("database.copy, its destination") struct CopyDestinationTests {
  private static func refusal(_ fixture: inout Fixture, to uri: String) throws -> RPCError {
    try fixture.refusal("database.copy", ["to": .string(uri)])
  }

  @Test(
    "a database that is not empty is refused by name, and stays as it is",
    arguments: [
      ("CREATE TABLE t (x int)", "'t'"), ("CREATE VIEW v AS SELECT 1 AS x", "'v'"), ("CREATE SEQUENCE s", "'s'"),
      ("CREATE TYPE operation AS ENUM ('a')", "'operation'"),
      ("CREATE TABLE a (x int); CREATE TABLE b ()", "'a' and 1 more"),
      (
        "CREATE SCHEMA vantage6_admin; CREATE TABLE vantage6_admin.vantage6_admin_state (x int)",
        "'vantage6_admin_state'"
      ),
    ])
  func notEmpty(sql: String, named: String) throws {
    var original = try Fixture(.sample4)
    let there = try CopyPlace(on: .postgresql)
    _ = try there.query(sql)
    let before = try there.query("SELECT count(*) FROM pg_class")
    for isDry in [true, false] {
      let refusal = try there.refusal(&original, [.init("dry_run", .bool(isDry))])
      #expect(refusal.kind == "invalid")
      #expect(refusal.message == "the database '\(there.name)' is not empty: it has \(named)")
    }
    #expect(try there.query("SELECT count(*) FROM pg_class") == before)
  }

  @Test("an empty schema for our tables is no obstacle, and neither are those of extensions")
  func prepared() throws {
    var original = try Fixture(.sample4, on: .sqlite)
    let there = try CopyPlace(on: .postgresql)
    _ = try there.query("CREATE SCHEMA vantage6_admin; CREATE SCHEMA other; CREATE TABLE other.t (x int)")
    #expect(try there.copy(&original)["tables"]?.array?.isEmpty == false)
  }

  @Test("tables of vantage6 in another schema are named")
  func hidden() throws {
    var original = try Fixture(.sample4, on: .sqlite)
    let there = try CopyPlace(on: .postgresql)
    _ = try there.query("CREATE SCHEMA v6; CREATE TABLE v6.organization (id int)")
    #expect(try there.refusal(&original).message.contains("are in the schema 'v6'"))
  }

  @Test("the database that is served is not empty", .onServers("a file is no such place"))
  func itself() throws {
    var original = try Fixture(.sample4)
    let path = original.path
    #expect(try Self.refusal(&original, to: path).message.contains("is not empty: it has 'Member' and"))
  }

  @Test("a file is not copied to a file: that is a backup", .onFiles("a server's database is"))
  func fileToFile() throws {
    var original = try Fixture(.sample4)
    let there = try CopyPlace(on: .sqlite)
    for isDry in [true, false] {
      let refusal = try there.refusal(&original, [.init("dry_run", .bool(isDry))])
      #expect(refusal.kind == "invalid" && refusal.hint == "vctl backup FILE")
    }
    #expect(try there.isEmpty)
  }

  @Test("a target that is no empty file is refused, and stays as it is", .onServers("a file is not copied to a file"))
  func files() throws {
    var original = try Fixture(.sample4)
    let used = original.folder.path(of: "used")
    try TemporaryFolder.write(Array("mine".utf8), to: used)
    func file(_ path: String, _ flags: Int32) -> SentFile {
      SentFile(Descriptor(owning: open(path, flags | O_CLOEXEC, 0o600)))
    }
    let written = original.folder.path(of: "w")
    for (file, message) in [
      (nil, "'database.copy' needs a file, and none came with the call"),
      (file(used, O_RDWR), "the file for the copy is not empty"),
      (file(written, O_WRONLY | O_CREAT), "the copy is read back: open its file for reading and writing"),
      (file("/dev/null", O_RDWR), "a copy is written to a file, and this is none"),
    ] {
      #expect(try original.refusal("database.copy", file: file).message == message)
    }
    #expect(try TemporaryFolder.bytes(of: used) == Array("mine".utf8))
  }

  @Test("a URI that cannot be used is refused, and nothing of it is repeated that may be secret")
  func uris() throws {
    var original = try Fixture(.sample4, on: .sqlite)
    for (uri, words) in [
      ("postgresql://u:hunter2@localhost/db", "a URI with a password can be read by others"),
      ("postgresql://u@localhost/db?password=hunter2", "a URI with a password can be read by others"),
      (
        "mysql://u:hunter2@h/db",
        "this is no URI of a database on a PostgreSQL server: expected postgresql://ROLE@HOST/NAME"
      ),
      ("hunter2", "this is no URI of a database on a PostgreSQL server: expected postgresql://ROLE@HOST/NAME"),
      ("postgresql://h:hunter2/db", "this is no URI of a database on a PostgreSQL server: it "),
    ] {
      let refusal = try Self.refusal(&original, to: uri)
      #expect(refusal.kind == "invalid_params" && refusal.message.hasPrefix(words), "\(refusal)")
      #expect(!"\(refusal)".contains("hunter2"))
    }
  }

  @Test("a server that cannot be reached is named, with who connects")
  func unreachable() throws {
    var original = try Fixture(.sample4, on: .sqlite)
    let uri = "postgresql://u@localhost/db?host=\(original.folder.path)"
    let refusal = try Self.refusal(&original, to: uri)
    #expect(refusal.kind == "invalid" && refusal.message.contains("cannot be opened"))
    #expect(refusal.hint?.hasPrefix("the daemon connects, not you") == true)
  }

  @Test("privileges that are missing are named; with them, the tables belong to the role that the URI takes")
  func roles() throws {
    var original = try Fixture(.sample4, on: .sqlite)
    let there = try CopyPlace(on: .postgresql)
    let role = "server_\(there.path.utf8.reduce(0) { $0 &* 31 &+ Int($1) } & 0xffff)"
    _ = try there.query("CREATE ROLE \(role)")
    let uri = there.path + "&options=-crole%3D\(role)"
    let refusal = try Self.refusal(&original, to: uri)
    #expect(
      refusal.kind == "read_only" && refusal.hint?.contains("GRANT CREATE ON SCHEMA \"public\"") == true, "\(refusal)")
    #expect(try there.isEmpty)
    _ = try there.query(
      "GRANT CREATE ON SCHEMA public TO \(role); CREATE SCHEMA vantage6_admin AUTHORIZATION \(role)")
    try original.call("database.copy", ["to": .string(uri)])
    let owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname IN ('public', 'vantage6_admin')"
    #expect(try there.query(owners) == role)
    _ = try there.query("DROP OWNED BY \(role); DROP ROLE \(role)")
  }

  @Test("a failure after all rows were written leaves nothing", arguments: ["CREATE TABLE", "ALTER TABLE"])
  func failure(command: String) throws {
    var original = try Fixture(.sample4, on: .sqlite)
    let there = try CopyPlace(on: .postgresql)
    _ = try there.query(
      "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not here'; END $$; "
        + "CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('\(command)') EXECUTE FUNCTION refuse()")
    let refusal = try there.refusal(&original)
    #expect(
      refusal.message == "the new database refuses what was copied: not here; nothing was copied", "\(refusal.message)")
    #expect(try there.isEmpty)
    _ = try there.query("DROP EVENT TRIGGER refuse; DROP FUNCTION refuse()")
    #expect(try there.copy(&original)["tables"]?.array?.isEmpty == false)
  }
}
