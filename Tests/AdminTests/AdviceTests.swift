import JSON
import JSONRPC
import TestData
import Testing

/// Records that do not fit the others: what the server's API refuses is told, and what the server does not cope with is
/// refused.
@Suite struct AdviceTests {
  /// Makes the call with `strict`, which refuses it, and without, which warns.
  private static func expectWarning(
    _ words: String..., of method: String, _ params: JSON, on fixture: inout Fixture,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var params = params.object ?? JSON.Object()
    params["dry_run"] = true
    let answer = try fixture.call(method, .object(params))
    let warnings = answer["warnings"]?.array?.compactMap(\.string) ?? []
    for word in words {
      #expect(warnings.contains { $0.contains(word) }, "\(method): \(warnings)", sourceLocation: sourceLocation)
    }
    params["strict"] = true
    let refusal = try fixture.refusal(method, .object(params))
    #expect(refusal.kind == "invalid" && words.allSatisfy(refusal.message.contains), sourceLocation: sourceLocation)
  }

  private static func expectSilence(
    _ method: String, _ params: JSON, on fixture: inout Fixture, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var params = params.object ?? JSON.Object()
    (params["dry_run"], params["strict"]) = (true, true)
    let answer = try fixture.call(method, .object(params))
    #expect(answer["warnings"] == nil, sourceLocation: sourceLocation)
  }

  @Test(
    "two nodes of one organization in one collaboration are refused where the server fails on them", arguments: [3, 4])
  func pairs(generation: Int) throws {
    var fixture = try Fixture(.of(generation: generation))
    // Node 5 is IKNL's in ZEPPELIN, 7 its other one in PIPELINE.
    let second: JSON = ["values": ["name": "second", "organization": "IKNL", "collaboration": "ZEPPELIN"]]
    try expectRefusal("constraint", "'IKNL - ZEPPELIN Node'", "500", of: "node.create", second, on: &fixture)
    try expectRefusal(
      "constraint", "'IKNL - ZEPPELIN Node'", of: "node.update", ["id": 7, "values": ["collaboration": "ZEPPELIN"]],
      on: &fixture)
    try expectRefusal(
      "constraint", "'Small Organization - ZEPPELIN Node'", of: "node.update",
      ["id": 5, "values": ["organization": "Small Organization"]], on: &fixture)
    // In one transaction, both ways.
    try expectRefusal(
      "constraint", of: "transaction.run",
      [
        "calls": [
          ["method": "node.delete", "params": ["id": 6, "dependents": "delete"]],
          ["method": "node.create", "params": second],
        ]
      ],
      on: &fixture)
    let swap: JSON = [
      "calls": [
        ["method": "node.update", "params": ["id": 5, "values": ["collaboration": nil]]],
        ["method": "node.update", "params": ["id": 7, "values": ["collaboration": "ZEPPELIN"]]],
        ["method": "node.update", "params": ["id": 5, "values": ["collaboration": "PIPELINE"]]],
      ]
    ]
    _ = try fixture.call("transaction.run", swap)
    // Nodes without a collaboration are no pair.
    for name in ["spare1", "spare2"] {
      _ = try fixture.call("node.create", ["values": ["name": .string(name), "organization": "IKNL"]])
    }
  }

  @Test("an undo cannot make a second node of a pair either")
  func undo() throws {
    var fixture = try Fixture(.sample4)
    _ = try fixture.call("node.delete", ["id": 5, "dependents": "delete"])
    let seq = try fixture.call("audit.list", ["limit": 1])["items"]?[0]?["call"] ?? .null
    let new = try fixture.call(
      "node.create", ["values": ["name": "new", "organization": "IKNL", "collaboration": "ZEPPELIN"]])
    try expectRefusal("constraint", "'new'", of: "audit.undo", ["seq": seq], on: &fixture)
    #expect(try fixture.refusal("node.get", ["id": 5]).kind == "not_found")
    _ = try fixture.call("node.update", ["id": new["id"] ?? .null, "values": ["collaboration": nil]])
    _ = try fixture.call("audit.undo", ["seq": seq])
    #expect(try fixture.call("node.get", ["id": 5])["name"] == "IKNL - ZEPPELIN Node")
  }

  @Test("the server 2 copes with two nodes of a pair: it is told")
  func pairOf2() throws {
    var fixture = try Fixture(.sample2)
    try Self.expectWarning(
      "node 'IKNL - ZEPPELIN Node' belongs to the same organization", of: "node.create",
      ["values": ["name": "second", "organization": "IKNL", "collaboration": "ZEPPELIN"]], on: &fixture)
  }

  @Test("roles of another organization are told, and only those that come with the call", arguments: [2, 3, 4, 5])
  func roles(generation: Int) throws {
    // The custom role is IKNL's; john is of IKNL, jane of Small Organization.
    var fixture = try Fixture(.of(generation: generation))
    let foreign = "role 'custom-role' belongs to another organization"
    try Self.expectWarning(
      foreign, of: "user.create", ["values": ["username": "new", "organization": 3, "roles": ["custom-role"]]],
      on: &fixture)
    try Self.expectSilence(
      "user.create", ["values": ["username": "new", "organization": 2, "roles": ["custom-role", "Root"]]], on: &fixture)
    _ = try fixture.call("user.update", ["username": "john", "values": ["roles": ["custom-role"]]])
    try Self.expectWarning(
      foreign, of: "user.update", ["username": "john", "values": ["organization": 3]], on: &fixture)
    try Self.expectWarning(
      "user 'john' belongs to another organization", of: "role.update",
      ["name": "custom-role", "values": ["organization": 3]], on: &fixture)
    try Self.expectWarning(
      "user 'root' belongs to another organization", of: "role.update",
      ["name": "custom-role", "values": ["users": ["add": ["root"]]]], on: &fixture)
    _ = try fixture.call("user.update", ["username": "john", "values": ["organization": 3]])
    // What is old is left alone.
    let other: JSON = generation == 5 ? ["is_service_account": false] : ["firstname": "J"]
    try Self.expectSilence("user.update", ["username": "john", "values": other], on: &fixture)
    try Self.expectSilence("user.update", ["username": "john", "values": ["roles": ["add": ["Root"]]]], on: &fixture)
    try Self.expectSilence("role.update", ["name": "custom-role", "values": ["description": "d"]], on: &fixture)
  }

  @Test("a second role of one name in an organization, and default roles' names, are told", arguments: [2, 3, 4, 5])
  func roleNames(generation: Int) throws {
    var fixture = try Fixture(.of(generation: generation))
    let another = "its organization has another role of that name"
    try Self.expectWarning(
      another, of: "role.create", ["values": ["name": "custom-role", "organization": "IKNL"]], on: &fixture)
    try Self.expectSilence(
      "role.create", ["values": ["name": "custom-role", "organization": "Small Organization"]], on: &fixture)
    try Self.expectSilence("role.create", ["values": ["name": "custom-role"]], on: &fixture)
    try Self.expectWarning(another, "default role", of: "role.create", ["values": ["name": "Root"]], on: &fixture)
    try Self.expectWarning(
      "default role", of: "role.create", ["values": ["name": "node", "organization": 2]], on: &fixture)
    let viewer: JSON = ["values": ["name": "Viewer", "organization": 2]]
    if generation == 2 {
      try Self.expectSilence("role.create", viewer, on: &fixture)
    } else {
      try Self.expectWarning("default role", of: "role.create", viewer, on: &fixture)
    }
  }

  @Test("studies have the organizations of their collaboration")
  func studies() throws {
    // Study 1 is PIPELINE's; 'Zoë Örg' (4) is in PIPELINE only.
    var fixture = try Fixture(.sample4)
    let outside = "organization 'Zoë Örg 🏢' is not in the study's collaboration"
    try Self.expectWarning(
      outside, of: "study.create",
      ["values": ["name": "s", "collaboration": "ZEPPELIN", "organizations": [2, 4]]], on: &fixture)
    try Self.expectSilence(
      "study.create", ["values": ["name": "s", "collaboration": "PIPELINE", "organizations": [2, 4]]], on: &fixture)
    _ = try fixture.call(
      "study.create", ["values": ["name": "s", "collaboration": "PIPELINE", "organizations": [2, 4]]])
    try Self.expectWarning(
      outside, of: "study.update", ["name": "s", "values": ["collaboration": "ZEPPELIN"]], on: &fixture)
    try Self.expectWarning(
      "organization 'root'", of: "study.update", ["name": "s", "values": ["organizations": ["add": ["root"]]]],
      on: &fixture)
    try Self.expectWarning(
      "study 's' has an organization", "node 'Zoë Örg 🏢 - PIPELINE Node' belongs to an organization",
      of: "collaboration.update", ["name": "PIPELINE", "values": ["organizations": ["remove": [4]]]], on: &fixture)
    try Self.expectWarning(
      "study 's'", of: "organization.update", ["id": 4, "values": ["collaborations": []]], on: &fixture)
    try Self.expectWarning(
      "study 's'", of: "organization.update", ["name": "root", "values": ["studies": ["add": ["s"]]]], on: &fixture)
    try Self.expectSilence(
      "collaboration.update", ["name": "PIPELINE", "values": ["organizations": ["add": ["root"]]]], on: &fixture)
  }

  @Test("tasks and results stay in their collaboration")
  func tasks() throws {
    var fixture = try Fixture(.sample4)
    // Task 1 is ZEPPELIN's; 4 and the study are PIPELINE's.
    let values: JSON.Object = .init([.init("name", "t"), .init("collaboration", "ZEPPELIN"), .init("initiator", 2)])
    for (field, value, word) in [
      ("study", 1, "study"), ("parent", 4, "the parent task 4"), ("initiator", 4, "initiator is not"),
    ] as [(String, JSON, String)] {
      var values = values
      values[field] = value
      try Self.expectWarning(word, of: "task.create", ["values": .object(values)], on: &fixture)
    }
    try Self.expectSilence("task.create", ["values": .object(values)], on: &fixture)
    try Self.expectWarning(
      "task 2, which this task", of: "task.update", ["id": 1, "values": ["collaboration": "PIPELINE"]], on: &fixture)
    let outside = "the result's organization is not in the task's collaboration"
    try Self.expectWarning(outside, of: "result.create", ["values": ["task": 1, "organization": 4]], on: &fixture)
    try Self.expectSilence("result.create", ["values": ["task": 1, "organization": 2]], on: &fixture)
    try Self.expectWarning(outside, of: "result.update", ["id": 1, "values": ["organization": 1]], on: &fixture)
    try Self.expectSilence("result.update", ["id": 1, "values": ["log": "x"]], on: &fixture)
  }
}
