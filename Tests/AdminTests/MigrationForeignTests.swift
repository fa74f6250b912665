import Admin
import Engine
import JSON
import JSONRPC
import Synchronization
import TestData
import Testing

/// What other programs have in the file, and migrations that fail.
@Suite("database.migrate and others") struct MigrationForeignTests {
  private static let foreign = TestEngine.current == .sqlite ? inFile : onServer

  private static let inFile = """
    CREATE TABLE notes (id INTEGER PRIMARY KEY, result_id INTEGER REFERENCES result (id), text TEXT);
    INSERT INTO notes VALUES (1, 3, 'about result 3');
    CREATE TABLE "log of theirs" (what TEXT);
    ALTER TABLE task ADD COLUMN cost REAL DEFAULT 1.5;
    ALTER TABLE result ADD COLUMN "a key" TEXT NOT NULL DEFAULT 'k';
    UPDATE result SET "a key" = 'key ' || id;
    UPDATE task SET cost = id;
    CREATE INDEX "their index" ON result (finished_at, "a key");
    CREATE UNIQUE INDEX theirs_too ON task (id, cost) WHERE cost > 0;
    CREATE TRIGGER on_result AFTER UPDATE OF status, log ON result BEGIN
      INSERT INTO "log of theirs" VALUES ('result ' || new.id || ' on run');
    END;
    CREATE TRIGGER on_task AFTER INSERT ON task BEGIN INSERT INTO "log of theirs" VALUES ('task ' || new.id); END;
    CREATE VIEW tasks_of_theirs AS SELECT name, cost FROM task;
    """

  private static let onServer = """
    CREATE TABLE notes (id integer PRIMARY KEY, result_id integer REFERENCES result (id) ON DELETE CASCADE, text text);
    INSERT INTO notes VALUES (1, 3, 'about result 3');
    CREATE TABLE "log of theirs" (what text);
    ALTER TABLE task ADD COLUMN cost double precision DEFAULT 1.5;
    ALTER TABLE result ADD COLUMN "a key" text NOT NULL DEFAULT 'k';
    UPDATE result SET "a key" = 'key ' || id;
    UPDATE task SET cost = id;
    CREATE INDEX "their index" ON result (finished_at, "a key");
    CREATE UNIQUE INDEX theirs_too ON task (id, cost) WHERE cost > 0;
    CREATE FUNCTION tell_result() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO "log of theirs" VALUES ('result ' || NEW.id || ' on run'); RETURN NEW; END $$;
    CREATE FUNCTION tell_task() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO "log of theirs" VALUES ('task ' || NEW.id); RETURN NEW; END $$;
    CREATE TRIGGER on_result AFTER UPDATE OF status, log ON result FOR EACH ROW EXECUTE FUNCTION tell_result();
    CREATE TRIGGER on_task AFTER INSERT ON task FOR EACH ROW EXECUTE FUNCTION tell_task();
    CREATE TRIGGER never AFTER INSERT ON task FOR EACH ROW EXECUTE FUNCTION tell_task();
    ALTER TABLE task DISABLE TRIGGER never;
    CREATE VIEW tasks_of_theirs AS SELECT name, cost FROM task;
    """

  @Test(
    "tables, columns, indexes, triggers and views stay, and work",
    arguments: [(Sample.sample3, 4), (.upgraded2to4, 4), (.sample2, 3)] as [(Sample, Int64)])
  func kept(sample: Sample, target: Int64) throws {
    var fixture = try Fixture(sample)
    if try !PlainFile(fixture.path).has("result", "status") {
      try fixture.plant("ALTER TABLE result ADD COLUMN status TEXT")
    }
    try fixture.plant(Self.foreign)
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(target)])
    let left = (report["left"]?.array ?? []).compactMap { $0["sentence"]?.string }
    let lost =
      "a foreign key of another program's table 'notes' to the table 'result', which is no longer there"
    let isFile = TestEngine.current == .sqlite
    // On a server, the key leads to the table that has the rows now.
    #expect(left.contains(lost) == (isFile && target == 4))
    let table = target == 4 ? "run" : "result"
    let after = try PlainFile(fixture.path)
    #expect(after.rows("notes").count == 1)
    #expect(after.rows("log of theirs") == [], "a trigger fired")
    #expect(after.row(table, 7)?["a key"] == .text("key 7") && after.row("task", 5)?["cost"] == .real(5))
    try fixture.call("result.update", ["id": 3, "values": ["status": "failed"]])
    try fixture.call("task.create", ["values": ["name": "new", "collaboration": 1]])
    #expect(
      try PlainFile(fixture.path).rows("log of theirs").compactMap { $0["what"]?.text }.sorted()
        == ["result 3 on run", "task 6"])
    let connection = try PlainSession(fixture.path)
    #expect(try connection.value("SELECT count(*) FROM tasks_of_theirs") == .integer(6))
    let objects = try connection.rows(
      isFile
        ? "SELECT name, tbl_name FROM sqlite_schema WHERE name IN ('their index', 'theirs_too', 'on_result') ORDER BY name"
        : "SELECT indexname::text COLLATE \"C\", tablename::text FROM pg_indexes "
          + "WHERE indexname IN ('their index', 'theirs_too') UNION ALL SELECT tgname::text, tgrelid::regclass::text "
          + "FROM pg_trigger WHERE tgname = 'on_result' ORDER BY 1")
    #expect(
      objects == [
        [.text("on_result"), .text(table)], [.text("their index"), .text(table)], [.text("theirs_too"), .text("task")],
      ])
  }

  @Test("a foreign key of another program leads to the table that has the rows now", .onServers("files keep it"))
  func references() throws {
    var fixture = try Fixture(.sample3)
    try fixture.plant(Self.onServer)
    try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    #expect(throws: EngineError.self) { try PlainSession(fixture.path).run("INSERT INTO notes VALUES (2, 99, '')") }
    try PlainSession(fixture.path).run("DELETE FROM run WHERE id = 3")
    #expect(try PlainFile(fixture.path).rows("notes") == [])
  }

  @Test("constraints of other programs stay")
  func constraints() throws {
    var fixture = try Fixture(.sample2)
    try fixture.plant(
      TestEngine.current == .postgresql
        ? """
        ALTER TABLE node ADD COLUMN rack text CHECK (rack <> ''),
        ADD CONSTRAINT "a rule" CHECK (name <> 'none, or (odd');
        UPDATE node SET rack = 'r' || id
        """
        : """
        ALTER TABLE node RENAME TO old;
        CREATE TABLE node (id INTEGER NOT NULL, name VARCHAR, api_key VARCHAR, collaboration_id INTEGER,
          organization_id INTEGER, rack TEXT CHECK (rack <> ''), PRIMARY KEY (id),
          FOREIGN KEY(id) REFERENCES authenticatable (id), CONSTRAINT "a rule" CHECK (name <> 'none, or (odd'));
        INSERT INTO node SELECT *, 'r' || id FROM old;
        DROP TABLE old;
        """)
    try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    #expect(try PlainFile(fixture.path).row("node", 6)?["rack"] == .text("r6"))
    for sql in ["UPDATE node SET rack = ''", "UPDATE node SET name = 'none, or (odd' WHERE id = 5"] {
      #expect(throws: EngineError.self) { try fixture.plant(sql) }
    }
  }

  private static let breaking: [(String, String)] =
    [("CREATE VIEW v AS SELECT run_id FROM task", "v"), ("CREATE VIEW w AS SELECT * FROM result", "w")]
    + (TestEngine.current == .sqlite
      ? [
        (
          "CREATE TRIGGER t AFTER INSERT ON organization BEGIN UPDATE task SET initiator_id = new.id WHERE id = 0; END",
          "organization"
        ),
        ("CREATE TRIGGER t AFTER UPDATE OF run_id ON task BEGIN SELECT new.run_id; END", "task"),
      ]
      : [
        (
          """
          CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
          CREATE TRIGGER t AFTER UPDATE OF run_id ON task FOR EACH ROW EXECUTE FUNCTION f()
          """, "task"
        ),
        ("CREATE INDEX theirs ON task (name, run_id)", "theirs"),
        ("CREATE VIEW u AS SELECT id FROM rule WHERE operation = 'VIEW'", "u"),
        ("ALTER TABLE task ADD CONSTRAINT high CHECK (run_id > 0)", "high"),
        ("CREATE MATERIALIZED VIEW m AS SELECT count(*) FROM result", "m"),
      ])

  @Test(
    "what would not work any more prevents the migration, and nothing changes",
    arguments: breaking)
  func broken(sql: String, name: String) throws {
    var fixture = try Fixture(.sample3)
    // One that does not work before does not count.
    try fixture.plant((TestEngine.current == .sqlite ? "CREATE VIEW lost AS SELECT * FROM nowhere;" : "") + sql)
    let contents = try Contents(of: fixture.path)
    let refusal = try fixture.refusal("database.migrate", ["copy": .ofFiles, "to": 4])
    #expect(refusal.kind == "constraint")
    #expect(
      refusal.message == "a view or trigger of another program needs what the migration removes: look at '\(name)'")
    #expect(try Contents(of: fixture.path) == contents)
    #expect(try fixture.call("task.get", ["id": 1])["run_id"] == 1)
  }

  @Test(
    "a failure at any step changes nothing",
    arguments: [
      "INSERT INTO \"run\"", "reshape node", "drop result", "INSERT INTO \"role\"", "INSERT INTO vantage6_admin_audit",
    ])
  func failing(word: String) throws {
    let planted = Planted()
    var fixture = try Fixture(
      .sample2,
      session: { session in StrictSession(session) { planted.isOn && $0.hasPrefix(word) } })
    let contents = try Contents(of: fixture.path)
    planted.turn(true)
    _ = try fixture.refusal("database.migrate", ["copy": .ofFiles, "to": 4])
    #expect(try Contents(of: fixture.path) == contents)
    planted.turn(false)
    #expect(try fixture.call("database.status")["database"]?["layout"] == 2)
    #expect(try fixture.call("task.update", ["id": 1, "values": ["run_id": 9]])["run_id"] == 9)
    try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    #expect(try fixture.call("task.get", ["id": 1])["run_id"] == 9)
  }
}

/// Whether the failure is on: a test turns it, and the sessions of all threads ask.
private final class Planted: Sendable {
  private let flag = Mutex(false)
  var isOn: Bool { flag.withLock { $0 } }
  func turn(_ isOn: Bool) { flag.withLock { $0 = isOn } }
}
