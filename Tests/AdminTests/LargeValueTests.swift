import Catalogue
import JSON
import Testing

@testable import Admin

@Suite("Values of more than a megabyte")
struct LargeValueTests {
  private static func text(_ letter: Character) -> JSON { .string(String(repeating: letter, count: 1_500_000)) }

  @Test("are answered, recorded and undone as any other value")
  func lifecycle() throws {
    var fixture = try Fixture()
    let made = try fixture.call("organization.create", ["values": ["name": "large", "address1": Self.text("a")]])
    #expect(made["address1"] == Self.text("a"))
    let id = made["id"] ?? .null
    let changed = try fixture.call("organization.update", ["id": id, "values": ["address1": Self.text("b")]])
    #expect(changed["address1"] == Self.text("b"))
    let tried = try fixture.call(
      "organization.update", ["id": id, "values": ["address1": Self.text("c")], "dry_run": true])
    #expect(tried["address1"] == Self.text("c"))
    #expect(tried["changes"]?[0]?["after"]?["address1"] == Self.text("c"))
    let records = try fixture.call("audit.list", ["limit": 10])["items"]?.array ?? []
    #expect(
      records.map { $0["method"]?.string }.sorted { $0 ?? "" < $1 ?? "" } == [
        "organization.create", "organization.update",
      ])
    #expect(try fixture.call("audit.undo")["undone"] == [2])
    #expect(try fixture.call("organization.get", ["id": id])["address1"] == Self.text("a"))
  }

  @Test("are changed in a transaction whose calls are undone together")
  func transaction() throws {
    var fixture = try Fixture()
    let calls = ["a", "b"].map { letter -> JSON in
      [
        "method": "organization.create",
        "params": ["values": ["name": .string(letter), "address1": Self.text(Character(letter))]],
      ]
    }
    let answer = try fixture.call("transaction.run", ["calls": .array(calls)])
    #expect(answer["results"]?[1]?["address1"] == Self.text("b"))
    _ = try fixture.call("audit.undo")
    #expect(try fixture.call("organization.list", ["where": ["name": "a"]])["items"] == [])
  }
}
