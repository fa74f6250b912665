import Engine
import TestData
import Testing

@testable import PostgreSQL

/// What is bound to a statement reaches the server as it is, whatever was bound before.
@Suite struct ParametersTests {
  private let database: PostgreSQLDatabase
  private let session: PostgreSQLSession

  init() throws {
    database = try PostgreSQLServer.shared.database()
    try database.query("create table t (i bigint, r double precision, t text, b bytea)")
    session = try database.session()
  }

  /// The row as it is stored. Its memory is that of the row before.
  private func stored(_ row: [SQLValue]) throws -> [SQLValue]? {
    try session.run("INSERT INTO t (i, r, t, b) VALUES ($1, $2, $3, $4)", row)
    let stored = try session.rows("SELECT i, r, t, b FROM t").first
    try session.run("DELETE FROM t", [])
    return stored
  }

  @Test func `the least and the greatest of each kind, nothing, and much are stored as they are`() throws {
    let large = String(repeating: "é", count: 100_000)
    let rows: [[SQLValue]] = [
      [.integer(.min), .real(-Double.greatestFiniteMagnitude), .text(""), .blob([])],
      [.integer(0), .real(.leastNormalMagnitude), .text("a longer text than before"), .blob([0, 1, 255])],
      [.integer(1), .real(0.1), .text(large), .blob([UInt8](repeating: 7, count: 200_000))],
      [.null, .null, .null, .null],
      [.integer(.max), .real(-2.2250738585072014e-308), .text("short"), .blob([0])],
    ]
    for row in rows { #expect(try stored(row) == row) }
  }

  @Test func `more parameters than any statement had before are stored in their order`() throws {
    for count in [1, 3, 40, 2] {
      let numbers = (0..<count).map { Int64($0) * 1_000_003 }
      let places = (1...count).map { "($\($0)::bigint)" }.joined(separator: ", ")
      let rows = try session.rows("SELECT * FROM (VALUES \(places)) AS v", numbers.map { .integer($0) })
      #expect(rows.map { $0[0].integer } == numbers)
    }
  }

  @Test func `a text with a zero byte is refused, and the next one is stored`() throws {
    let row: [SQLValue] = [.integer(1), .null, .text("a\0b"), .null]
    #expect(throws: EngineError.self) { try stored(row) }
    #expect(try stored([.integer(2), .null, .text("a"), .null])?[2] == .text("a"))
  }
}
