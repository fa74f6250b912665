import Admin
import Engine
import JSON
import JSONRPC
import Testing

@Suite("A change that may take long")
struct LongChangeTests {
  private final class Counter { var count = 0 }

  /// How often a change gave a sign of life.
  private func signs(_ method: String, _ params: JSON, _ fixture: borrowing Fixture) throws -> Int {
    let counter = Counter()
    var writer = try fixture.service.writer(onStep: { counter.count += 1 })
    var output = JSONWriter()
    try writer.begin()
    let request = Request(id: RawID(1), method: method, params: .named(params.object ?? JSON.Object()))
    let outcome = writer.answer(fixture.service.call(request), nil, fixture.caller, into: &output)
    try writer.commit()
    #expect(outcome.isDone, "\(String(decoding: output.bytes, as: UTF8.self))")
    return counter.count
  }

  @Test("gives a sign of life for each row that it writes")
  func rows() throws {
    let fixture = try Fixture()
    let calls = (0..<100).map { number -> JSON in
      ["method": "organization.create", "params": ["values": ["name": .string("organization \(number)")]]]
    }
    #expect(try signs("transaction.run", ["calls": .array(calls), "long": true], fixture) >= 100)
  }

  @Test("gives signs of life while one statement goes through many rows")
  func statement() throws {
    let fixture = try Fixture()
    let connection = try PlainSession(fixture.path)
    try connection.run(
      """
      INSERT INTO vantage6_admin_audit (at, uid, pid, method, entity, call, "transaction", changes)
      WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 50000)
      SELECT '2026-01-01', 0, 0, '', '', n, n, '[]' FROM number
      """)
    #expect(try signs("audit.prune", ["keep": 0, "long": true], fixture) >= 10)
  }
}
