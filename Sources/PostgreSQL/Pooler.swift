import Engine

/// A program between us and the server, such as PgBouncer, which lends its own connections to clients: for as long as they
/// stay, or for a transaction only (pgbouncer.org/config.html, `pool_mode`). Locks, settings and prepared statements need
/// the first.
enum Pooler {
  /// Refuses a pooler that does not keep sessions.
  /// - Parameters:
  ///   - connection: a new one.
  ///   - connectAgain: makes a second one.
  static func check(
    _ connection: Connection, _ connectAgain: () throws(EngineError) -> Connection
  ) throws(EngineError) {
    // A pooler makes the number up that clients get.
    guard try connection.text("SELECT pg_backend_pid()") != "\(connection.processNumber)" else { return }
    let other = try connectAgain()
    let mark = "\(UInt64.random(in: .min ... .max))"
    _ = try connection.text("SELECT set_config('\(setting)', '\(mark)', false)")
    if try other.text(asking) == mark { throw refusal }
    // Now the other one may have the connection of the first. Only a transaction keeps it for sure.
    other.enqueue("BEGIN")
    if try other.text(asking) == mark { throw refusal }
    if try connection.text(asking) != mark { throw refusal }
  }

  private static let setting = "vantage6_admin.probe"
  private static let asking = "SELECT current_setting('\(setting)', true)"

  private static let refusal = EngineError(
    .cannotOpen,
    "the server is behind a pooler such as PgBouncer that gives each transaction another session: locks need "
      + "'pool_mode = session' for this database, or a connection to the server itself")
}
