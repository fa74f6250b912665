import Admin
import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// What is particular to migrations on a server.
@Suite("database.migrate on a server", .onServers("a file has no roles and no other lock")) struct ServerMigrationTests
{
  @Test(
    "a server's database has the rows of the file with the same sample, and the answer is the same",
    arguments: [(Sample.sample2, 3), (.sample2, 4), (.sample3, 4), (.upgraded3to4, 4)] as [(Sample, Int64)])
  func sameRows(sample: Sample, target: Int64) throws {
    var file = try Fixture(sample, on: .sqlite, hash: MigrationTests.hash)
    var server = try Fixture(sample, on: .postgresql, hash: MigrationTests.hash)
    let params: JSON = ["to": .integer(target), "copy": false]
    let (one, other) = try (file.call("database.migrate", params), server.call("database.migrate", params))
    for part in ["from", "to", "renamed", "left", "kept"] { #expect(one[part] == other[part], "\(part)") }
    // A file has no types, and the order of columns can be put right there.
    func steps(_ answer: JSON) -> [JSON] {
      (answer["steps"]?.array ?? []).filter { $0["name"] != "types" && $0["name"] != "declarations" }
    }
    #expect(steps(one) == steps(other))
    let (rows, others) = try (PlainFile(file.path), PlainFile(server.path))
    #expect(rows.tableNames == others.tableNames)
    for table in rows.tableNames {
      #expect(rows.columns(of: table) == others.columns(of: table), "\(table)")
      #expect(Self.lines(rows, table) == Self.lines(others, table), "\(table)")
    }
    #expect(try Self.findings(&file) == Self.findings(&server))
  }

  /// What a check finds, but for the settings of the tests' server, which syncs nothing to the disk.
  private static func findings(_ fixture: inout Fixture) throws -> [JSON] {
    (try fixture.call("database.check")["findings"]?.array ?? []).filter { $0["name"] != "engine_fault" }
  }

  private static func lines(_ file: PlainFile, _ table: String) -> [String] {
    file.rows(table).map { row in
      row.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }.sorted()
  }

  @Test("the types of rules are those of the generation, in its order", arguments: [Sample.sample3, .upgraded3to4])
  func words(sample: Sample) throws {
    var fixture = try Fixture(sample)
    try fixture.call("database.migrate", ["copy": false, "to": 4])
    let session = try PlainSession(fixture.path)
    #expect(
      try session.value("SELECT array_to_string(enum_range(NULL::operation), ' ')")
        == .text("VIEW EDIT CREATE DELETE SEND RECEIVE"))
    #expect(try session.value("SELECT count(*) FROM rule WHERE operation IN ('SEND', 'RECEIVE')") == .integer(6))
    #expect(try session.value("SELECT count(*) FROM pg_type WHERE typname = 'operation before'") == .integer(0))
    #expect(
      try fixture.call("database.status")["warnings"]?.array?.contains { $0.string?.contains("lacks") == true } != true)
  }

  @Test("a table that another session uses is waited for for a moment only, and nothing changes")
  func busy() throws {
    var fixture = try Fixture(.sample3)
    let other = try PlainSession(fixture.path)
    try other.run("BEGIN")
    _ = try other.rows("SELECT count(*) FROM task")
    let refusal = try fixture.refusal("database.migrate", ["copy": false, "to": 4])
    #expect(
      refusal.kind == "busy"
        && refusal.message == "another program has a table of the database in use: nothing was changed")
    #expect(refusal.hint?.hasPrefix("stop the server") == true)
    try other.run("COMMIT")
    #expect(try fixture.call("task.get", ["id": 1])["run_id"] == 1)
    try fixture.call("database.migrate", ["copy": false, "to": 4])
  }

  @Test("what is made belongs to the owner of the tables, and who could read the results can read the runs")
  func owner() throws {
    let database = try PostgreSQLServer.shared.database(from: Sample.sample3.dump)
    let (member, reader) = ("member of \(database.name)", "reader of \(database.name)")
    try database.query(
      """
      CREATE ROLE "\(member)" LOGIN; CREATE ROLE "\(reader)"; GRANT vantage6 TO "\(member)";
      GRANT SELECT ON result TO "\(reader)"
      """)
    let path = database.uri.replacing("vantage6@", with: "\(member.replacing(" ", with: "%20"))@")
    var fixture = try Fixture(at: path)
    try fixture.call("database.migrate", ["copy": false, "to": 4])
    let owners = try database.query(
      """
      SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace
      UNION SELECT pg_get_userbyid(typowner) FROM pg_type WHERE typnamespace = 'public'::regnamespace
      """)
    #expect(owners == "vantage6")
    #expect(
      try database.query(
        "SELECT has_table_privilege('\(reader)', 'run', 'SELECT'), has_table_privilege('\(reader)', 'run', 'INSERT')")
        == "t|f")
  }

  @Test("a role that is no member of the owner is told so before anything is done")
  func foreign() throws {
    let database = try PostgreSQLServer.shared.database(from: Sample.sample3.dump)
    let role = "foreign to \(database.name)"
    try database.query(
      """
      CREATE ROLE "\(role)" LOGIN; GRANT CREATE ON DATABASE \(database.name) TO "\(role)";
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "\(role)";
      GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO "\(role)"
      """)
    var fixture = try Fixture(at: database.uri.replacing("vantage6@", with: "\(role.replacing(" ", with: "%20"))@"))
    let refusal = try fixture.refusal("database.migrate", ["copy": false, "to": 4])
    #expect(
      refusal.message
        == "the role '\(role)' cannot change the tables of the database, which belong to the role 'vantage6'")
    #expect(refusal.hint?.contains("GRANT \"vantage6\" TO \"\(role)\"") == true)
  }

  @Test("a column of text for the words of rules becomes one of their type, and an id without a sequence gets one")
  func otherTypes() throws {
    var fixture = try Fixture(.sample3)
    // As another program's copy of the database may have them.
    try fixture.plant(
      """
      ALTER TABLE rule ALTER COLUMN operation TYPE varchar USING operation::text;
      ALTER TABLE rule ALTER COLUMN scope TYPE varchar USING scope::text;
      DROP TYPE operation; DROP TYPE scope;
      ALTER TABLE task ALTER COLUMN id DROP DEFAULT; DROP SEQUENCE task_id_seq;
      ALTER TABLE task ALTER COLUMN name SET NOT NULL;
      """)
    try fixture.call("database.migrate", ["copy": false, "to": 4])
    let empty = try Fixture(generation: 4)
    #expect(try Declarations.of(fixture.path) == Declarations.of(empty.path))
    #expect(try fixture.call("task.create", ["values": ["name": "new", "collaboration": 1]])["id"] == 6)
  }
}
