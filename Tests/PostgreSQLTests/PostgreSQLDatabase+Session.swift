import Engine
import TestData

@testable import PostgreSQL

extension PostgreSQLDatabase {
  /// - Parameter name: of the program, by which the server's list of sessions shows it.
  func session(_ name: String = "test") throws -> PostgreSQLSession {
    guard let uri = ConnectionURI(uri) else { throw TestDataError("'\(uri)' is no URI") }
    return try PostgreSQLSession(uri, name: name, schema: "vantage6_admin")
  }

  /// Waits until a session of that name waits in a commit; false if it never does.
  func waitsForCommit(_ name: String) throws -> Bool {
    // The server looks itself, since nothing tells of it.
    try query(
      """
      do $$ begin for i in 1..600 loop
      if exists (select from pg_stat_activity where application_name = '\(name)' and query = 'COMMIT'
        and wait_event_type is not null) then return; end if;
      perform pg_sleep(0.05); perform pg_stat_clear_snapshot(); end loop; raise 'it does not'; end $$; select 1
      """) == "1"
  }

  /// Ends the sessions of that name.
  func terminate(_ name: String) throws {
    try query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = '\(name)'")
  }
}
