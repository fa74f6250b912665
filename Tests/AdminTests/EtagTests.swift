import Engine
import JSON
import JSONRPC
import TestData
import Testing

@Suite struct EtagTests {
  private static let values: [String: JSON] = [
    "text": "changed", "integer": 77, "boolean": true, "moment": "2020-02-02T02:02:02Z",
    "base64": .string(PublicKeys.rsa), "parameters": #"{"changed": 1}"#, "action": "preprocessing",
  ]

  @Test("an etag changes with every field of the record, and with no volatile one", arguments: [2, 3, 4, 5])
  func fields(generation: Int) throws {
    var fixture = try Fixture(.of(generation: generation))
    var looked = 0
    for described in try fixture.call("rpc.describe")["entities"]?.array ?? [] {
      guard let entity = described["name"]?.string, entity != "rule", described["log"] != true else { continue }
      guard let id = try fixture.call("\(entity).list", ["limit": 1, "order": "-id"])["items"]?[0]?["id"] else {
        continue
      }
      for field in described["fields"]?.array ?? [] where field["readonly"] != true {
        let name = field["name"]?.string ?? ""
        let before = try fixture.call("\(entity).get", ["id": id])
        var value = Self.values[name] ?? Self.values[field["kind"]?.string ?? ""] ?? .null
        if name.hasPrefix("keycloak") { value = .string("\(name) of \(entity)") }
        if name == "api_key" { value = "0f8fad5b-d9cb-469f-a165-70867728950e" }
        if before[name] == value { value = value == true ? false : "another" }
        _ = try fixture.call("\(entity).update", ["id": id, "values": .object(.init([.init(name, value)]))])
        let after = try fixture.call("\(entity).get", ["id": id])
        #expect((before["etag"] == after["etag"]) == (field["volatile"] == true), "\(entity).\(name)")
        looked += 1
        // The conflict names that field, and nothing else; only what is volatile makes none.
        let params: JSON = ["id": id, "values": [:], "if_match": before["etag"] ?? .null]
        if field["volatile"] == true {
          _ = try fixture.call("\(entity).update", params)
        } else {
          let refusal = try fixture.refusal("\(entity).update", params)
          // Since 4.x the label is a row of the relation that belongs to the task.
          let isRow = entity == "task" && name == "database" && generation >= 4
          let names: JSON = isRow ? ["database", "databases"] : [.string(name)]
          #expect(
            refusal.kind == "conflict" && refusal.data?["fields"] == names, "\(entity).\(name): \(refusal)")
          #expect(
            refusal.data?["etag"] == after["etag"] && refusal.message.contains("changed since it was read: \(name)"))
        }
      }
    }
    #expect(looked > 25)
  }

  @Test("it changes with the relations that belong to the record, and not with others")
  func relations() throws {
    var fixture = try Fixture(.sample4)
    let changes: [(String, JSON, String, JSON, Bool)] = [
      ("user", 2, "user.update", ["id": 2, "values": ["roles": ["add": ["Root"]]]], true),
      ("user", 2, "user.update", ["id": 2, "values": ["rules": []]], true),
      ("user", 2, "user.update", ["id": 2, "values": ["organization": nil]], true),
      ("user", 2, "role.update", ["name": "node", "values": ["users": ["add": [2]]]], true),
      ("role", 2, "user.update", ["id": 3, "values": ["roles": ["add": [2]]]], false),
      ("organization", 2, "user.update", ["id": 3, "values": ["organization": 2]], false),
      ("organization", 2, "collaboration.update", ["id": 1, "values": ["organizations": [2]]], false),
      ("collaboration", 1, "organization.update", ["id": 1, "values": ["collaborations": [1]]], true),
      ("task", 1, "task.update", ["id": 1, "values": ["parent": 3]], true),
      ("task", 1, "task_database.create", ["values": ["task": 1, "database": "x"]], true),
      ("task", 1, "task.update", ["id": 1, "values": ["database": "y"]], true),
      ("task", 1, "result.update", ["id": 1, "values": ["finished_at": nil]], false),
      ("node", 5, "node_config.create", ["values": ["node": 5, "key": "x"]], false),
      ("organization", 2, "organization.update", ["id": 2, "values": ["name": "IKNL"]], false),
    ]
    for (entity, id, method, params, isChanged) in changes {
      let before = try fixture.call("\(entity).get", ["id": id])["etag"]
      _ = try fixture.call(method, params)
      let after = try fixture.call("\(entity).get", ["id": id])["etag"]
      #expect((before != after) == isChanged, "\(entity) \(method) \(params)")
    }
  }

  private static func parts(_ etag: JSON?) -> Substring? { etag?.string?.split(separator: ".").first }

  @Test("it is the same in every answer and on every opening, and tells storage classes apart")
  func stable() throws {
    var fixture = try Fixture(.sample4)
    let etag = try fixture.call("organization.get", ["id": 2])["etag"]
    #expect(etag == (try fixture.call("organization.get", ["name": "IKNL"])["etag"]))
    #expect(
      etag == (try fixture.call("organization.list", ["where": ["id": 2], "fields": "etag"])["items"]?[0]?["etag"]))
    #expect(etag == (try fixture.call("organization.update", ["id": 2, "values": [:]])["etag"]))
    var again = try Fixture(.sample4)
    let other = try again.call("organization.get", ["id": 2])["etag"]
    // Another file tells another history, which is what its etags end with.
    #expect(Self.parts(etag) == Self.parts(other) && etag != other)
    do {
      let connection = try PlainSession(fixture.path)
      try connection.run("UPDATE organization SET domain = x'696b6e6c2e6e6c' WHERE id = 2")
    }
    #expect(etag != (try fixture.call("organization.get", ["id": 2])["etag"]))
    try fixture.expectConflict("organization", 2, etag ?? .null, ["domain"])
  }

  @Test("several changes are all named; what is no etag of the record conflicts")
  func conflicts() throws {
    var fixture = try Fixture(.sample4)
    let etag = try fixture.call("user.get", ["id": 2])["etag"] ?? .null
    _ = try fixture.call(
      "user.update", ["id": 2, "values": ["roles": [], "email": nil, "organization": 1, "status": "online"]])
    try fixture.expectConflict("user", 2, etag, ["email", "organization", "roles"])
    for garbage in ["", "x", .string(String(repeating: "A", count: 10_000)), "IKNL"] as [JSON] {
      #expect(
        try fixture.refusal("user.update", ["id": 2, "values": [:], "if_match": garbage]).kind == "conflict",
        "\(garbage)")
    }
    let other = try fixture.call("user.get", ["id": 3])["etag"] ?? .null
    #expect(try fixture.refusal("user.update", ["id": 2, "values": [:], "if_match": other]).kind == "conflict")
    #expect(try fixture.refusal("user.update", ["id": 2, "values": [:], "if_match": 5]).kind == "invalid_params")
  }
}

extension Fixture {
  fileprivate mutating func expectConflict(
    _ entity: String, _ id: Int64, _ etag: JSON, _ fields: JSON, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let refusal = try refusal("\(entity).update", ["id": .integer(id), "values": [:], "if_match": etag])
    #expect(
      refusal.kind == "conflict" && refusal.data?["fields"] == fields, "\(refusal)", sourceLocation: sourceLocation)
  }
}
