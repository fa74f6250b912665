import Engine
import JSON
import JSONRPC
import SQLite
import TestData
import Testing

@Suite("what a user can do")
struct PermissionTests {
  @Test("what there are no rules for is refused, with the near miss", arguments: [3, 4])
  func unknown(generation: Int) throws {
    var fixture = try Fixture(.of(generation: generation))
    func refusal(_ resource: JSON, _ scope: JSON = "global", _ operation: JSON = "view") throws -> String {
      let params: JSON = ["id": 1, "resource": resource, "scope": scope, "operation": operation]
      let refusal = try fixture.refusal("user.can", params)
      #expect(refusal.kind == "invalid_params")
      return refusal.message
    }
    #expect(try refusal("nodes") == "parameter 'resource': there are no rules for 'nodes': did you mean 'node'?")
    #expect(try refusal("").contains("there are no rules for ''"))
    #expect(try refusal("zzzzzz").hasSuffix("there are no rules for 'zzzzzz'"))
    #expect(try refusal("node", "globl").contains("did you mean 'global'?"))
    #expect(try refusal("node", "global", "vieww").contains("did you mean 'view'?"))
  }

  @Test("a resource goes by the names of all generations")
  func aliases() throws {
    for (generation, own, other) in [(3, "result", "run"), (4, "run", "result")] {
      var fixture = try Fixture(.of(generation: generation))
      let names = try fixture.call("rule.list", ["fields": ["name"], "limit": 1_000])["items"]?.array ?? []
      guard names.contains(["name": .string(own)]) else { continue }
      for name in [own, other] {
        let params: JSON = ["id": 1, "resource": .string(name), "scope": "global", "operation": "view"]
        #expect(try fixture.call("user.can", params)["can"] == true, "\(generation) \(name)")
      }
    }
  }

  @Test("a wider scope counts as at least the narrower one, and as no more", arguments: [3, 4])
  func atLeast(generation: Int) throws {
    var fixture = try Fixture(.of(generation: generation))
    let scopes = ["own", "organization", "collaboration", "global"]
    let users = try fixture.call("user.list", ["fields": ["id"], "limit": 1_000])["items"]?.array ?? []
    let rules =
      try fixture.call("rule.list", ["fields": ["name", "scope", "operation"], "limit": 1_000])["items"]?.array ?? []
    #expect(!users.isEmpty && !rules.isEmpty)
    for user in users {
      let permissions = try fixture.call("user.permissions", ["id": user["id"] ?? .null])["rules"]?.array ?? []
      for rule in rules {
        let answer = try fixture.call(
          "user.can",
          [
            "id": user["id"] ?? .null, "resource": rule["name"] ?? .null, "scope": rule["scope"] ?? .null,
            "operation": rule["operation"] ?? .null,
          ])
        let alike = permissions.filter { $0["name"] == rule["name"] && $0["operation"] == rule["operation"] }
        let least = scopes.firstIndex { .string($0) == rule["scope"] } ?? 0
        let covered = alike.contains { one in (scopes.firstIndex { .string($0) == one["scope"] } ?? -1) >= least }
        #expect(answer["can"] == .bool(alike.contains { $0["scope"] == rule["scope"] }))
        #expect(answer["at_least"] == .bool(covered), "\(user) \(rule)")
      }
    }
  }
}
