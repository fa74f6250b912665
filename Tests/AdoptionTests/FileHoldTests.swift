import Catalogue
import Engine
import Glibc
import SQLite
import TestData
import Testing
import Vocabulary

@testable import Adoption

@Suite struct FileHoldTests {
  @Test("a file is held once, by whatever name, and free when the value ends")
  func names() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4, as: "v6.sqlite")
    mkdir(folder.path(of: "elsewhere"), 0o700)
    let second = folder.path(of: "elsewhere/v6.sqlite")
    #expect(Glibc.link(path, second) == 0)
    do {
      let hold = try FileHold(of: path)
      let error = #expect(throws: Failure.self) { _ = try FileHold(of: second) }
      #expect(error?.kind == .busy && error?.message.contains("'\(second)' is already served") == true)
      withExtendedLifetime(hold) {}
    }
    _ = try FileHold(of: second)
  }

  @Test("it does not meet SQLite's own locks, in both directions")
  func locks() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4, as: "v6.sqlite")
    let hold = try FileHold(of: path)
    let one = try Connection(path: path, access: .readWrite, busyMilliseconds: 0)
    let other = try Connection(path: path, access: .readWrite, busyMilliseconds: 0)
    try one.run("UPDATE organization SET name = name")
    try one.begin(.immediate)
    #expect(throws: EngineError.self) { try other.begin(.immediate) }
    one.rollback()
    try other.run("PRAGMA journal_mode = WAL")
    withExtendedLifetime(hold) {}
  }

  @Test(
    "a damaged file beside a journal or log that is not its own is told by the name of that",
    arguments: ["wal", "delete"])
  func stale(journal: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4, as: "v6.sqlite")
    let older = try TemporaryFolder.bytes(of: path)
    do {
      let connection = try Connection(path: path, access: .readWrite)
      try connection.run("PRAGMA journal_mode = \(journal)")
      connection.setCheckpointsOnClose(false)
      try connection.begin(.immediate)
      try connection.run("CREATE TABLE more (x)")
      try connection.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
          + "INSERT INTO more SELECT randomblob(2000) FROM n")
      // In the middle of it, as a crash leaves it.
      let end = journal == "wal" ? "-wal" : "-journal"
      if journal == "wal" { try connection.commit() }
      try TemporaryFolder.write(try TemporaryFolder.bytes(of: path + end), to: path + ".kept")
    }
    let end = journal == "wal" ? "-wal" : "-journal"
    // Cut in the middle, so that what SQLite makes of both is damaged for sure.
    try TemporaryFolder.write(Array(older.prefix(older.count / 2)), to: path)
    for side in ["-wal", "-shm", "-journal"] { unlink(path + side) }
    rename(path + ".kept", path + end)
    let error = #expect(throws: Failure.self) { _ = try openDatabase(path) }
    let words = (error?.message ?? "") + (error?.hint ?? "")
    #expect(words.contains("damaged") && words.contains("'\(path + end)'") && words.contains("remove it"), "\(words)")
  }
}
