import Admin
import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// What the audit log, dry runs and undo say of a change.
@Suite("How a change is told")
struct ChangeViewTests {
  private static func newest(_ fixture: inout Fixture) throws -> JSON {
    try #require(fixture.call("audit.list", ["limit": 1])["items"]?[0])
  }

  @Test("of links alone: a change of that relation, with the partners by id and name, and so is its undo")
  func links() throws {
    var fixture = try Fixture(.sample4)
    let role = try fixture.call("role.get", ["name": "Researcher", "fields": ["id", "name"]])
    let change: JSON = ["username": "john", "values": ["roles": ["add": ["Researcher"]]]]
    let dry = try fixture.call(
      "user.update", ["username": "john", "values": ["roles": ["add": ["Researcher"]]], "dry_run": true])
    let wanted: JSON = [
      "entity": "user", "id": 2, "name": "john", "before": ["roles": []], "after": ["roles": [role]],
    ]
    #expect(dry["changes"] == [wanted])
    try fixture.call("user.update", change)
    var log = try Self.newest(&fixture)
    #expect(log["before"] == ["roles": []] && log["after"] == ["roles": [role]] && log["name"] == "john")
    #expect(try fixture.call("audit.get", ["seq": 1]) == log)
    let undo = try fixture.call("audit.undo")
    #expect(undo["changes"]?[0]?["before"] == ["roles": [role]] && undo["changes"]?[0]?["after"] == ["roles": []])
    log = try Self.newest(&fixture)
    #expect(log["before"] == ["roles": [role]] && log["after"] == ["roles": []])
  }

  @Test("of links that are all taken away, or exchanged")
  func sets() throws {
    var fixture = try Fixture(.sample4)
    let roles = try #require(fixture.call("user.get", ["username": "john"])["roles"])
    try fixture.call("user.update", ["username": "john", "values": ["roles": []]])
    var log = try Self.newest(&fixture)
    #expect(log["before"] == ["roles": roles] && log["after"] == ["roles": []])
    try fixture.call("user.update", ["username": "john", "values": ["roles": ["Viewer"], "email": "x@y.nl"]])
    log = try Self.newest(&fixture)
    #expect(log["before"]?["roles"] == [] && log["after"]?["roles"]?[0]?["name"] == "Viewer")
    #expect(log["before"]?["email"] != nil && log["after"]?["email"] == "x@y.nl")
    try fixture.call("user.update", ["username": "john", "values": ["rules": ["add": [1]]]])
    log = try Self.newest(&fixture)
    #expect(log["before"] == ["rules": []])
    #expect(log["after"]?["rules"]?[0]?.object?.members.map(\.key) == ["id", "name", "scope", "operation"])
  }

  @Test("of links from their other end")
  func otherEnd() throws {
    var fixture = try Fixture(.sample4)
    try fixture.call("role.update", ["name": "Researcher", "values": ["users": ["add": ["john"]]]])
    let log = try Self.newest(&fixture)
    #expect(log["entity"] == "role" && log["name"] == "Researcher")
    #expect(log["before"] == ["users": []] && log["after"] == ["users": [["id": 2, "username": "john"]]])
    let undo = try fixture.call("audit.undo")
    #expect(undo["changes"]?[0]?["after"] == ["users": []])
  }

  @Test("of a creation and a deletion with links: one side each")
  func ends() throws {
    var fixture = try Fixture(.sample4)
    try fixture.call("user.create", ["values": ["username": "u", "roles": ["Viewer"], "organization": "IKNL"]])
    var log = try Self.newest(&fixture)
    #expect(log["before"]?.isNull == true && log["after"]?["roles"]?[0]?["name"] == "Viewer")
    #expect(log["after"]?["organization"] == ["id": 2, "name": "IKNL"])
    try fixture.call("user.delete", ["username": "u", "dependents": "detach"])
    log = try Self.newest(&fixture)
    #expect(log["after"]?.isNull == true && log["before"]?["roles"]?[0]?["name"] == "Viewer" && log["name"] == "u")
    // Those who lost it did not lose anything else.
    let dry = try fixture.call("organization.delete", ["name": "IKNL", "dependents": "detach", "dry_run": true])
    for change in dry["changes"]?.array?.dropFirst() ?? [] {
      #expect(change["before"]?.object != nil && change["after"]?.object != nil, "\(change)")
    }
    // A record that is gone is called what it was called.
    let made = try fixture.call("audit.get", ["seq": 1])
    #expect(made["name"] == "u")
    try fixture.call("organization.delete", ["name": "IKNL", "dependents": "detach"])
    #expect(try fixture.call("audit.get", ["seq": 1])["after"]?["organization"] == ["id": 2, "name": "IKNL"])
  }

  @Test("of a tree that is only deleted for trial: nothing of it is missing")
  func tree() throws {
    var fixture = try Fixture(.sample4)
    let dry = try fixture.call("organization.delete", ["name": "IKNL", "dependents": "delete", "dry_run": true])
    #expect(dry["changes"]?.array?.count ?? 0 > 10 && !dry.description.contains("missing"))
    try fixture.call("organization.delete", ["name": "IKNL", "dependents": "delete"])
    #expect(try !fixture.call("audit.list", ["limit": 1_000]).description.contains("missing"))
  }

  @Test(
    "of a damaged user that gets the row which it lacked: a change",
    .onFiles("a server does not take such damage back"))
  func parentRow() throws {
    var fixture = try Fixture(.sample4)
    try fixture.plant("DELETE FROM authenticatable WHERE id = 2")
    try fixture.call("user.update", ["id": 2, "values": ["status": "online"]])
    let log = try Self.newest(&fixture)
    #expect(log["before"]?["status"]?.isNull == true && log["after"]?["status"] == "online")
    #expect(log["before"]?.object?.members.map(\.key) == log["after"]?.object?.members.map(\.key))
    let undo = try fixture.call("audit.undo")
    #expect(undo["changes"]?[0]?["before"]?["status"] == "online")
    #expect(undo["changes"]?[0]?["after"]?["status"]?.isNull == true)
    #expect(
      try PlainSession(fixture.path).value("SELECT count(*) FROM authenticatable WHERE id = 2")
        == .integer(0))
  }

  @Test("of a partner that nobody knows, and of what the audit log forgot")
  func unknown() throws {
    var fixture = try Fixture(.sample4)
    try fixture.plant("INSERT INTO Permission (user_id, role_id) VALUES (2, 999)")
    try fixture.call("user.update", ["id": 2, "values": ["roles": ["remove": [999]]]])
    #expect(try Self.newest(&fixture)["before"] == ["roles": [["id": 999, "missing": true]]])
    try fixture.call("organization.update", ["id": 2, "values": ["country": "x"]])
    try fixture.call("audit.prune", ["keep": 1])
    let log = try Self.newest(&fixture)
    #expect(log["entity"] == "audit" && log["before"] == [:] && log["after"] == [:] && log["name"]?.isNull == true)
  }

  @Test("adding a role warns of nothing that only a new user is warned of")
  func noAdvice() throws {
    var fixture = try Fixture(.sample4)
    try PlainSession(fixture.path).run("UPDATE user SET organization_id = NULL WHERE id = 2")
    #expect(try fixture.call("user.update", ["id": 2, "values": ["roles": ["add": ["Viewer"]]]])["warnings"] == nil)
    #expect(try fixture.call("user.create", ["values": ["username": "new"]])["warnings"] != nil)
  }

  @Test("of a delete: each record once, with its name")
  func deletion() throws {
    var fixture = try Fixture(.sample4)
    let answer = try fixture.call("organization.delete", ["name": "IKNL", "dependents": "delete"])
    var seen: Set<String> = []
    for group in (answer["deleted"]?.array ?? []) + (answer["detached"]?.array ?? []) {
      let (ids, names) = (group["ids"]?.array ?? [], group["names"]?.array ?? [])
      #expect(ids.count == names.count && Int64(ids.count) == group["count"]?.integer)
      for id in ids {
        let isNew = seen.insert("\(group["entity"]?.string ?? "") \(id)").inserted
        #expect(isNew, "\(group["entity"] ?? .null) \(id)")
      }
    }
    #expect(answer["deleted"]?[0]?["names"] == ["IKNL"])
    let refusal = try fixture.refusal("collaboration.delete", ["name": "ZEPPELIN"])
    #expect(refusal.data?["dependents"]?[0]?["names"]?.array?.isEmpty == false)
  }
}
