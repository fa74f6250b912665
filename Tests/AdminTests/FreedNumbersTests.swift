import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// The server gives a number again when it was the highest one: said by the delete that frees it.
@Suite(.onFiles("a server's sequences give no number twice")) struct FreedNumbersTests {
  private func freed(_ answer: JSON) -> [String] {
    answer["warnings"]?.array?.compactMap(\.string).filter { $0.contains("again") } ?? []
  }

  @Test("the highest number of a table is warned of, another one is not")
  func highest() throws {
    var world = try Fixture(.sample4)
    let ids = try ["A", "B"].map {
      try world.call("organization.create", ["values": ["name": .string($0)]])["id"]?.integer ?? 0
    }
    #expect(try freed(world.call("organization.delete", ["name": "A"])) == [])
    let warnings = try freed(world.call("organization.delete", ["name": "B", "dry_run": true]))
    #expect(
      warnings.count == 1 && warnings[0].contains("the id \(ids[1]) again, to its next organization"), "\(warnings)")
    let refused = try world.refusal("organization.delete", ["name": "B", "strict": true])
    #expect(refused.message.contains("again"))
    #expect(try freed(world.call("organization.delete", ["name": "B"])).count == 1)
  }

  @Test("users and nodes share one sequence of numbers")
  func shared() throws {
    var world = try Fixture(.sample4)
    try world.call("organization.create", ["values": ["name": "A"]])
    try world.call("user.create", ["values": ["username": "new-user", "organization": "A"]])
    try world.call("node.create", ["values": ["name": "new-node", "organization": "A"]])
    #expect(try freed(world.call("user.delete", ["username": "new-user"])) == [])
    let warnings = try freed(world.call("node.delete", ["name": "new-node"]))
    #expect(warnings.count == 1 && warnings[0].contains("user or node"), "\(warnings)")
  }

  @Test("undoing a create frees its number, too")
  func undo() throws {
    var world = try Fixture(.sample4)
    try world.call("organization.create", ["values": ["name": "A"]])
    #expect(try freed(world.call("audit.undo")).count == 1)
  }

  @Test("a file that nobody else has used is nobody else's, until somebody does")
  func alone() throws {
    var world = try Fixture()
    for name in ["A", "B"] { try world.call("organization.create", ["values": ["name": .string(name)]]) }
    #expect(try freed(world.call("organization.delete", ["name": "B"])) == [])
    try PlainSession(world.path).run("UPDATE organization SET country = 'NL'")
    #expect(try freed(world.call("organization.delete", ["name": "A"])).count == 1)
  }
}
