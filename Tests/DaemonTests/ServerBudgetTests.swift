import Engine
import JSON
import TestData
import Testing

@testable import Daemon

/// Reads on a server that take long.
@Suite struct ServerBudgetTests {
  /// Reading the organizations waits for the lock that the session holds.
  private static func makeSlow(_ database: borrowing PostgreSQLDatabase) throws {
    // Roles are the whole server's. A test that makes it at the same moment violates the key of its table.
    try database.query(
      """
      do $$ begin create role plain login in role vantage6;
        exception when duplicate_object or unique_violation then null; end $$;
      create function wait() returns boolean language plpgsql set lock_timeout to 0 as
        $$ begin perform pg_advisory_lock_shared(77); perform pg_advisory_unlock_shared(77); return true; end $$;
      alter table organization enable row level security;
      alter table organization force row level security;
      create policy waits on organization using (wait())
      """)
  }

  private static func site() throws -> ServerSite {
    // The policy does not hold for a superuser.
    try ServerSite(as: "plain", prepare: makeSlow)
  }

  @Test func `a slow read leaves the loop, and others are answered meanwhile`() throws {
    var site = try Self.site()
    let holder = try site.session()
    _ = try holder.value("SELECT CAST(pg_advisory_lock(77) AS text)")
    try site.client.send(World.call("organization.list", [:], id: 7))
    try site.waitForLock()
    var other = try site.another()
    for id in 1...3 {
      try other.send(World.call("role.list", ["fields": ["name"]], id: id))
      #expect(try other.answer()["result"]?["items"] != nil)
    }
    _ = try holder.value("SELECT pg_advisory_unlock(77)")
    let answer = try site.client.answer()
    #expect(answer["id"] == 7 && answer["result"]?["items"]?.array?.count == 4, "\(answer)")
  }

  @Test func `a cancelled read ends at the server, too, and its session goes on`() throws {
    var site = try Self.site()
    let holder = try site.session()
    _ = try holder.value("SELECT CAST(pg_advisory_lock(77) AS text)")
    try site.client.send(World.call("organization.list", [:], id: 7))
    try site.waitForLock()
    try site.client.send(World.call("rpc.cancel", ["id": 7], id: 8))
    let answer = try site.client.answer()
    #expect(answer["id"] == 7 && answer["error"]?["data"]?["kind"] == "cancelled", "\(answer)")
    #expect(try site.client.answer()["id"] == 8)
    #expect(
      try site.database.query(
        "select count(*) from pg_locks l join pg_stat_activity a using (pid) where not granted and datname = current_database()"
      ) == "0")
    _ = try holder.value("SELECT pg_advisory_unlock(77)")
    #expect(try site.call("organization.list")["result"]?["items"]?.array?.count == 4)
  }
}
