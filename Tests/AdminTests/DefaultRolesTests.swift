import Admin
import JSON
import JSONRPC
import TestData
import Testing

@Suite struct DefaultRolesTests {
  @Test(
    "a file that lacks rules and roles gets them, and nothing is taken away",
    .onFiles("there is no such database on a server"))
  func syncDefaults() throws {
    var fixture = try Fixture(.upgraded2to4)
    let before = try fixture.call("rule.list", ["count": true, "limit": 1])["total"]
    #expect(before == 48)
    #expect(try fixture.call("role.sync_defaults", ["dry_run": true])["roles"]?.array?.count == 4)
    let answer = try fixture.call("role.sync_defaults")
    #expect(answer["warnings"]?.array?.count == 2)
    #expect(answer["roles"] == ["Viewer", "Researcher", "Organization Admin", "Collaboration Admin"])
    #expect(answer["changed"] == ["Root", "container", "node"])
    #expect(try fixture.call("role.get", ["name": "custom-role"])["rules"]?.array?.isEmpty == false)
    #expect(try fixture.call("role.sync_defaults")["rules"] == [])
    // The roles that were added are default roles now.
    #expect(try fixture.refusal("audit.undo").data?["requires"] == ["default_role"])
    _ = try fixture.call("audit.undo", ["accept": ["default_role"]])
    #expect(try fixture.call("rule.list", ["count": true, "limit": 1])["total"] == before)
  }
}
