import Admin
import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// Where the database refuses no second record of a name, and other programs write meanwhile, the call that made the
/// first one is warned after its commit. A file's lock keeps other programs out until then.
@Suite struct LateWarningTests {
  /// What a call is warned about after its commit, if another program runs the statements before that.
  private static func warnings(
    _ sample: Sample, _ method: String, _ params: JSON, meanwhile statements: [String]
  ) throws -> [String] {
    var fixture = try Fixture(sample)
    let other = try PlainSession(fixture.path, busyMilliseconds: 0)
    let change = try fixture.prepared(method, params)
    var output = JSONWriter()
    try fixture.writer.begin()
    _ = fixture.writer.answer(change.call, change.prepared, fixture.caller, into: &output)
    for statement in statements {
      if TestEngine.current == .postgresql {
        try other.run(statement)
      } else {
        #expect(throws: EngineError.self) { try other.run(statement) }
      }
    }
    let late = try fixture.writer.commit()
    #expect(late.allSatisfy { $0.call == 0 })
    return late.map(\.sentence)
  }

  private static func onServers(_ sentences: [String]) -> [String] {
    TestEngine.current == .postgresql ? sentences : []
  }

  @Test func `a name that another program gives at the same moment`() throws {
    let insert = "INSERT INTO organization (id, name) VALUES (77, 'twin')"
    let sentence = "another program has given organization 77 the same name at the same moment"
    for sample in [Sample.sample2, .sample3] {
      let found = try Self.warnings(
        sample, "organization.create", ["values": ["name": "twin"]], meanwhile: [insert])
      #expect(found == Self.onServers([sentence]))
      let changed = try Self.warnings(
        sample, "organization.update", ["id": 1, "values": ["name": "twin"]], meanwhile: [insert])
      #expect(changed == Self.onServers([sentence]))
      let other = try Self.warnings(
        sample, "organization.update", ["id": 1, "values": ["country": "x"]], meanwhile: [insert])
      #expect(other == [], "the name was not changed")
      let dry = try Self.warnings(
        sample, "organization.create", ["values": ["name": "twin"], "dry_run": true], meanwhile: [])
      #expect(dry == [])
      let alone = try Self.warnings(sample, "organization.create", ["values": ["name": "twin"]], meanwhile: [])
      #expect(alone == [])
    }
  }

  @Test func `an account that another program links at the same moment, to a record of any kind`() throws {
    let account = "0f8fad5b-d9cb-469f-a165-70867728950e"
    let found = try Self.warnings(
      .sample5, "user.link", ["id": 2, "keycloak_id": .string(account)],
      meanwhile: ["UPDATE authenticatable SET keycloak_id = '\(account)' WHERE id = 5"])
    #expect(
      found
        == Self.onServers([
          "another program has given the row 5 of 'authenticatable' the same keycloak_id at the same moment"
        ]))
  }

  @Test func `an organization that another program adds to the collaboration at the same moment`() throws {
    let insert = "INSERT INTO Member (collaboration_id, organization_id) VALUES (1, 5)"
    for sample in [Sample.sample2, .sample3, .sample4] {
      var fixture = try Fixture(sample)
      try fixture.call("organization.create", ["values": ["name": "new"]])
      let change = try fixture.prepared(
        "collaboration.update", ["id": 1, "values": ["organizations": ["add": [5]]]])
      let other = try PlainSession(fixture.path, busyMilliseconds: 0)
      var output = JSONWriter()
      try fixture.writer.begin()
      _ = fixture.writer.answer(change.call, change.prepared, fixture.caller, into: &output)
      if TestEngine.current == .postgresql { try other.run(insert) }
      #expect(
        try fixture.writer.commit().map(\.sentence)
          == Self.onServers([
            "another program has added 5 to 'organizations' of collaboration 1 at the same moment: it is there twice"
          ]))
    }
  }

  @Test func `warnings join those of the answer`() {
    let answer: JSON = ["id": 1, "result": ["name": "x", "warnings": ["one"]]]
    #expect(LateWarning.add(["two"], to: answer)["result"]?["warnings"] == ["one", "two"])
    #expect(LateWarning.add(["two"], to: ["id": 1, "result": 7]) == ["id": 1, "result": 7])
    let failure: JSON = ["id": 1, "error": ["code": 1]]
    #expect(LateWarning.add(["two"], to: failure) == failure)
  }
}
