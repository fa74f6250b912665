import Admin
import Engine
import JSON
import JSONRPC
import Testing

@Suite("A change that may take long")
struct LongChangeTests {
  private final class Counter { var count = 0 }

  /// How often a change gives a sign of life.
  private func signs(
    _ method: String, _ params: JSON, after prepare: (borrowing Fixture) throws -> Void = { _ in }
  ) throws -> Int {
    let counter = Counter()
    var fixture = try Fixture(onStep: { counter.count += 1 })
    try prepare(fixture)
    counter.count = 0
    try fixture.call(method, params)
    return counter.count
  }

  @Test("gives a sign of life for each row that it writes")
  func rows() throws {
    let calls = (0..<100).map { number -> JSON in
      ["method": "organization.create", "params": ["values": ["name": .string("organization \(number)")]]]
    }
    #expect(try signs("transaction.run", ["calls": .array(calls), "long": true]) >= 100)
  }

  @Test("gives signs of life while one statement goes through many rows")
  func statement() throws {
    let count = try signs("audit.prune", ["keep": 0, "long": true]) { fixture in
      try PlainSession(fixture.path).run(
        """
        INSERT INTO vantage6_admin_audit (seq, at, uid, pid, method, entity, call, "transaction", changes)
        WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 50000)
        SELECT n, '2026-01-01', 0, 0, '', '', n, n, '[]' FROM number
        """)
    }
    #expect(count >= 10)
  }
}
