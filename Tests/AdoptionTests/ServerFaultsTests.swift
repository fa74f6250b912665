import Admin
import Adoption
import Catalogue
import Engine
import TestData
import Testing

@testable import Store

/// What is wrong with a database on a server, and what the opening of the daemon does about it.
@Suite struct ServerFaultsTests {
  private func warnings(_ database: PostgreSQLDatabase) throws -> [String] {
    try ServerDatabase.open(DatabaseOptions(path: database.uri), .vantage6, socket: nil).warnings
  }

  @Test func `a type that an upgrade in place left without words is warned about, with the statements that add them`()
    throws
  {
    let upgraded = try PostgreSQLServer.shared.database(from: "sample-3.11.1")
    #expect(try !warnings(upgraded).contains { $0.contains("lacks") })
    try upgraded.query("CREATE TABLE run (id serial PRIMARY KEY)")
    let warning = try #require(try warnings(upgraded).first { $0.contains("lacks") })
    #expect(warning.contains("'rule.operation' lacks SEND and RECEIVE"))
    #expect(warning.contains("ALTER TYPE operation ADD VALUE 'SEND';"))
    try upgraded.query("ALTER TYPE operation ADD VALUE 'SEND'")
    #expect(try warnings(upgraded).contains { $0.contains("lacks RECEIVE,") })
    try upgraded.query("ALTER TYPE operation ADD VALUE 'RECEIVE'")
    #expect(try !warnings(upgraded).contains { $0.contains("lacks") })
  }

  @Test func `a sequence behind the rows is raised by the opening, and found when it lags later`() throws {
    let database = try PostgreSQLServer.shared.database(from: "sample-4.15.2")
    try database.query("SELECT setval('organization_id_seq', 1)")
    let opened = try ServerDatabase.open(DatabaseOptions(path: database.uri), .vantage6, socket: nil)
    #expect(!opened.warnings.contains { $0.contains("sequence") })
    #expect(try database.query("SELECT last_value FROM organization_id_seq") == "4")
    let session = try opened.session(.reader, .vantage6, waits: true)
    func lagging() throws -> [String] { try session.database.session.faults().filter { $0.contains("sequence") } }
    #expect(try lagging().isEmpty)
    try database.query("SELECT setval('organization_id_seq', 2)")
    #expect(try lagging().first?.contains("'organization_id_seq' stands at 2, and 'organization' has a row 4") == true)
  }

  @Test func `a time zone that is not UTC is warned about`() throws {
    let database = try PostgreSQLServer.shared.database(from: "sample-4.15.2")
    try database.query("ALTER DATABASE \(database.name) SET timezone TO 'Europe/Amsterdam'")
    #expect(try warnings(database).contains { $0.contains("time zone 'Europe/Amsterdam'") })
  }
}
