import Admin
import JSON
import JSONRPC
import TestData
import Testing

/// A file declares records, and the database becomes equal to it.
@Suite("database.apply") struct ApplyTests {
  @discardableResult
  static func apply(_ lines: [String], _ fixture: inout Fixture, _ params: JSON = [:]) throws -> JSON {
    try fixture.call("database.apply", params, file: try ExchangeTests.file(lines, fixture.folder.path))
  }

  static func refusal(_ lines: [String], _ fixture: inout Fixture, _ params: JSON = [:]) throws -> RPCError {
    try fixture.refusal("database.apply", params, file: try ExchangeTests.file(lines, fixture.folder.path))
  }

  /// `create organization North`, in the order of the answer.
  static func acts(_ answer: JSON) -> [String] {
    (answer["changes"]?.array ?? []).map { change in
      let act = change["before"]?.isNull == true ? "create" : change["after"]?.isNull == true ? "delete" : "change"
      return "\(act) \(change["entity"]?.string ?? "") \(change["name"]?.string ?? "")"
    }
  }

  static let network = [
    #"{"organization": {"name": "North", "country": "NL"}}"#, #"{"organization": {"name": "South"}}"#,
    #"{"role": {"name": "Helper", "organization": "North", "rules": ["user:organization:view", "node:global:view"]}}"#,
    #"{"user": {"username": "ann", "organization": "North", "roles": ["Helper"], "password": "Right-horse-7"}}"#,
    #"{"collaboration": {"name": "Both", "organizations": ["North", "South"]}}"#,
    #"{"task": {"id": 1, "name": "t", "image": "i", "collaboration": "Both", "initiator": "North"}}"#,
    #"{"result": {"task": {"id": 1}, "organization": "North"}}"#,
    #"{"result": {"task": {"id": 1}, "organization": "South"}}"#,
  ]

  @Test("a database is equal to its own export", arguments: ExchangeTests.healthy, [false, true])
  func exported(_ one: (sample: Sample, generation: Int), withSecrets: Bool) throws {
    var fixture = try Fixture(one.sample)
    let lines = try ExchangeTests.export(&fixture, ["with_secrets": .bool(withSecrets)]).lines
    let before = try Dump.text(fixture.path, now: Fixture.now)
    let answer = try Self.apply(lines, &fixture, ["name": "all", "prune": true])
    #expect(answer["changes"] == [] && answer["changed"] == 0, "\(answer["changes"] ?? .null)")
    #expect(answer["records"]?.array?.reduce(0) { $0 + ($1["unchanged"]?.integer ?? 0) } == Int64(lines.count - 1))
    #expect(try Dump.text(fixture.path, now: Fixture.now) == before)
  }

  @Test(
    "a database of version 4 that was upgraded is equal to its own export, too",
    .onFiles("there is no such database on a server"))
  func upgraded() throws {
    for sample in [Sample.upgraded2to4, .upgraded3to4] {
      var fixture = try Fixture(sample)
      let lines = try ExchangeTests.export(&fixture).lines
      #expect(try Self.apply(lines, &fixture)["changes"] == [], "\(sample)")
    }
  }

  @Test("the same file twice changes nothing the second time", arguments: [2, 3, 4, 5])
  func twice(generation: Int) throws {
    var fixture = try Fixture(generation: generation)
    let lines =
      generation >= 4
      ? Self.network.map { generation == 5 ? $0.replacing(#", "password": "Right-horse-7""#, with: "") : $0 }
      : Self.network.filter { !$0.contains(#"{"role""#) }.map {
        $0.replacing(#"["Helper"]"#, with: "[]")
      }
    let first = try Self.apply(lines, &fixture, ["name": "network", "prune": true])
    #expect(first["created"] == .integer(Int64(lines.count)) && first["changed"] == 0 && first["deleted"] == 0)
    let second = try Self.apply(lines, &fixture, ["name": "network", "prune": true])
    #expect(second["changes"] == [] && second["created"] == 0 && second["plan"] != first["plan"])
  }

  @Test("identical records without a name are as many as the file has")
  func identical() throws {
    var fixture = try Fixture(.sample4)
    let line =
      #"{"task": {"name": "same", "image": "i", "collaboration": "ZEPPELIN", "initiator": "IKNL", "run_id": 77}}"#
    #expect(try Self.apply([line, line, line], &fixture)["created"] == 3)
    #expect(try Self.apply([line, line, line], &fixture)["created"] == 0)
    #expect(try Self.apply([line, line, line, line], &fixture)["created"] == 1)
  }

  @Test("only what differs is listed, field by field, and fields that the file does not give stay")
  func changes() throws {
    var fixture = try Fixture(.sample4)
    try fixture.call("organization.update", ["name": "IKNL", "values": ["domain": "iknl.example", "country": "NL"]])
    let lines = [#"{"organization": {"name": "IKNL", "country": "BE"}}"#, #"{"organization": {"name": "root"}}"#]
    let answer = try Self.apply(lines, &fixture)
    #expect(
      answer["changes"] == [
        ["entity": "organization", "id": 2, "name": "IKNL", "before": ["country": "NL"], "after": ["country": "BE"]]
      ])
    #expect(answer["created"] == 0 && answer["changed"] == 1 && answer["unlisted"] == 0)
    #expect(try fixture.call("organization.get", ["id": 2])["domain"] == "iknl.example")
  }

  @Test("relations to many become exactly what the file gives")
  func relations() throws {
    var fixture = try Fixture(generation: 4)
    try Self.apply(Self.network, &fixture)
    let some = [#"{"collaboration": {"name": "Both", "organizations": ["South"]}}"#]
    #expect(try Self.apply(some, &fixture)["changed"] == 1)
    let both = try fixture.call("collaboration.get", ["name": "Both"])
    #expect(both["organizations"]?.array?.map { $0["name"] } == ["South"])
    #expect(try Self.apply([#"{"collaboration": {"name": "Both"}}"#], &fixture)["changes"] == [])
  }

  @Test("a secret is never in the plan, and a password that is set already is no change")
  func secrets() throws {
    var fixture = try Fixture(
      generation: 4, hash: { _ in "$2b$12$ZkMGDGfqdz2jIXJzIXvmQ.rsTjOGy1mtmSiRWpFpPm2o9hNGHy8cq" })
    let lines = [
      #"{"organizations": {"name": "North", "users": [{"username": "ann", "password": "Right-horse-7"}]}}"#,
      #"{"collaborations": {"name": "Both", "participants": ["North"]}}"#,
    ]
    let answer = try Self.apply(lines, &fixture)
    #expect(answer["secrets"]?.array?.count == 1)
    let plan = (answer["changes"] ?? .null).description
    #expect(plan.contains(#""password":"****""#) && !plan.contains("horse") && !plan.contains("$2b$"), "\(plan)")
    let key = try #require(answer["secrets"]?[0]?["value"]?.string)
    #expect(!plan.contains(key))
  }

  @Test("tasks of a file for the server's own import are made once, and are not pruned")
  func serverForm() throws {
    var fixture = try Fixture(generation: 4)
    let lines = [
      #"{"organizations": {"name": "North"}}"#,
      #"{"collaborations": {"name": "Both", "participants": ["North"], "tasks": ["hello-world", "other"]}}"#,
    ]
    let params: JSON = ["name": "network", "prune": true]
    #expect(try Self.apply(lines, &fixture, params)["created"] == 7)
    #expect(try Self.apply(lines, &fixture, params)["changes"] == [])
    // What somebody deleted is not made again.
    try fixture.call("task.delete", ["id": 2, "dependents": "delete"])
    #expect(try Self.apply(lines, &fixture, params)["changes"] == [])
    #expect(try Self.apply([lines[0]], &fixture, params)["deleted"] == 4)
  }

  @Test("all errors are told at once, and nothing is changed")
  func errors() throws {
    var fixture = try Fixture(.sample4)
    let before = try Dump.text(fixture.path, now: Fixture.now)
    let lines = [
      #"{"organization": {"name": "Twice"}}"#, #"{"organization": {"name": "IKNL", "cuntry": "NL"}}"#,
      #"{"organization": {"name": "Twice", "country": "NL"}}"#, #"{"user": {"username": "x1", "organization": "No"}}"#,
      #"{"user": {"username": "john"}}"#, #"{"user": {"username": "john"}}"#,
    ]
    let refusal = try Self.refusal(lines, &fixture, ["name": "n"])
    #expect(refusal.kind == "invalid" && refusal.data?["count"] == 4)
    let errors = refusal.data?["errors"]?.array ?? []
    let duplicates = errors.filter { $0["also"] != nil }
    #expect(duplicates.map { $0["line"] } == [3, 6] && duplicates.map { $0["also"] } == [1, 5])
    #expect(duplicates[0]["message"] == "organization 'Twice' is declared twice")
    #expect(try Dump.text(fixture.path, now: Fixture.now) == before)
  }

  @Test("a change that harms the server is refused at its line alone, until it is accepted")
  func guarded() throws {
    var fixture = try Fixture(.sample4)
    let lines = [
      #"{"role": {"name": "Root", "rules": []}}"#, #"{"user": {"username": "root", "firstname": "R"}}"#,
    ]
    let refusal = try Self.refusal(lines, &fixture)
    #expect(refusal.data?["remedy"] == "accept" && refusal.data?["requires"] == ["default_role"])
    #expect(refusal.data?["errors"]?.array?.map { $0["line"] } == [1])
    #expect(try Self.apply(lines, &fixture, ["accept": ["default_role"]])["changed"] == 2)
  }

  @Test("a dry run plans what the call then does, and changes nothing")
  func dryRun() throws {
    var fixture = try Fixture(generation: 4)
    let before = try Dump.text(fixture.path, now: Fixture.now)
    let plan = try Self.apply(Self.network, &fixture, ["name": "n", "dry_run": true])
    #expect(plan["dry_run"] == true && plan["created"] == 8)
    #expect(try Dump.text(fixture.path, now: Fixture.now) == before)
    // Another record that takes an id is no other plan.
    try fixture.call("organization.create", ["values": ["name": "Other"]])
    let done = try Self.apply(Self.network, &fixture, ["name": "n", "plan": plan["plan"] ?? .null])
    #expect(Self.acts(done) == Self.acts(plan) && done["plan"] == plan["plan"])
  }

  @Test("a plan that no longer holds is refused")
  func stalePlan() throws {
    var fixture = try Fixture(generation: 4)
    let plan = try Self.apply(Self.network, &fixture, ["dry_run": true])
    try fixture.call("organization.create", ["values": ["name": "North"]])
    let refusal = try Self.refusal(Self.network, &fixture, ["plan": plan["plan"] ?? .null])
    #expect(refusal.kind == "conflict" && refusal.data?["plan"] != plan["plan"])
    #expect(try fixture.call("organization.list", ["where": ["name": "South"]])["items"] == [])
  }

  @Test("one undo takes all of it back")
  func undone() throws {
    var fixture = try Fixture(.sample4)
    let before = try Dump.text(fixture.path, now: Fixture.now)
    try Self.apply(
      Self.network + [#"{"organization": {"name": "IKNL", "country": "XX"}}"#], &fixture, ["name": "network"])
    let seq = try #require(fixture.call("audit.list", ["limit": 1])["items"]?[0]?["seq"])
    try fixture.call("audit.undo", ["seq": seq])
    #expect(try Dump.text(fixture.path, now: Fixture.now) == before)
  }

  @Test("the audit log has the name as the reason of each change")
  func reason() throws {
    var fixture = try Fixture(generation: 4)
    try Self.apply(Self.network, &fixture, ["name": "network"])
    let items = try fixture.call("audit.list", ["where": ["reason": "network"]])["items"]?.array ?? []
    #expect(items.count == 8 && items.allSatisfy { $0["method"] == "database.apply" })
    try fixture.call("organization.create", ["values": ["name": "Other"]])
    #expect(try fixture.call("audit.list", ["limit": 1])["items"]?[0]?["reason"] == .null)
  }

  @Test("more than a thousand changes are counted, and the first are listed")
  func many() throws {
    var fixture = try Fixture(generation: 4)
    let lines = (0..<1_203).map { "{\"organization\": {\"name\": \"org \($0)\"}}" }
    let answer = try Self.apply(lines, &fixture, ["name": "many"])
    #expect(answer["created"] == 1_203 && answer["unlisted"] == 203)
    #expect(answer["changes"]?.array?.count == 1_000)
    let pruned = try Self.apply([], &fixture, ["name": "many", "prune": true])
    #expect(pruned["deleted"] == 1_203 && pruned["changes"]?[0]?["name"] == "org 1202")
    try fixture.call("audit.undo")
    #expect(try fixture.call("organization.list", ["count": true, "limit": 1])["total"] == 1_203)
  }

  @Test("exports of two versions are not one declaration")
  func versions() throws {
    var fixture = try Fixture(generation: 4)
    let lines = [3, 4].map { "{\"vantage6\": {\"format\": 1, \"layout\": \($0)}}" }
    let refusal = try Self.refusal(lines, &fixture)
    #expect(
      refusal.message == "line 2: there are records of version 3 of the server before, and of 4 here")
    #expect(try Self.apply([lines[1], lines[1]], &fixture)["changes"] == [])
  }

  @Test("a name is one to 255 characters")
  func names() throws {
    var fixture = try Fixture(generation: 4)
    for name in ["", String(repeating: "n", count: 256)] {
      let refusal = try Self.refusal([], &fixture, ["name": .string(name)])
      #expect(refusal.data?["field"] == "name" && refusal.message.contains("expected 1 to 255 characters"))
    }
    #expect(try Self.apply([], &fixture, ["name": .string(String(repeating: "é", count: 255))])["changes"] == [])
  }
}
