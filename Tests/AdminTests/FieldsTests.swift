import Engine
import JSON
import JSONRPC
import TestData
import Testing

@Suite struct FieldsTests {
  private static func first(_ fixture: inout Fixture, _ method: String, _ id: Int64, _ fields: JSON) throws -> JSON? {
    let answer = try fixture.call("\(method).list", ["where": ["id": .integer(id)], "fields": fields])
    let item = answer["items"]?[0]
    var alone = try fixture.call("\(method).get", ["id": .integer(id), "fields": fields])
    if case .object(var object) = alone {
      object["etag"] = nil
      alone = .object(object)
    }
    #expect(item == alone)
    return item
  }

  @Test("fields are answered in the order in which they were asked for, and no others")
  func selection() throws {
    var fixture = try Fixture(.sample4)
    let item = try Self.first(&fixture, "user", 2, ["lastname", "id", "organization", "firstname"])
    #expect(item?.object?.members.map(\.key) == ["lastname", "id", "organization", "firstname"])
    #expect(item == ["lastname": "Doe", "id": 2, "organization": ["id": 2, "name": "IKNL"], "firstname": "John"])
    #expect(try Self.first(&fixture, "user", 2, "id, username") == ["id": 2, "username": "john"])
  }

  @Test("dots lead across relations, and what is asked for twice is answered once")
  func dots() throws {
    var fixture = try Fixture(.sample4)
    #expect(
      try Self.first(&fixture, "task", 2, ["parent.initiator.name", "parent.id", "parent.id"]) == [
        "parent": ["initiator": ["name": "IKNL"], "id": 1]
      ])
    #expect(
      try Self.first(&fixture, "user", 3, ["roles.name", "roles.id"]) == [
        "roles": [["name": "Viewer", "id": 4], ["name": "custom-role", "id": 8]]
      ])
    #expect(
      try Self.first(&fixture, "user", 3, ["roles", "organization", "organization.domain"]) == [
        "roles": [["id": 4, "name": "Viewer"], ["id": 8, "name": "custom-role"]],
        "organization": ["id": 3, "name": "Small Organization", "domain": "small-organization.example"],
      ])
    #expect(try Self.first(&fixture, "task", 1, ["parent.name"]) == ["parent": nil])
    #expect(
      try Self.first(&fixture, "user", 2, ["rules"]) == [
        "rules": [["id": 3, "name": "node", "scope": "organization", "operation": "view"]]
      ])
    #expect(
      try Self.first(&fixture, "organization", 4, ["users.count", "nodes.count", "collaborations.nodes.count"]) == [
        "users": ["count": 0], "nodes": ["count": 1], "collaborations": [["nodes": ["count": 3]]],
      ])
  }

  @Test("the names of both generations are accepted, and the canonical ones answered")
  func aliases() throws {
    var fixture = try Fixture(.sample4)
    #expect(
      try Self.first(&fixture, "task", 2, ["job_id", "init_org.name", "runs.id"]) == [
        "run_id": 1, "initiator": ["name": "IKNL"], "results": [["id": 3]],
      ])
    #expect(try fixture.call("org.get", ["id": 2, "fields": "id"]) == ["id": 2])
    #expect(try fixture.call("run.get", ["id": 1, "fields": "id"]) == ["id": 1])
    #expect(try fixture.call("collab.list", ["fields": "id", "limit": 1])["items"] == [["id": 1]])
    let methods = try fixture.call("rpc.describe", ["entity": "run"])["methods"]?.array ?? []
    #expect(methods.allSatisfy { $0["name"]?.string?.hasPrefix("result.") == true } && !methods.isEmpty)
  }

  @Test("a long relation ends after a hundred rows, and says that there are more; a record alone has them all")
  func manyRows() throws {
    var fixture = try Fixture(.sample4)
    do {
      let connection = try PlainSession(fixture.path)
      for number in 1...150 {
        try connection.run("INSERT INTO task (name, parent_id) VALUES (?1, 1)", [.text("t\(number)")])
      }
    }
    try fixture.plant(
      (1...130).map { "INSERT INTO Permission (role_id, user_id) VALUES (\(1_000 + $0), 2)" }.joined(separator: ";"))
    let children = try fixture.call("task.get", ["id": 1, "fields": ["children.id"]])["children"]?.array ?? []
    #expect(children.count == 151)
    let listed = try fixture.call("user.list", ["where": ["id": 2], "fields": ["roles.id"]])
    let roles = listed["items"]?[0]?["roles"]?.array ?? []
    #expect(roles.count == 101 && roles.last == ["more": true, "count": 131])
    #expect(try fixture.call("user.get", ["id": 2])["roles"]?.array?.count == 131)
    #expect(
      try fixture.call("task.get", ["id": 1, "fields": ["children.count"]])["children"] == ["count": 151])
  }

  @Test("what cannot be shown is refused, in words")
  func refusals() throws {
    var fixture = try Fixture(.sample4)
    let refused: [(String, JSON, [String])] = [
      ("user", ["password"], ["'password'", "secret"]), ("user", ["otp_secret"], ["secret"]),
      ("organization", ["users.password"], ["secret"]), ("node", ["api_key"], ["secret"]),
      ("user", ["usrname"], ["did you mean 'username'"]), ("user", ["organization.nmae"], ["did you mean 'name'"]),
      ("user", ["username.x"], ["not a relation"]), ("user", [""], ["''"]), ("user", [], ["at least one"]),
      ("user", "", ["at least one"]), ("user", [1], ["list of names"]), ("user", 1, ["list of names"]),
      ("user", ["a": 1], ["list of names"]),
      ("user", ["id.x"], ["not a relation"]), ("user", ["organization.etag"], ["'etag'"]),
      ("user", ["roles.count", "roles.id"], ["'roles.count'"]), ("user", ["organization.count"], ["'count'"]),
      ("user", ["username\" FROM user --"], ["unknown field"]), ("user", ["*"], ["unknown field"]),
    ]
    for (entity, fields, words) in refused {
      let refusal = try fixture.refusal("\(entity).list", ["fields": fields])
      #expect(refusal.kind == "invalid", "\(fields)")
      for word in words { #expect(refusal.message.contains(word), "\(fields): \(refusal.message)") }
      #expect(try fixture.refusal("\(entity).get", ["id": 1, "fields": fields]).kind == "invalid", "\(fields)")
    }
  }

  @Test("more than there may be is refused by its size")
  func limits() throws {
    var fixture = try Fixture(.sample4)
    let deep = JSON.array([.string(String(repeating: "parent.", count: 9) + "id")])
    #expect(try fixture.refusal("task.list", ["fields": deep]).kind == "limit")
    let wide = JSON.array((0..<300).map { .string("name\($0)") })
    #expect(try fixture.refusal("task.list", ["fields": wide]).kind == "limit")
    // Each path is another table to join.
    var paths: [String] = []
    for depth in 0...5 {
      for name in [
        "collaboration.name", "initiator.name", "init_user.status", "init_user.organization.name",
        "study.collaboration.name", "algorithm_store.collaboration.name",
      ] {
        paths.append(String(repeating: "parent.", count: depth) + name)
      }
    }
    let most = JSON.array(paths.map { .string($0) })
    #expect(try fixture.call("task.list", ["fields": most])["items"]?.array?.count == 5)
    paths.append(String(repeating: "parent.", count: 6) + "collaboration.name")
    let refusal = try fixture.refusal("task.list", ["fields": .array(paths.map { .string($0) })])
    #expect(refusal.kind == "limit", "\(refusal.message)")
  }

  @Test("relations within relations multiply only so far")
  func multiplied() throws {
    var fixture = try Fixture(.sample4)
    for method in ["role.list", "role.get"] {
      var params: JSON.Object = JSON.Object([.init("fields", ["rules.roles.rules.roles.rules.roles.id"])])
      params[method == "role.get" ? "id" : "limit"] = 1
      let refusal = try fixture.refusal(method, .object(params))
      #expect(refusal.kind == "limit" && refusal.hint?.contains("'fields'") == true, "\(refusal.message)")
    }
    let some = try fixture.call("role.get", ["id": 1, "fields": ["rules.roles.id", "rules.roles.users.id"]])
    #expect(some["rules"]?.array?.count == 86)
  }
}
