import Engine
import Linux
import TestData
import Testing

@testable import PostgreSQL

/// The connection is lost while the server commits.
@Suite struct CommitOutcomeTests {
  /// What is to happen while a commit waits.
  enum Accident: Sendable, CaseIterable { case terminated, crashed, gone }

  /// A server on which the commits of sessions that ask for it wait: for a replica that does not exist, when they are
  /// done; or for a lock, before they are.
  private struct Site {
    let server = PostgreSQLServer(["-c", "synchronous_standby_names=nobody", "-c", "synchronous_commit=local"])
    let database: PostgreSQLDatabase
    let writer: PostgreSQLSession

    init(isDone: Bool) throws {
      database = try server.database()
      try database.query(
        """
        create table t (i integer);
        create function wait() returns trigger language plpgsql as
          $$ begin perform pg_advisory_xact_lock(77); return null; end $$
        """)
      if !isDone {
        try database.query(
          """
          create constraint trigger waits after insert on t deferrable initially deferred
            for each row execute function wait()
          """)
      }
      writer = try database.session("writer")
      try writer.run("SET lock_timeout TO 0")
      if isDone { try writer.run("SET synchronous_commit TO on") }
    }

    /// Writes, and lets the accident happen while the commit waits.
    /// - Returns: the cause of the commit's error; nil without one.
    func commit(_ accident: Accident) throws -> EngineError.Cause? {
      let holder = try database.session("holder")
      _ = try holder.value("SELECT CAST(pg_advisory_lock(77) AS text)")
      try writer.begin()
      _ = try writer.dataVersion()
      try writer.run("INSERT INTO t VALUES (1)")
      let (database, server) = (database, server)
      let problem = Watched<String?>(nil)
      let thread = try Thread("accident") {
        do {
          guard try database.waitsForCommit("writer") else { throw TestDataError("the commit does not wait") }
          switch accident {
          case .terminated: try database.terminate("writer")
          case .crashed:
            try server.stop(asCrash: true)
            try server.start()
          case .gone: try server.stop(asCrash: true)
          }
        } catch { problem.change { $0 = "\(error)" } }
      }
      var cause: EngineError.Cause?
      do throws(EngineError) { try writer.commit() } catch { cause = error.cause }
      thread.join()
      if let problem = problem.value { throw TestDataError(problem) }
      return cause
    }

    func count() throws -> String { try database.query("select count(*) from t") }
  }

  @Test(arguments: [Accident.terminated, .crashed])
  func `a commit that happened is one, though its answer did not come`(accident: Accident) throws {
    let site = try Site(isDone: true)
    site.writer.outcomeNanoseconds = 30_000_000_000
    #expect(try site.commit(accident) == nil)
    #expect(try site.count() == "1")
    #expect(site.writer.isReplaced, "a new session is needed")
  }

  @Test(arguments: [Accident.terminated, .crashed])
  func `a commit that did not happen says so`(accident: Accident) throws {
    let site = try Site(isDone: false)
    site.writer.outcomeNanoseconds = 30_000_000_000
    #expect(try site.commit(accident) == .disconnected)
    #expect(try site.count() == "0")
  }

  @Test func `where the server is gone, the outcome is unknown`() throws {
    let site = try Site(isDone: true)
    site.writer.outcomeNanoseconds = 0
    #expect(try site.commit(.gone) == .unknownOutcome)
    try site.server.start()
    #expect(try site.count() == "1")
  }

  @Test func `a number that a crashed server gave again is not taken for the commit`() throws {
    // The log of this one is on the disk only when somebody commits, or a long time later.
    let server = PostgreSQLServer(["-c", "wal_writer_delay=10s", "-c", "bgwriter_lru_maxpages=0"])
    let database = try server.database()
    try database.query("create table t (i integer); checkpoint")
    let writer = try database.session("writer")
    try writer.begin()
    _ = try writer.dataVersion()
    let number = try #require(try writer.value("SELECT CAST(pg_current_xact_id() AS text)")?.text)
    let second = try #require(try writer.value("SELECT CAST(extract(epoch FROM now()) AS bigint)")?.integer)
    let own = try #require(OwnTransaction(number: number, second: second))
    try server.stop(asCrash: true)
    try server.start()
    // Until another transaction has the number and more.
    for _ in 0..<3 { try database.query("insert into t values (1)") }
    #expect(try database.query("select pg_xact_status('\(number)')") == "committed", "it was given again")
    #expect(writer.outcome(of: own, within: 30_000_000_000) == .lost)
  }
}
