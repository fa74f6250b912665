import Engine
import SQLite
import TestData
import Testing

@Suite("Declarations of tables") final class TableShapeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func session(_ sql: String) throws -> SQLiteSession {
    let connection = try Connection(path: folder.path(of: "\(sql.hashValue).sqlite"), access: .create)
    try connection.script(sql)
    return try SQLiteSession(connection)
  }

  private func shape(_ sql: String) throws -> TableShape? {
    let session = try session(sql)
    let name = try #require(try session.rows("SELECT name FROM sqlite_schema").first?[0].text)
    return try session.shape(of: name)
  }

  @Test("columns and constraints are told apart, with everything that they say")
  func read() throws {
    let shape = try #require(
      try shape(
        """
        CREATE TABLE "a ""b" (
          id INTEGER NOT NULL, -- the key, of course
          "check" TEXT DEFAULT 'a, (b' CHECK ("check" IN ('x', 'y)')),
          [un it] NUMERIC(10, 2) /* two, of three */ DEFAULT (1 + (2)),
          `primary` TEXT, ünit,
          PRIMARY KEY (id),
          CONSTRAINT "a, b" UNIQUE ("check", ünit),
          check (id > 0)
        )
        """))
    #expect(shape.name == "a \"b" && shape.writtenName == "\"a \"\"b\"")
    #expect(shape.columns.map(\.name) == ["id", "check", "un it", "primary", "ünit"])
    #expect(shape.columns[1].declaration == "\"check\" TEXT DEFAULT 'a, (b' CHECK (\"check\" IN ('x', 'y)'))")
    #expect(
      shape.constraints == ["PRIMARY KEY (id)", "CONSTRAINT \"a, b\" UNIQUE (\"check\", ünit)", "check (id > 0)"])
    #expect(TableShape.words(of: shape.options).isEmpty)
    // What it writes declares the same.
    #expect(try self.shape(shape.sql)?.isSame(as: shape, inOrder: true) == true)
  }

  @Test("added columns stand before the constraints, and words behind the list are options")
  func added() throws {
    let session = try session(
      "CREATE TABLE t (\n\tid INTEGER, \n\tPRIMARY KEY (id)\n) WITHOUT ROWID; ALTER TABLE t ADD COLUMN a TEXT")
    let shape = try #require(try session.shape(of: "t"))
    #expect(shape.columns.map(\.declaration) == ["id INTEGER", "a TEXT"] && shape.constraints == ["PRIMARY KEY (id)"])
    #expect(shape.options == " WITHOUT ROWID")
    #expect(try session.shape(of: "u") == nil)
    #expect(session.shape(declaredBy: "CREATE VIEW v AS SELECT (1)") == nil)
    #expect(session.shape(declaredBy: "CREATE TABLE t (a") == nil)
  }

  @Test("columns that are unique alone")
  func unique() throws {
    let shape = try #require(try shape("CREATE TABLE t (a, b, c, UNIQUE (a), UNIQUE (\"b\"), UNIQUE (b, c))"))
    #expect(shape.uniqueColumns == ["a", "b"])
  }

  @Test("a table is declared anew with its rows, triggers and indexes, and no other table notices")
  func reshape() throws {
    let session = try session(
      """
      CREATE TABLE t (id INTEGER PRIMARY KEY, a, gone, made AS (a || '!'));
      CREATE TABLE other (t_id REFERENCES t (id), log);
      CREATE VIEW v AS SELECT a FROM t;
      CREATE INDEX i ON t (a DESC);
      CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO other (log) VALUES (new.a); END;
      INSERT INTO t (id, a, gone) VALUES (7, 'x', 1), (3, 'y', 2);
      DELETE FROM other;
      """)
    let before = try session.rows("SELECT sql FROM sqlite_schema WHERE name <> 't' ORDER BY name")
    let wanted = TableShape(
      name: "t", writtenName: "t",
      columns: [
        .init("id", "id INTEGER NOT NULL"), .init("b", "b TEXT"), .init("a", "a"), .init("made", "made AS (a || '!')"),
      ],
      constraints: ["PRIMARY KEY (id)", "UNIQUE (a)"])
    try session.begin()
    session.beginReshaping(["t"])
    try session.reshape(wanted)
    session.endReshaping()
    try session.commit()
    #expect(try session.shape(of: "t") == wanted)
    #expect(
      try session.rows("SELECT id, a, b, made FROM t ORDER BY id") == [
        [.integer(3), .text("y"), .null, .text("y!")], [.integer(7), .text("x"), .null, .text("x!")],
      ])
    #expect(
      try session.rows("SELECT sql FROM sqlite_schema WHERE name <> 't' AND sql IS NOT NULL ORDER BY name") == before)
    #expect(try session.value("SELECT count(*) FROM other") == .integer(0))
    try session.run("INSERT INTO t (a) VALUES ('z')", [])
    #expect(try session.value("SELECT log FROM other") == .text("z"))
    #expect(throws: EngineError.self) { try session.run("INSERT INTO t (a) VALUES ('z')", []) }
    #expect(try session.brokenTables() == [])
  }

  @Test("a dropped table leaves its triggers and indexes to another one")
  func drop() throws {
    let session = try session(
      """
      CREATE TABLE old (id, a);
      CREATE TABLE new (id, a, b);
      CREATE INDEX on_a ON "old" (a);
      CREATE TRIGGER "ON old" AFTER UPDATE OF a ON main.old BEGIN DELETE FROM new WHERE a = 'on'; END;
      """)
    try session.drop("old", leavingCompanionsTo: "new")
    #expect(
      try session.rows("SELECT type, name, tbl_name FROM sqlite_schema ORDER BY name") == [
        [.text("trigger"), .text("ON old"), .text("new")], [.text("table"), .text("new"), .text("new")],
        [.text("index"), .text("on_a"), .text("new")],
      ])
    #expect(try session.brokenTables() == [])
  }

  @Test("tables and views that nothing can use are found")
  func broken() throws {
    let session = try session(
      """
      CREATE TABLE good (a); CREATE TABLE bad (a); CREATE TABLE silent (a);
      CREATE TRIGGER t AFTER DELETE ON bad BEGIN DELETE FROM nowhere; END;
      CREATE TABLE renamed (a, b);
      CREATE TRIGGER w AFTER UPDATE OF a, "was b" ON renamed BEGIN DELETE FROM silent; END;
      CREATE TRIGGER u AFTER DELETE ON good BEGIN DELETE FROM silent; END;
      CREATE VIEW lost AS SELECT * FROM nowhere;
      CREATE VIEW found AS SELECT * FROM good;
      """)
    #expect(try session.brokenTables() == ["bad", "lost", "renamed"])
  }
}
