import Admin
import JSON
import TestData
import Testing

/// What users may do stays, though rules and default roles are others.
@Suite("database.migrate and permissions") struct MigratedRolesTests {
  /// The rules that a user has, by roles and directly.
  private static func rules(_ user: String, _ fixture: inout Fixture) throws -> Set<String> {
    let answer = try fixture.call("user.permissions", ["username": .string(user)])
    return Set(
      (answer["rules"]?.array ?? []).map {
        "\($0["name"]?.string ?? ""):\($0["scope"]?.string ?? ""):\($0["operation"]?.string ?? "")"
      })
  }

  private static func carried(_ rules: Set<String>) -> Set<String> {
    let newer = [
      "task:organization:view": "task:collaboration:view", "task:organization:create": "task:collaboration:create",
      "task:organization:delete": "task:collaboration:delete", "result:organization:view": "run:collaboration:view",
      "result:global:view": "run:global:view", "event:organization:view": "event:organization:receive",
      "event:collaboration:view": "event:collaboration:receive", "event:global:view": "event:global:receive",
      "event:organization:create": "event:organization:send", "event:collaboration:create": "event:collaboration:send",
      "event:global:create": "event:global:send",
    ]
    return Set(rules.map { newer[$0] ?? $0 })
  }

  @Test(
    "every user may do what they could",
    arguments: [Sample.sample2, .sample3, .imported2, .imported3, .upgraded2to4, .upgraded3to4].filter(\.isMigrated))
  func users(sample: Sample) throws {
    var fixture = try Fixture(sample)
    let roles =
      try fixture.call("role.list", ["fields": ["name", "organization"], "limit": 1_000])["items"]?.array ?? []
    for (place, role) in roles.enumerated() where role["organization"] == .null {
      try fixture.call(
        "user.create",
        ["values": ["username": .string("holder\(place)"), "roles": [role["name"] ?? .null], "organization": 2]])
    }
    let names = (try fixture.call("user.list", ["fields": ["username"]])["items"]?.array ?? [])
      .compactMap { $0["username"]?.string }
    var before: [String: Set<String>] = [:]
    for name in names { before[name] = try Self.rules(name, &fixture) }
    try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    for name in names {
      let now = try Self.rules(name, &fixture)
      #expect(Self.carried(before[name] ?? []).subtracting(now) == [], "\(name)")
    }
    #expect(names.count > 5 && before.values.contains { $0.count > 10 })
    // The server's next start has nothing to change.
    let changed = try fixture.rows(of: "changed_default_role").rows
    #expect(changed.allSatisfy { $0.hasPrefix("role 'Root' ") && $0.contains("rules: has besides ") }, "\(changed)")
    #expect(try fixture.rows(of: "missing_default").rows == [])
  }

  @Test("what a default role no longer allows is a role of its own, for its users only")
  func surplus() throws {
    var fixture = try Fixture(.sample3)
    try fixture.call("user.update", ["username": "noorg", "values": ["roles": ["Organization Admin"]]])
    try fixture.call(
      "role.update", ["name": "Viewer", "values": ["rules": ["add": ["node:global:edit"]]], "accept": ["default_role"]])
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    let steps = (report["steps"]?.array ?? []).compactMap { $0["sentence"]?.string }
    #expect(
      steps.last
        == "2 roles added for what the default roles of version 4 no longer allow: 'Viewer (before version 4)', "
        + "'Organization Admin (before version 4)'")
    let role = try fixture.call(
      "role.get",
      ["name": "Organization Admin (before version 4)", "fields": ["rules", "users.username", "is_default_role"]])
    #expect(role["users"] == [["username": "noorg"]] && role["is_default_role"] == false)
    #expect(
      (role["rules"]?.array ?? []).map {
        "\($0["name"]?.string ?? ""):\($0["scope"]?.string ?? ""):\($0["operation"]?.string ?? "")"
      }.sorted()
        == ["task:collaboration:create", "task:collaboration:delete"])
    let viewer = try fixture.call(
      "role.get", ["name": "Viewer (before version 4)", "fields": ["rules.count", "users.count"]])
    #expect(viewer["rules"] == ["count": 1] && viewer["users"] == ["count": 2])
  }

  @Test("a role that is only named like a default role gets another name", arguments: [3, 4] as [Int64])
  func named(target: Int64) throws {
    var fixture = try Fixture(.sample2)
    try fixture.call(
      "role.create",
      ["values": ["name": "Viewer", "description": "ours", "rules": ["node:global:view"]], "accept": ["default_role"]])
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(target)])
    #expect(
      report["renamed"] == [["entity": "role", "id": 5, "field": "name", "old": "Viewer", "new": "Viewer (2)"]])
    #expect(try fixture.call("role.get", ["id": 5])["rules"]?.array?.count == 1)
    let viewer = try fixture.call("role.get", ["name": "Viewer"])
    #expect(viewer["rules"]?.array?.count == (target == 3 ? 12 : 15))
  }

  @Test(
    "rules that a started 4.x server has added are not doubled; those that meant more are told")
  func started() throws {
    var fixture = try Fixture(.upgraded3to4)
    // As the server adds its rules at its start. On PostgreSQL, the type that it keeps has no RECEIVE.
    let event = TestEngine.current == .sqlite ? ", ('event', 'RECEIVE', 'ORGANIZATION')" : ""
    try fixture.plant(
      """
      INSERT INTO rule (name, operation, scope) VALUES ('run', 'VIEW', 'COLLABORATION'),
        ('task', 'VIEW', 'COLLABORATION')\(event);
      INSERT INTO UserPermission (rule_id, user_id) SELECT id, 2 FROM rule WHERE name = 'result' AND scope = 'ORGANIZATION';
      """)
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": 4])
    let left = (report["left"]?.array ?? []).compactMap { $0["sentence"]?.string }
    #expect(
      left.first
        == "2 rules that allowed more before version 4: 'task:organization:delete', 'task:organization:view'; look at the "
        + "roles that have them")
    #expect(try fixture.rows(of: "missing_rule").rows == [])
    let rules = try fixture.call(
      "rule.list", ["where": ["name": ["in": ["run", "result"]]], "fields": ["name", "scope"]])
    #expect(rules["items"]?.array?.count == 4)
    let user = try fixture.call("user.get", ["id": 2])["rules"]?.array ?? []
    #expect(user.contains { $0["name"] == "run" && $0["scope"] == "collaboration" })
  }
}
