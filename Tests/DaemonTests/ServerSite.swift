import Glibc
import JSON
import PostgreSQL
import TestData

@testable import Daemon

/// The real daemon on a database of a server, and a client of it.
struct ServerSite: ~Copyable {
  let folder: TemporaryFolder
  let database: PostgreSQLDatabase
  var program: RunningProgram
  var client: Client

  /// - Parameters:
  ///   - server: nil for the one that tests share, which they must not stop.
  ///   - role: that the daemon connects as.
  ///   - pooling: the mode of a PgBouncer by which the daemon connects, and which was started; nil for none.
  init(
    _ server: PostgreSQLServer? = nil, as role: String? = nil, pooling: String? = nil,
    prepare: (borrowing PostgreSQLDatabase) throws -> Void = { _ in }
  ) throws {
    let folder = try TemporaryFolder()
    let database = try (server ?? .shared).database(from: "sample-4.15.2")
    try prepare(database)
    let direct = try pooling.map { (mode) throws(TestDataError) in try database.uri(pooledBy: mode) } ?? database.uri
    let uri = role.map { direct.replacing("//vantage6@", with: "//\($0)@") } ?? direct
    var program = try RunningProgram(["--socket", folder.path(of: "s"), "--database", uri])
    try program.wait(for: "ready")
    client = try Client(folder.path(of: "s"))
    self.database = database
    self.program = program
    self.folder = folder
  }

  func another() throws -> Client { try Client(folder.path(of: "s")) }

  mutating func call(_ method: String, _ params: JSON = [:]) throws -> JSON {
    try client.send(World.call(method, params))
    while true {
      let answer = try client.answer()
      if answer["id"] != nil { return answer }
    }
  }

  mutating func create(_ name: String) throws -> JSON {
    try call("organization.create", ["values": ["name": .string(name)]])
  }

  /// The names that begin with `new`.
  mutating func names() throws -> [String] {
    let answer = try call(
      "organization.list", ["where": ["name": ["like": "new%"]], "fields": ["name"], "order": ["name"]])
    return answer["result"]?["items"]?.array?.compactMap { $0["name"]?.string } ?? ["\(answer)"]
  }

  func session() throws -> PostgreSQLSession {
    guard let uri = ConnectionURI(database.uri) else { throw TestDataError("'\(database.uri)' is no URI") }
    return try PostgreSQLSession(uri, name: "test", schema: "vantage6_admin")
  }

  /// Ends sessions of the daemon.
  /// - Parameter condition: on `pg_stat_activity a`.
  func terminate(where condition: String = "true") throws {
    try database.query(
      """
      do $$ declare ended integer[] := array(select pid from pg_stat_activity a
        where application_name like 'vantage6-admin%' and datname = current_database() and (\(condition)));
      begin
        perform pg_terminate_backend(number) from unnest(ended) number;
        for i in 1..1200 loop
          perform pg_stat_clear_snapshot();
          exit when not exists (select from pg_stat_activity where pid = any (ended));
          perform pg_sleep(0.05);
        end loop;
      end $$
      """)
  }

  /// Starts a second daemon on the database, which has to fail.
  func errorsOfSecond() throws -> String {
    var second = try RunningProgram(["--socket", folder.path(of: "t"), "--database", database.uri])
    let outcome = try second.end()
    guard outcome.status == 1 else { throw TestDataError("it ended with \(outcome.status): \(outcome.errors)") }
    return outcome.errors
  }
}
