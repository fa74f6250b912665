import JSON
import TestData
import Testing

@testable import Daemon

/// The real daemon behind a real PgBouncer.
@Suite struct PoolerTests {
  private let server: PostgreSQLServer

  init() { server = PostgreSQLServer() }

  @Test func `one that keeps sessions is as good as none`() throws {
    try server.startPooler("session")
    var site = try ServerSite(server, pooling: "session")
    var watcher = try site.another()
    try watcher.send(World.call("watch.start"))
    #expect(try watcher.answer()["result"] != nil)
    for number in 1...20 { #expect(try site.create("new \(number + 10)")["result"] != nil) }
    #expect(try site.names().count == 20)
    #expect(try watcher.answer()["method"] == "watch.change")
    #expect(try site.errorsOfSecond().contains("serves the database"))
    try site.terminate()
    #expect(try site.names().count == 20)
    #expect(try eventually { try site.create("new 40")["result"] != nil })
    #expect(try site.errorsOfSecond().contains("serves the database"))
  }

  @Test(arguments: ["transaction", "statement"]) func `one that does not is refused, with the setting that it needs`(
    mode: String
  ) throws {
    try server.startPooler(mode)
    let database = try server.database(from: "sample-4.15.2")
    let folder = try TemporaryFolder()
    var program = try RunningProgram([
      "--socket", folder.path(of: "s"), "--database", try database.uri(pooledBy: mode),
    ])
    let outcome = try program.end()
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("'pool_mode = session'"), "\(outcome.errors)")
    #expect(try database.query("select count(*) from pg_namespace where nspname like 'vantage6%'") == "0")
  }
}
