import Admin
import Adoption
import Catalogue
import Engine
import Glibc
import JSON
import SQLite
import Store
import Testing

@testable import Daemon

@Suite("The limit of the audit log")
struct PruningTests {
  private static func seqs(_ world: borrowing World) throws -> [Int64] {
    try world.stranger().rows("SELECT seq FROM vantage6_admin_audit ORDER BY seq").compactMap { $0[0].integer }
  }

  @Test("is kept while changes are made, by the writer itself")
  func whileChanging() throws {
    let world = try World(prepare: { $0.retention = AuditRetention(records: 20) })
    var client = try world.daemon.client()
    for number in 0..<100 {
      try client.send(World.create("organization \(number)"))
      #expect(try client.answer()["result"] != nil)
    }
    // The last change is answered before what it left to prune is pruned.
    #expect(try world.daemon.log.waits { try Self.seqs(world).count <= 22 })
    let seqs = try Self.seqs(world)
    #expect(seqs.count >= 18)
    #expect(seqs == Array((seqs.first ?? 0)...(seqs.last ?? 0)))
    let rows = try world.stranger().rows(
      "SELECT uid, pid, program, entity FROM vantage6_admin_audit WHERE method = 'audit.prune'")
    #expect(!rows.isEmpty)
    #expect(rows.first?[1].integer == Int64(getpid()))
    #expect(rows.first?[2].text == "\(Version.name) \(Version.number)")
    #expect(daemonLog(world).contains { $0.hasPrefix("removed old changes from the audit log count=") })
  }

  @Test("is reached at the start, in steps, and then nothing more happens")
  func atStart() throws {
    let world = try World(prepare: { options in
      let service = try Service(options)
      var writer = try service.writer()
      try writer.begin()
      try writer.commit()
      _ = consume writer
      let connection = try SQLite.Connection(path: options.database.path, access: .readWrite)
      try connection.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
          + "INSERT INTO vantage6_admin_audit SELECT i, '2020-01-01 00:00:00.000000', 0, 'root', 1, NULL, NULL, "
          + "'organization.update', 'organization', 1, i, i, NULL, '[]', NULL, NULL FROM n")
      try connection.run("INSERT INTO vantage6_admin_sequence VALUES ('vantage6_admin_audit', 5000)")
      options.retention = AuditRetention(days: 30, records: 10_000)
    })
    #expect(
      try world.daemon.log.waits {
        try world.stranger().value("SELECT count(*) FROM vantage6_admin_audit WHERE method = 'organization.update'")
          == .integer(0)
      })
    let steps = try Self.seqs(world)
    // A thousand at a time, each recorded.
    #expect((5...50).contains(steps.count), "\(steps)")
    var client = try world.daemon.client()
    try client.send(World.create("one more"))
    #expect(try client.answer()["result"] != nil)
    #expect(try Self.seqs(world) == steps + [(steps.last ?? 0) + 1])
  }

  private func daemonLog(_ world: borrowing World) -> [String] { world.daemon.log.all }
}
