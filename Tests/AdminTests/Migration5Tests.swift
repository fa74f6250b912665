import Admin
import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// Real databases, brought to version 5.
@Suite("database.migrate to version 5") struct Migration5Tests {
  static let samples = [
    Sample.early2, .sample2, .imported2, .sample3, .imported3, .sample4, .imported4, .upgraded2to4, .upgraded3to4,
    .upgraded4to5,
  ].filter { $0.isThere || $0.isMigrated }

  @discardableResult
  static func migrate(_ fixture: inout Fixture, _ more: JSON.Object = JSON.Object()) throws -> JSON {
    try fixture.call("database.migrate", params(more))
  }

  static func params(_ more: JSON.Object = JSON.Object()) -> JSON {
    .object(JSON.Object([.init("copy", .ofFiles), .init("to", 5), .init("accounts", true)] + more.members))
  }

  static func sentences(_ report: JSON, _ part: String = "steps") -> [String] {
    (report[part]?.array ?? []).compactMap { $0["sentence"]?.string }
  }

  @Test("the tables are as an empty database of version 5 has them", arguments: samples)
  func tables(sample: Sample) throws {
    var fixture = try Fixture(sample)
    if try PlainFile(fixture.path).has("taskdatabase", "parameters") {
      try fixture.plant("UPDATE taskdatabase SET parameters = NULL")
    }
    try Self.migrate(&fixture)
    let empty = try Fixture(generation: 5)
    #expect(try Declarations.of(fixture.path) == Declarations.of(empty.path))
    #expect(try fixture.rows(of: "integrity").count == 0)
    #expect(try fixture.rows(of: "foreign_object").rows == [])
  }

  /// All records by entity, with the fields that mean the same in every generation.
  private static func records(_ fixture: inout Fixture) throws -> [String: [JSON]] {
    let fields: [String: JSON] = [
      "organization": ["id", "name", "domain", "country", "public_key", "users.id", "nodes.id", "collaborations.id"],
      "user": ["id", "username", "organization.id", "type"],
      "collaboration": ["id", "name", "encrypted", "organizations.id", "tasks.id", "nodes.id"],
      "node": ["id", "name", "organization.id", "collaboration.id", "status", "last_seen"],
      "task": ["id", "name", "image", "run_id", "initiator.id", "database", "parent.id", "collaboration.id"],
      "result": [
        "id", "task.id", "organization.id", "result", "log", "assigned_at", "started_at", "finished_at",
      ],
    ]
    var records: [String: [JSON]] = [:]
    for (entity, fields) in fields {
      records[entity] =
        try fixture.call("\(entity).list", ["fields": fields, "limit": 1_000])["items"]?.array
    }
    return records
  }

  @Test(
    "all records are there with their values and relations, and nothing that needs a look is found",
    arguments: samples.filter { $0 != .upgraded2to4 && $0 != .upgraded3to4 })
  func records(sample: Sample) throws {
    var fixture = try Fixture(sample)
    var origin = try Fixture(sample == .upgraded4to5 ? .sample4 : sample)
    let before = try Self.records(&origin)
    try Self.migrate(&fixture)
    #expect(try Self.records(&fixture) == before)
    let status = try fixture.call("database.status")
    #expect(status["database"]?["layout"] == 5)
    #expect(status["warnings"]?.array?.contains { $0.string?.contains("migrate") == true } != true)
    for check in ["older_spelling", "double_pair", "missing_default", "changed_default_role", "no_api_path"] {
      #expect(try fixture.rows(of: check).rows == [], "\(check)")
    }
  }

  @Test("the second time, there is nothing to do, and nothing is written", arguments: samples)
  func twice(sample: Sample) throws {
    var fixture = try Fixture(sample)
    try Self.migrate(&fixture)
    let contents = try Contents(of: fixture.path)
    let report = try Self.migrate(&fixture)
    #expect(report["steps"] == [] && report["renamed"] == [] && report["accounts"] == nil)
    #expect(try Contents(of: fixture.path) == contents)
  }

  @Test("a database that the server 5 made has nothing to do, and an older version is out of reach")
  func nothing() throws {
    var fixture = try Fixture(.sample5)
    let contents = try Contents(of: fixture.path)
    let report = try Self.migrate(&fixture)
    #expect(report["steps"] == [] && report["left"] == [])
    #expect(try Contents(of: fixture.path) == contents)
    let refusal = try fixture.refusal("database.migrate", ["to": 4])
    #expect(refusal.message == "the database is of version 5: it cannot be brought back to version 4")
  }

  @Test("a store that the server 5 made without a path is left to the checks")
  func storesOfVersion5() throws {
    var fixture = try Fixture(.sample5)
    try fixture.plant("UPDATE algorithmstore SET api_path = NULL")
    #expect(try fixture.rows(of: "no_api_path").count > 0)
    let contents = try Contents(of: fixture.path)
    #expect(try Self.migrate(&fixture)["steps"] == [])
    #expect(try Contents(of: fixture.path) == contents)
  }

  // MARK: Permissions

  private static func rules(_ user: String, _ fixture: inout Fixture) throws -> Set<String> {
    let answer = try fixture.call("user.permissions", ["username": .string(user)])
    return Set(
      (answer["rules"]?.array ?? []).map {
        "\($0["name"]?.string ?? ""):\($0["scope"]?.string ?? ""):\($0["operation"]?.string ?? "")"
      })
  }

  @Test("users may do what they could, without ports and without changing themselves, and with sessions")
  func permissions() throws {
    var fixture = try Fixture(.sample4)
    let roles = try fixture.call("role.list", ["fields": ["name"], "limit": 1_000])["items"]?.array ?? []
    for (place, role) in roles.enumerated() {
      try fixture.call(
        "user.create",
        ["values": ["username": .string("holder\(place)"), "roles": [role["name"] ?? .null], "organization": 2]])
    }
    try fixture.call(
      "user.update", ["username": "noorg", "values": ["rules": ["node:global:edit", "port:global:view"]]])
    let names = (try fixture.call("user.list", ["fields": ["username"]])["items"]?.array ?? [])
      .compactMap { $0["username"]?.string }
    var before: [String: Set<String>] = [:]
    for name in names { before[name] = try Self.rules(name, &fixture) }
    try Self.migrate(&fixture)
    let gone: Set = ["port:global:view", "port:organization:view", "user:own:edit"]
    for name in names {
      let (old, now) = (before[name] ?? [], try Self.rules(name, &fixture))
      #expect(old.subtracting(gone).subtracting(now) == [], "\(name)")
      #expect(now.subtracting(old).allSatisfy { $0.hasPrefix("session:") }, "\(name)")
    }
    #expect(try Self.rules("noorg", &fixture) == ["node:global:edit"])
    #expect(names.count == roles.count + 4 && before.values.contains { $0.count > 50 })
  }

  @Test("rules that the server 5 made beside the older ones become one, and custom roles grant again")
  func doubled() throws {
    var fixture = try Fixture(.sample4)
    let old = try Self.rules("john", &fixture)
    guard TestEngine.current == .sqlite else { return }
    var broken = try Fixture(.upgraded4to5)
    let report = try Self.migrate(&broken)
    #expect(Self.sentences(report).contains("83 rules merged with the same one in another spelling"))
    #expect(try broken.call("rule.list", ["limit": 1_000])["items"]?.array?.count == 96)
    let now = try Self.rules("john", &broken)
    #expect(old.subtracting(now) == old.intersection(["port:organization:view", "port:global:view", "user:own:edit"]))
    #expect(now.subtracting(old).allSatisfy { $0.hasPrefix("session:") })
  }
}
