import Engine
import Glibc
import Linux
import SQLite
import TestData
import Testing

/// Databases by their descriptors.
@Suite struct DescriptorFileTests {
  @Test("a database that is written by its descriptor is one")
  func written() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "db")
    let file = try WholeFile(at: path)
    let connection = try Connection(descriptor: file.number, access: .readWrite)
    try connection.script("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)")
    try connection.transaction(.immediate, converting: { $0 }) { () throws(EngineError) in
      try connection.run("UPDATE t SET x = x + 1")
    }
    #expect(try connection.value("SELECT sum(x) FROM t") == .integer(5))
    try file.publish(replaces: false)
    #expect(folder.names == ["db"])
    let other = try Connection(path: path, access: .readOnly)
    #expect(try other.value("PRAGMA integrity_check") == .text("ok"))
    #expect(try other.value("SELECT sum(x) FROM t") == .integer(5))
  }

  @Test("a copy of a database with a write-ahead log is read without the log, and stays as it is")
  func logged() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "db")
    do {
      let connection = try Connection(path: path, access: .create)
      try connection.script("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (7)")
    }
    let before = try TemporaryFolder.bytes(of: path)
    #expect(before[18] == 2 && before[19] == 2)
    let file = Descriptor(owning: open(path, O_RDONLY | O_CLOEXEC))
    let connection = try Connection(descriptor: file.number, access: .readOnly)
    #expect(try connection.value("SELECT x FROM t") == .integer(7))
    #expect(try TemporaryFolder.bytes(of: path) == before)
    #expect(folder.names == ["db"])
  }

  @Test("what must be sorted in files is sorted")
  func sorted() throws {
    let folder = try TemporaryFolder()
    let file = try NamelessFile.make(in: folder.path)
    let connection = try Connection(descriptor: file.number, access: .readWrite)
    try connection.script("PRAGMA temp_store = FILE; PRAGMA cache_size = 10; CREATE TABLE t (x)")
    try connection.run(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
        + "INSERT INTO t SELECT hex(randomblob(40)) FROM n")
    #expect(
      try connection.value("SELECT count(*) FROM (SELECT x FROM t GROUP BY x HAVING count(*) = 1)") == .integer(20_000))
  }

  @Test("what is no database, or not open, is an error")
  func refused() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "text")
    try TemporaryFolder.write(Array(String(repeating: "no database ", count: 100).utf8), to: path)
    let file = Descriptor(owning: open(path, O_RDONLY | O_CLOEXEC))
    #expect {
      let connection = try Connection(descriptor: file.number, access: .readOnly)
      _ = try connection.value("SELECT 1 FROM sqlite_schema")
    } throws: { ($0 as? EngineError)?.cause == .notADatabase }
    #expect {
      let connection = try Connection(descriptor: -1, access: .readOnly)
      _ = try connection.value("SELECT 1 FROM sqlite_schema")
    } throws: { $0 is EngineError }
  }
}
