import Engine
import SQLite
import TestData
import Testing

/// The columns in which a file refuses the same value twice, so that nobody has to look before.
@Suite struct UniqueKeyTests {
  @Test(
    "a key counts if the file refuses every second value in it, and only then",
    arguments: [
      ("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT UNIQUE)", [["v"]]),
      ("CREATE TABLE t (id INTEGER PRIMARY KEY, v, w, UNIQUE (v, w))", [["v", "w"]]),
      ("CREATE TABLE t (id TEXT PRIMARY KEY, v)", [["id"]]),
      ("CREATE TABLE t (id INTEGER PRIMARY KEY, v); CREATE UNIQUE INDEX i ON t (v)", [["v"]]),
      ("CREATE TABLE t (id INTEGER PRIMARY KEY, v); CREATE INDEX i ON t (v)", []),
      ("CREATE TABLE t (id INTEGER PRIMARY KEY, v); CREATE UNIQUE INDEX i ON t (v) WHERE v > 1", []),
      ("CREATE TABLE t (id INTEGER PRIMARY KEY, v); CREATE UNIQUE INDEX i ON t (v + 1)", [[""]]),
      ("CREATE TABLE t (id INTEGER PRIMARY KEY, v UNIQUE ON CONFLICT REPLACE)", []),
      ("CREATE TABLE t (id INTEGER PRIMARY KEY, v, UNIQUE (v) on  conflict ignore)", []),
    ] as [(String, [Set<String>])])
  func keys(schema: String, keys: [Set<String>]) throws {
    let folder = try TemporaryFolder()
    let connection = try Connection(path: folder.path(of: "d"), access: .create)
    try connection.script(schema)
    let session = try SQLiteSession(connection)
    #expect(try session.uniqueKeys()["t"] ?? [] == Set(keys))
  }
}
