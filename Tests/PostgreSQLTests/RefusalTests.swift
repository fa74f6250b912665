import Engine
import TestData
import Testing

@testable import PostgreSQL

/// What the server refuses, as an engine's refusal.
@Suite struct RefusalTests {
  @Test func `a reference to a missing row names the table that refers`() throws {
    let database = try PostgreSQLServer.shared.database()
    try database.query(
      "create table parent (id integer primary key); create table child (parent_id integer references parent); "
        + "insert into parent values (1); insert into child values (1)")
    let session = try database.session()
    for sql in ["INSERT INTO child VALUES (2)", "DELETE FROM parent", "UPDATE parent SET id = 3"] {
      let error = #expect(throws: EngineError.self) { try session.run(sql) }
      #expect(error?.refusal == .foreignKey(table: "child"), "\(sql)")
    }
  }
}
