import JSON
import JSONRPC
import TestData
import Testing

@Suite("Deleted records by their names")
struct AuditFindTests {
  private func found(_ entity: String, _ name: String, _ fixture: inout Fixture) throws -> [JSON] {
    try fixture.call("audit.find", ["entity": .string(entity), "name": .string(name)])["deletions"]?.array ?? []
  }

  @Test("the name at the deletion counts, whole and exactly", arguments: ["a", "50%_\"\\\u{1B}é", "a:b", "日本"])
  func names(name: String) throws {
    var fixture = try Fixture(.sample4)
    let id = try #require(
      fixture.call("organization.create", ["values": ["name": .string("first " + name)], "fields": ["id"]])["id"])
    try fixture.call("organization.update", ["id": id, "values": ["name": .string(name)]])
    #expect(try found("organization", name, &fixture) == [])
    try fixture.call("organization.delete", ["id": id])
    let seq = try #require(fixture.call("audit.list", ["limit": 1])["items"]?[0]?["seq"])
    #expect(try found("organization", name, &fixture) == [["seq": seq, "id": id]])
    #expect(try found("org", name, &fixture).count == 1)
    for other in ["first " + name, name + "x", "", "%", name.uppercased() + "X"] {
      #expect(try found("organization", other, &fixture) == [], "\(other)")
    }
    #expect(try found("user", name, &fixture) == [])
    try fixture.call("audit.undo")
    // It is there again, and was deleted all the same.
    #expect(try found("organization", name, &fixture).count == 1)
  }

  @Test("the last deletion comes first, however it came about")
  func order() throws {
    var fixture = try Fixture(.sample4)
    for _ in 0..<2 {
      try fixture.call("organization.create", ["values": ["name": "Short-lived"]])
      try fixture.call("audit.undo")
    }
    let seqs = try found("organization", "Short-lived", &fixture).compactMap { $0["seq"]?.integer }
    #expect(seqs == [4, 2])
  }

  @Test("what is no entity is refused")
  func unknown() throws {
    var fixture = try Fixture(.sample4)
    #expect(try fixture.refusal("audit.find", ["entity": "usr", "name": "x"]).kind == "invalid")
    #expect(try fixture.refusal("audit.find", ["entity": "user"]).code == -32602)
  }
}
