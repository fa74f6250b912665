import Admin
import JSON
import JSONRPC
import TestData
import Testing

@Suite("database.export since") struct ExportSinceTests {
  private static func kinds(_ lines: [String]) -> [String] {
    lines.dropFirst().compactMap { line in (try? JSON(parsing: line))?.object?.members.first?.key }
  }

  @Test("what this daemon made or changed since then is exported, with what it needs")
  func changed() throws {
    var fixture = try Fixture(.sample4)
    try fixture.call("organization.create", ["values": ["name": "Fresh"]])
    try fixture.call("user.update", ["username": "jane", "values": ["firstname": "Jane"]])
    let (lines, answer) = try ExchangeTests.export(&fixture, ["since": .string(Fixture.now)])
    let users = lines.filter { $0.contains("\"user\"") && $0.contains("jane") }
    #expect(users.count == 1 && lines.contains { $0.contains("Fresh") })
    #expect(Set(Self.kinds(lines)) == ["organization", "role", "user"])
    #expect(answer["changes_since"] == .string(Fixture.now))
    // Nothing tells when the server made the others.
    let unknown = (answer["unknown"]?.array ?? []).map { $0["entity"]?.string ?? "" }
    #expect(unknown.contains("collaboration") && unknown.contains("node") && !unknown.contains("task"))
    let users4 = try fixture.call("user.list", ["count": true])["total"]?.integer ?? 0
    #expect(answer["unknown"]?.array?.contains(["entity": "user", "count": .integer(users4 - 1)]) == true)
    let later = try ExchangeTests.export(&fixture, ["since": "2026-11-24T08:09:10.123457Z"])
    #expect(later.lines.count == 1)
  }

  @Test("records with moments of their own tell it themselves")
  func moments() throws {
    var fixture = try Fixture(.sample4)
    let all = try ExchangeTests.export(&fixture, ["entities": ["task", "result"], "since": "2000-01-01"])
    let tasks = try fixture.call("task.list", ["count": true])["total"]?.integer ?? 0
    #expect(Self.kinds(all.lines).count { $0 == "task" } == Int(tasks))
    #expect(all.answer["unknown"] == [] && all.answer["changes_since"] == .null)
    let none = try ExchangeTests.export(&fixture, ["entities": ["task", "result"], "since": "2999-01-01"])
    #expect(none.lines.count == 1 && none.answer["records"] == [])
  }

  @Test("a condition holds, too, and a wrong moment is refused")
  func refused() throws {
    var fixture = try Fixture(.sample4)
    try fixture.call("organization.create", ["values": ["name": "Fresh"]])
    try fixture.call("organization.create", ["values": ["name": "Other"]])
    let params: JSON = ["entities": ["organization"], "where": ["name": "Fresh"], "since": .string(Fixture.now)]
    #expect(try ExchangeTests.export(&fixture, params).lines.count == 2)
    let refusal = try fixture.refusal(
      "database.export", ["since": "soon"], file: try ExchangeTests.file([], fixture.folder.path))
    #expect(refusal.message.hasPrefix("parameter 'since': expected a moment such as"))
  }
}
