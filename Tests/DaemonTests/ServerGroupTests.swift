import JSON
import TestData
import Testing

@testable import Daemon

/// Changes of a server's database that are sent together.
@Suite("Groups on a server") struct ServerGroupTests {
  @Test("of many creates that are sent at once, each answers for itself, in their order")
  func answers() throws {
    var site = try ServerSite()
    let names = (0..<40).map { $0 % 10 == 9 ? "IKNL" : "new \($0)" }
    try site.client.send(names.enumerated().map { World.create($1, id: $0) }.joined())
    var ids: [Int64] = []
    for (number, name) in names.enumerated() {
      let answer = try site.client.answer()
      #expect(answer["id"] == .integer(Int64(number)))
      if name == "IKNL" {
        #expect(answer["error"]?["message"] == "organization 'IKNL' already exists")
        #expect(answer["error"]?["data"]?["id"] == 2)
      } else {
        #expect(answer["result"]?["name"] == .string(name))
        ids.append(try #require(answer["result"]?["id"]?.integer))
      }
    }
    #expect(Set(ids).count == 36)
    #expect(try site.database.query("SELECT count(*) FROM organization WHERE name LIKE 'new %'") == "36")
    #expect(try site.database.query("SELECT count(*) FROM vantage6_admin.vantage6_admin_audit") == "36")
  }
}
