import JSON
import JSONRPC
import TestData
import Testing

/// Older databases have names that look like ids.
@Suite("A record that is named like a number") struct NumberNamesTests {
  private static func fixture() throws -> Fixture {
    let fixture = try Fixture(.sample4)
    try PlainSession(fixture.path).script(
      "UPDATE organization SET name = '2024' WHERE id = 3; UPDATE user SET username = '2024' WHERE id = 2")
    return fixture
  }

  private static let hint: JSON = "an organization is named '2024': its id is 3"

  @Test(
    "where no record has the id, the refusal names the record's",
    arguments: [
      ("organization.get", ["id": 2024]), ("organization.update", ["id": 2024, "values": ["domain": "x"]]),
      ("organization.delete", ["id": 2024]),
    ] as [(String, JSON)])
  func hinted(method: String, params: JSON) throws {
    var fixture = try Self.fixture()
    let refusal = try fixture.refusal(method, params)
    #expect(refusal.kind == "not_found" && refusal.message == "no organization 2024")
    #expect(refusal.data?["hint"] == Self.hint && refusal.data?["ids"] == [3] && refusal.data?["id"] == 2024)
  }

  @Test("so does that of a relation")
  func relation() throws {
    var fixture = try Self.fixture()
    for value in [2024, ["id": 2024]] as [JSON] {
      let refusal = try fixture.refusal("user.update", ["id": 1, "values": ["organization": value]])
      #expect(refusal.kind == "invalid" && refusal.message == "'organization': no organization 2024")
      #expect(refusal.data?["hint"] == Self.hint)
    }
    let refusal = try fixture.refusal("collaboration.update", ["id": 1, "values": ["organizations": ["add": [2024]]]])
    #expect(refusal.data?["hint"] == Self.hint)
  }

  @Test("several are all named; no name, no hint; and an id is an id")
  func others() throws {
    var fixture = try Self.fixture()
    #expect(try fixture.refusal("organization.get", ["id": 2025]).data?["hint"] == nil)
    #expect(try fixture.refusal("task.get", ["id": 2025]).data?["hint"] == nil)
    #expect(try fixture.call("organization.get", ["id": 3])["name"] == "2024")
    try PlainSession(fixture.path).script("UPDATE role SET name = '2024' WHERE id IN (2, 3)")
    let refusal = try fixture.refusal("role.get", ["id": 2024])
    #expect(refusal.data?["hint"] == "roles are named '2024': their ids are 2, 3")
    #expect(try fixture.refusal("user.get", ["id": 2024]).data?["hint"] == "a user is named '2024': its id is 2")
  }
}
