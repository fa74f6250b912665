import Engine
import TestData
import Testing

@testable import PostgreSQL

@Suite struct ForeignChangesTests {
  /// Whether a session that knew the first snapshot, and then took so many numbers, sees a change in the second one.
  private static func sees(_ before: String, _ own: Int, _ after: String) throws -> Bool {
    var changes = ForeignChanges(from: 0)
    changes.look(at: try #require(Snapshot(before)))
    changes.addOwn(own)
    changes.look(at: try #require(Snapshot(after)))
    return changes.count > 0
  }

  @Test(arguments: [
    ("10:10:", 0, "10:10:", false), ("10:10:", 1, "11:11:", false), ("10:10:", 3, "13:13:", false),
    ("10:10:", 0, "11:11:", true), ("10:10:", 1, "12:12:", true),
    // Another transaction runs.
    ("10:10:", 1, "10:12:10", false), ("10:12:10", 0, "12:12:", true), ("10:12:10", 1, "10:13:10", false),
    ("10:12:10", 1, "13:13:", true), ("10:14:10,12", 0, "10:14:10", true), ("8:10:8", 2, "8:13:8,11", false),
    ("8:10:8", 1, "8:13:8,11", true),
    // Another server.
    ("10:20:", 0, "5:5:", true),
  ]) func `what others ended is seen, and what was the session's own is not`(
    before: String, own: Int, after: String, isSeen: Bool
  ) throws { #expect(try Self.sees(before, own, after) == isSeen) }

  @Test func `a snapshot without its three parts is none`() {
    for text in ["", "10:10", "10:x:", "10:10::"] { #expect(Snapshot(text) == nil) }
    #expect(Snapshot("10:20:10,14") == Snapshot("9:20:14,10"))
  }
}

/// On a server that nobody else uses.
@Suite struct SeenChangesTests {
  /// A session with a table, and another program.
  private final class Site {
    let database: PostgreSQLDatabase
    let session: PostgreSQLSession
    private var version: SQLValue

    init() throws {
      database = try PostgreSQLServer(["--fast", "-c", "autovacuum=off"]).database()
      try database.query("create table t (i integer); insert into t values (0)")
      session = try database.session()
      version = try session.dataVersion()
    }

    /// Whether the version of the data is another one than at the last look.
    func sees() throws -> Bool {
      let now = try session.dataVersion()
      defer { version = now }
      return now != version
    }

    func write(_ body: () throws -> Void) throws {
      try session.begin()
      _ = try session.dataVersion()
      try body()
      try session.commit()
    }
  }

  @Test func `the writer sees the changes of other programs, and not its own, with savepoints or without`() throws {
    let site = try Site()
    let session = site.session
    let insert = "INSERT INTO t VALUES (1)"
    #expect(try !site.sees())
    try site.write { try session.run(insert) }
    #expect(try !site.sees(), "a change")
    try site.write {
      try session.run(insert)
      for isKept in [true, false, true] {
        try session.savepoint()
        try session.run(insert)
        try session.savepoint()
        try session.run(insert)
        try session.releaseSavepoint()
        if isKept { try session.releaseSavepoint() } else { session.rollBackToSavepoint() }
      }
    }
    #expect(try !site.sees(), "changes in savepoints")
    try session.begin()
    _ = try session.dataVersion()
    try session.run(insert)
    session.rollback()
    #expect(try !site.sees(), "a change that was taken back")
    _ = try session.beginReading()
    _ = try session.value("SELECT count(*) FROM t")
    session.endReading()
    try site.write { try session.run(insert) }
    #expect(try !site.sees(), "a change after a read")
    try site.database.query("insert into t values (2)")
    #expect(try site.sees(), "a change of another program")
    #expect(try !site.sees())
    try site.write {
      try session.run(insert)
      try site.database.query("insert into t values (2)")
    }
    #expect(try site.sees(), "another program's change during one of its own")
    // Empty savepoints take no numbers, so they hide nothing.
    try site.write {
      try session.run(insert)
      try session.savepoint()
      _ = try session.value("SELECT count(*) FROM t")
      try session.run("UPDATE t SET i = i WHERE i = 99")
      try session.releaseSavepoint()
      try site.database.query("insert into t values (2)")
    }
    #expect(try site.sees())
  }

  @Test func `changes that wait for the next statement count once they have changed a row`() throws {
    let site = try Site()
    let session = site.session
    let insert = "INSERT INTO t VALUES (1)"
    try site.write {
      for isKept in [true, false, true] {
        try session.runWithNext(insert, [])
        try session.savepoint()
        try session.runWithNext(insert, [])
        try session.savepoint()
        try session.runWithNext(insert, [])
        try session.releaseSavepoint()
        if isKept { try session.releaseSavepoint() } else { session.rollBackToSavepoint() }
      }
    }
    #expect(try !site.sees(), "changes that waited")
    try site.write {
      try session.runWithNext(insert, [])
      try session.savepoint()
      try session.runWithNext(insert, [])
      session.rollBackToSavepoint()
      try session.runWithNext("UPDATE t SET i = i WHERE i = 99", [])
      try site.database.query("insert into t values (2)")
    }
    #expect(try site.sees(), "another program's change beside what waited and changed nothing")
  }

  @Test func `another program's transaction that ends later is seen then, and a reader sees the writer's changes`()
    throws
  {
    let site = try Site()
    let (reader, other) = (try site.database.session(), try site.database.session())
    try other.begin()
    try other.run("INSERT INTO t VALUES (5)")
    let version = try site.session.dataVersion()
    let seen = try reader.dataVersion()
    try site.write { try site.session.run("INSERT INTO t VALUES (1)") }
    #expect(try site.session.dataVersion() == version)
    let later = try reader.dataVersion()
    #expect(later != seen)
    try other.commit()
    #expect(try site.session.dataVersion() != version)
    #expect(try reader.dataVersion() != later)
  }
}
