import Admin
import Adoption
import Catalogue
import TestData
import Testing
import Vocabulary

/// The refusal to open a database, or to release it.
func refusal(_ body: () throws(Failure) -> Void) -> Failure? {
  do throws(Failure) {
    try body()
    return nil
  } catch { return error }
}

/// Opens a database of a server, and lets it go again.
@discardableResult
func openServer(_ uri: String, mustExist: Bool = true) throws(Failure) -> ServerDatabase {
  var options = DatabaseOptions(path: uri)
  options.mustExist = mustExist
  let database = try ServerDatabase.open(options, .vantage6, socket: nil)
  database.release()
  return database
}

@Suite("Releasing databases of a server")
struct ServerReleasingTests {
  /// What the database consists of, without its rows and sequences.
  private func schema(_ database: PostgreSQLDatabase) throws -> String {
    let words = ["pg_dump", "--schema-only", "-h", try database.server.folder(), "-U", "vantage6", database.name]
    let (status, output) = try FinishedProgram.run(["/usr/bin/env"] + words)
    try #require(status == 0, "\(output)")
    // Newer versions begin and end with a random word.
    return output.split(separator: "\n").filter { !$0.hasPrefix("\\") }.joined(separator: "\n")
  }

  private func log(_ count: Int, in database: PostgreSQLDatabase) throws {
    try database.query(
      """
      INSERT INTO vantage6_admin.vantage6_admin_audit
      (seq, at, uid, pid, method, entity, id, call, "transaction", changes)
      SELECT i, '', 0, 1, 'user.update', 'user', i, i, i, '{}' FROM generate_series(1, \(count)) i
      """)
  }

  @Test(
    "after a release, the schema is what it was before the adoption",
    arguments: ["sample-2.3.5", "sample-3.11.1", "sample-4.15.2", "sample-5.0.3"])
  func asBefore(sample: String) throws {
    let database = try PostgreSQLServer.shared.database(from: sample)
    let before = try schema(database)
    try openServer(database.uri)
    try #require(try schema(database) != before)
    try log(12, in: database)
    let would = try ServerDatabase.release(database.uri, .vantage6, isDry: true)
    #expect(try schema(database) != before)
    let departure = try ServerDatabase.release(database.uri, .vantage6)
    #expect(try schema(database) == before)
    #expect(departure.changeCount == 12 && departure.schema == "vantage6_admin" && departure.schemaStays == nil)
    #expect(departure.tables == ["vantage6_admin_audit", "vantage6_admin_sequence", "vantage6_admin_state"])
    #expect(departure.indexes.count > 20 && departure.indexes == would.indexes && departure.tables == would.tables)
    #expect(try ServerDatabase.release(database.uri, .vantage6).isEmpty)
  }

  @Test("a half made index is dropped, too, and so are those of another search path")
  func indexes() throws {
    let database = try PostgreSQLServer.shared.database(from: "sample-4.15.2")
    try openServer(database.uri)
    try database.query(
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'vantage6_admin_index_run_task_id'::regclass")
    try database.query(
      "CREATE SCHEMA \"Other one\"; ALTER TABLE run SET SCHEMA \"Other one\"; CREATE TABLE run (id int)")
    _ = try ServerDatabase.release(database.uri, .vantage6)
    #expect(try database.query("SELECT count(*) FROM pg_class WHERE relname LIKE 'vantage6\\_admin%'") == "0")
  }

  @Test("a served database is not released, and the daemon is named")
  func served() throws {
    let database = try PostgreSQLServer.shared.database(from: "sample-4.15.2")
    let serving = try ServerDatabase.open(DatabaseOptions(path: database.uri), .vantage6, socket: "/run/x.sock")
    let refused = refusal { () throws(Failure) in _ = try ServerDatabase.release(database.uri, .vantage6) }
    #expect(refused?.kind == .busy && refused?.message.contains("on the socket '/run/x.sock'") == true)
    serving.release()
    #expect(try !ServerDatabase.release(database.uri, .vantage6).isEmpty)
  }

  @Test("the schema stays where it belongs to somebody else, or holds more than ours")
  func schemas() throws {
    let database = try PostgreSQLServer.shared.database(from: "sample-4.15.2")
    try openServer(database.uri)
    try database.query("CREATE TABLE vantage6_admin.theirs (a int)")
    let departure = try ServerDatabase.release(database.uri, .vantage6)
    #expect(departure.schema == nil && departure.schemaStays?.contains("what others put there") == true)
    #expect(try database.query("SELECT count(*) FROM vantage6_admin.theirs") == "0")
    #expect(try database.query("SELECT to_regclass('vantage6_admin.vantage6_admin_audit') IS NULL") == "t")
  }

  @Test("what is no database of vantage6 is not released")
  func foreign() throws {
    let database = try PostgreSQLServer.shared.database()
    try database.query("CREATE TABLE theirs (id int)")
    let refused = refusal { () throws(Failure) in _ = try ServerDatabase.release(database.uri, .vantage6) }
    #expect(refused?.message.contains("is not a vantage6 database") == true)
  }
}
