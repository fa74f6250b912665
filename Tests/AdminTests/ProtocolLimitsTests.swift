import JSON
import JSONRPC
import TestData
import Testing

/// The numbers of the protocol's manual page: so many are taken, and one more is refused by name.
@Suite("Limits of the protocol")
struct ProtocolLimitsTests {
  private func list(_ condition: JSON, _ fixture: inout Fixture) throws {
    try fixture.call("organization.list", ["where": condition, "limit": 1])
  }

  @Test("a list of values in a condition")
  func values() throws {
    var fixture = try Fixture(.sample4)
    func condition(_ count: Int64) -> JSON { ["id": ["in": .array((1...count).map { .integer($0) })]] }
    try list(condition(1_000), &fixture)
    let refusal = try fixture.refusal("organization.list", ["where": condition(1_001)])
    #expect(refusal.message.contains("1000"), "\(refusal.message)")
  }

  @Test("comparisons of a condition, with what joins them")
  func comparisons() throws {
    var fixture = try Fixture(.sample4)
    func condition(_ count: Int64) -> JSON { ["or": .array((1...count).map { ["id": .integer($0)] })] }
    try list(condition(499), &fixture)
    let refusal = try fixture.refusal("organization.list", ["where": condition(500)])
    #expect(refusal.message.contains("500"), "\(refusal.message)")
  }

  @Test("names of a path")
  func paths() throws {
    var fixture = try Fixture(.sample4)
    func path(_ count: Int) -> JSON {
      .string((Array(repeating: "parent", count: count - 1) + ["name"]).joined(separator: "."))
    }
    try fixture.call("task.list", ["fields": [path(8)], "limit": 1])
    let refusal = try fixture.refusal("task.list", ["fields": [path(9)]])
    #expect(refusal.message.contains("8"), "\(refusal.message)")
  }

  @Test("calls of a transaction")
  func calls() throws {
    var fixture = try Fixture(.sample4)
    func calls(_ count: Int) -> JSON {
      ["calls": .array(Array(repeating: ["method": "organization.get", "params": ["id": 1]], count: count))]
    }
    #expect(try fixture.call("transaction.run", calls(10_000))["results"]?.array?.count == 10_000)
    let refusal = try fixture.refusal("transaction.run", calls(10_001))
    #expect(refusal.kind == "limit" && refusal.message.contains("10000"), "\(refusal.message)")
  }
}
