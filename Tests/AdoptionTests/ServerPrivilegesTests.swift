import Admin
import Adoption
import Catalogue
import TestData
import Testing
import Vocabulary

@Suite("The role in a database of a server")
struct ServerPrivilegesTests {
  /// A database of a server's with a role of the test's own.
  private struct Guarded {
    let database: PostgreSQLDatabase
    let role: String
    let uri: String

    init(_ role: String, _ statements: String..., sample: String? = "sample-4.15.2") throws {
      let server = PostgreSQLServer.shared
      database = if let sample { try server.database(from: sample) } else { try server.database() }
      self.role = "\(role) \(database.name)"
      let encoded = self.role.replacing(" ", with: "%20").replacing("\"", with: "%22")
      uri = database.uri.replacing("vantage6@", with: "\(encoded)@")
      try database.query("CREATE ROLE \(quoted) LOGIN")
      for statement in statements { try run(statement) }
    }

    var quoted: String { "\"\(role.replacing("\"", with: "\"\""))\"" }
    /// Runs a statement in which `$role` is the role.
    func run(_ sql: String) throws { try database.query(sql.replacing("$role", with: quoted)) }
    func refused() -> Failure? { refusal { () throws(Failure) in try openServer(uri) } }
    func drop() throws {
      try database.query("REASSIGN OWNED BY \(quoted) TO vantage6; DROP OWNED BY \(quoted); DROP ROLE \(quoted)")
    }
  }

  private static let tables = "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO $role"
  private static let sequences = "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO $role"

  @Test("each missing privilege is named with the statement that gives it, and these are enough")
  func reader() throws {
    let guarded = try Guarded("reader", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO $role")
    let refused = try #require(guarded.refused())
    #expect(refused.kind == .readOnly)
    #expect(refused.message.contains("make the schema 'vantage6_admin' in the database '\(guarded.database.name)'"))
    #expect(refused.message.contains("INSERT, UPDATE, DELETE on the tables 'Member', 'Permission' and "))
    #expect(refused.message.contains("use the sequences '"))
    #expect(try guarded.database.query("SELECT to_regnamespace('vantage6_admin') IS NULL") == "t")
    let examined = try ServerDatabase.examine(guarded.uri, .vantage6)
    #expect(examined.privileges.missing.count == 3 && examined.generation == 4)
    for missing in examined.privileges.missing {
      #expect(refused.hint?.contains(missing.grant) == true)
      try guarded.database.query(missing.grant)
    }
    let opened = try openServer(guarded.uri)
    #expect(opened.warnings.contains { $0.contains("index") })
    try guarded.drop()
  }

  @Test("without the privilege to make a schema, one is enough that the owner made")
  func schema() throws {
    let guarded = try Guarded("writer", Self.tables, Self.sequences)
    let refused = try #require(guarded.refused())
    #expect(
      refused.message.hasSuffix("may not make the schema 'vantage6_admin' in the database '\(guarded.database.name)'"))
    try guarded.run("CREATE SCHEMA vantage6_admin")
    #expect(
      guarded.refused()?.hint?.contains("GRANT USAGE, CREATE ON SCHEMA vantage6_admin TO \(guarded.quoted)") == true)
    try guarded.run("GRANT USAGE, CREATE ON SCHEMA vantage6_admin TO $role")
    try openServer(guarded.uri)
    let departure = try ServerDatabase.release(guarded.uri, .vantage6)
    #expect(departure.schemaStays?.contains("belongs to the role 'vantage6'") == true && departure.tables.count == 3)
    try guarded.drop()
  }

  @Test("in an empty database the role has to be able to make tables")
  func empty() throws {
    let guarded = try Guarded("maker", "REVOKE ALL ON SCHEMA public FROM PUBLIC", sample: nil)
    let open = { () throws(Failure) in try openServer(guarded.uri, mustExist: false) }
    #expect(
      refusal { () throws(Failure) in _ = try open() }?.message.contains("use any schema of the search path") == true)
    try guarded.run("GRANT USAGE ON SCHEMA public TO $role; GRANT CREATE ON DATABASE \(guarded.database.name) TO $role")
    let refused = refusal { () throws(Failure) in _ = try open() }
    #expect(refused?.message.hasSuffix("may not make tables in the schema 'public'") == true)
    try guarded.run("GRANT CREATE ON SCHEMA public TO $role")
    #expect(try open().layout.has("organization"))
    try guarded.drop()
  }

  @Test("a member of the owner needs nothing else, and makes the indexes")
  func member() throws {
    let guarded = try Guarded("member")
    let owner = "owner \(guarded.database.name)"
    try guarded.run("CREATE ROLE \"\(owner)\"; GRANT ALL ON DATABASE \(guarded.database.name) TO \"\(owner)\"")
    try guarded.run("GRANT ALL ON SCHEMA public TO \"\(owner)\"")
    try guarded.run(
      """
      DO $$ DECLARE t record; BEGIN FOR t IN SELECT c.relname FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' LOOP
      EXECUTE format('ALTER TABLE %I OWNER TO \(owner.quotedIdentifier)', t.relname);
      END LOOP; END $$
      """)
    #expect(guarded.refused() != nil)
    #expect(try ServerDatabase.examine(guarded.uri, .vantage6).privileges.owners == [owner])
    try guarded.run("GRANT \"\(owner)\" TO $role")
    let opened = try openServer(guarded.uri)
    #expect(!opened.warnings.contains { $0.contains("index") })
    #expect(try ServerDatabase.examine(guarded.uri, .vantage6).privileges.owners == [])
    #expect(try !ServerDatabase.release(guarded.uri, .vantage6).indexes.isEmpty)
    try guarded.drop()
    try guarded.database.query(
      "REASSIGN OWNED BY \"\(owner)\" TO vantage6; DROP OWNED BY \"\(owner)\"; DROP ROLE \"\(owner)\"")
  }

  @Test("names that need quoting serve as any other")
  func names() throws {
    let guarded = try Guarded("o'dd \"x\"")
    try guarded.run("ALTER SCHEMA public RENAME TO \"My Sch-ema\"; REVOKE ALL ON SCHEMA \"My Sch-ema\" FROM PUBLIC")
    try guarded.run("CREATE SCHEMA public")
    #expect(guarded.refused()?.hint == "GRANT USAGE ON SCHEMA \"My Sch-ema\" TO \(guarded.quoted)")
    try guarded.run("GRANT USAGE ON SCHEMA \"My Sch-ema\" TO $role")
    #expect(guarded.refused()?.hint?.contains("?options=-csearch_path%3D") == true)
    let uri = guarded.uri + "&options=-csearch_path%3D%22My%5C%20Sch-ema%22"
    let refused = try #require(refusal { () throws(Failure) in try openServer(uri) })
    #expect(refused.kind == .readOnly, "\(refused)")
    for missing in try ServerDatabase.examine(uri, .vantage6).privileges.missing {
      try guarded.database.query(missing.grant)
    }
    try openServer(uri)
    #expect(try ServerDatabase.release(uri, .vantage6).schema == "vantage6_admin")
    try guarded.drop()
  }

  @Test("a database of any name is adopted and released")
  func databaseNames() throws {
    let sample = try PostgreSQLServer.shared.database(from: "sample-4.15.2")
    let name = #""My ""odd"" o'Däta/base %""#
    try sample.query("CREATE DATABASE \(name) TEMPLATE \"sample-4.15.2\"")
    let uri = sample.uri.replacing("/\(sample.name)?", with: "/My%20%22odd%22%20o%27D%C3%A4ta%2Fbase%20%25?")
    try openServer(uri)
    #expect(try ServerDatabase.examine(uri, .vantage6).privileges.missing == [])
    #expect(try ServerDatabase.release(uri, .vantage6).tables.count == 3)
    try sample.query("DROP DATABASE \(name) WITH (FORCE)")
  }

  @Test("an empty database is not filled where the tables are only out of sight")
  func hidden() throws {
    let database = try PostgreSQLServer.shared.database(from: "sample-4.15.2")
    try database.query("ALTER SCHEMA public RENAME TO v6; CREATE SCHEMA public")
    let refused = refusal { () throws(Failure) in try openServer(database.uri, mustExist: false) }
    #expect(refused?.message.contains("are in the schema 'v6', which is not in the search path") == true)
    #expect(try database.query("SELECT to_regclass('public.organization') IS NULL") == "t")
    try openServer(database.uri + "&options=-csearch_path%3Dv6")
    #expect(try database.query("SELECT to_regclass('v6.vantage6_admin_index_run_task_id') IS NOT NULL") == "t")
  }

  @Test("a role or a database that is read-only is told, and not written to")
  func readOnly() throws {
    let database = try PostgreSQLServer.shared.database(from: "sample-4.15.2")
    try database.query("ALTER DATABASE \(database.name) SET default_transaction_read_only TO on")
    let refused = refusal { () throws(Failure) in try openServer(database.uri) }
    #expect(refused?.kind == .readOnly && refused?.message.contains("default_transaction_read_only = on") == true)
    #expect(try database.query("SELECT to_regnamespace('vantage6_admin') IS NULL") == "t")
  }

  @Test("a standby is told, and the primary is asked for")
  func standby() throws {
    let server = PostgreSQLServer()
    let database = try server.database(from: "sample-4.15.2")
    try server.becomeStandby()
    let refused = refusal { () throws(Failure) in try openServer(database.uri) }
    #expect(refused?.kind == .readOnly && refused?.message.hasSuffix("is a standby, which takes no changes") == true)
  }

  @Test(
    "databases of the neighbours of a vantage6 server, and of its version 5, are refused by name",
    arguments: [
      (
        "CREATE TABLE vantage6server (id int); CREATE TABLE algorithm (id int); CREATE TABLE \"user\" (id int)",
        "a database of a vantage6 algorithm store: name that of the vantage6 server"
      ),
      (
        "CREATE TABLE realm (id int); CREATE TABLE keycloak_role (id int); CREATE TABLE user_entity (id int)",
        "a database of Keycloak: name that of the vantage6 server"
      ),
    ])
  func neighbours(tables: String, words: String) throws {
    let database = try PostgreSQLServer.shared.database()
    try database.query(tables)
    let refused = refusal { () throws(Failure) in try openServer(database.uri, mustExist: false) }
    #expect(refused?.message.hasSuffix("' is \(words)") == true)
    #expect(try database.query("SELECT to_regnamespace('vantage6_admin') IS NULL") == "t")
  }
}

extension String {
  /// As a name in SQL.
  fileprivate var quotedIdentifier: String { "\"\(replacing("\"", with: "\"\""))\"" }
}
