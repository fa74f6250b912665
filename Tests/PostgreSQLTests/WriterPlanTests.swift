import Engine
import TestData
import Testing

@testable import PostgreSQL

/// How the server runs the statements of a session that writes.
@Suite struct WriterPlanTests {
  @Test func `a statement planned while the table was small uses the index when the table is large`() throws {
    let database = try PostgreSQLServer.shared.database()
    try database.query("create table t (id integer primary key, name text unique); insert into t values (0, 'a')")
    try database.query("vacuum analyze t")
    let session = try database.session()
    try session.run("PREPARE find (text) AS SELECT id FROM t WHERE name = $1 AND id <> 5 ORDER BY id LIMIT 1")
    // The server keeps a plan from the sixth time on.
    for _ in 1...8 { try session.run("EXECUTE find ('a')") }
    try session.run("INSERT INTO t SELECT n, 'name ' || n FROM generate_series(1, 10000) n")
    let plan = try session.rows("EXPLAIN (ANALYZE, TIMING OFF) EXECUTE find ('name 7')").compactMap { $0[0].text }
    #expect(plan.contains { $0.contains("Index") } && !plan.contains { $0.contains("Seq Scan") }, "\(plan)")
    #expect(!plan.contains { $0.contains("JIT") }, "\(plan)")
  }
}
