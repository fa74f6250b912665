import Admin
import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// Real files, brought to each generation that is possible.
@Suite("database.migrate") struct MigrationTests {
  struct Journey: Sendable, CustomStringConvertible {
    let sample: Sample
    let target: Int64
    var description: String { "\(sample.rawValue) to \(target)" }
  }

  static let journeys = everyJourney.filter(\.sample.isMigrated)
  private static let everyJourney =
    [Sample.early2, .sample2, .imported2].flatMap { [Journey(sample: $0, target: 3), Journey(sample: $0, target: 4)] }
    + [Sample.sample3, .imported3, .upgraded2to4, .upgraded3to4].map { Journey(sample: $0, target: 4) }

  /// A quick hash in the form of the server's.
  @Sendable static func hash(_ secret: String) -> String? {
    "$2b$12$" + (secret + String(repeating: ".", count: 53)).prefix(53)
  }

  private static func fixture(_ sample: Sample) throws -> Fixture { try Fixture(sample, hash: hash) }

  /// All records by entity, with the fields that mean the same in every generation.
  private static func records(_ fixture: inout Fixture) throws -> [String: [JSON]] {
    let fields: [String: JSON] = [
      "organization": ["id", "name", "domain", "country", "public_key", "users.id", "nodes.id", "collaborations.id"],
      "user": ["id", "username", "email", "firstname", "lastname", "organization", "roles.id", "type"],
      "collaboration": ["id", "name", "encrypted", "organizations.id", "tasks.id", "nodes.id"],
      "node": ["id", "name", "organization", "collaboration", "status", "last_seen", "ip"],
      "result": [
        "id", "task.id", "organization", "input", "result", "log", "assigned_at", "started_at", "finished_at",
      ],
    ]
    var records: [String: [JSON]] = [:]
    for (entity, fields) in fields {
      let answer = try fixture.call("\(entity).list", ["fields": fields, "limit": 1_000])
      #expect(answer["next"] == .null)
      records[entity] = answer["items"]?.array
    }
    return records
  }

  /// What the server upgraded in place; the database itself for others.
  private static func origin(of sample: Sample) -> Sample {
    switch sample {
    case .upgraded2to4: Sample.early2.isThere ? .early2 : .sample2
    case .upgraded3to4: .sample3
    default: sample
    }
  }

  @Test("all records are there with their values and relations", arguments: journeys)
  func records(journey: Journey) throws {
    var fixture = try Self.fixture(journey.sample)
    let isUpgraded = journey.sample == .upgraded2to4 || journey.sample == .upgraded3to4
    // The upgraded files were made of these.
    var origin = try Fixture(Self.origin(of: journey.sample))
    let before = try Self.records(&origin)
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(journey.target)])
    #expect(
      report["from"]?.integer == (isUpgraded ? 4 : journey.sample.generation)
        && report["to"] == .integer(journey.target))
    #expect(report["left"]?.array?.allSatisfy { $0["sentence"]?.string?.contains("without a meaning") == true } == true)
    #expect(report["renamed"] == [])
    #expect(try Self.records(&fixture) == before)
    #expect(try fixture.call("database.status")["database"]?["layout"] == .integer(journey.target))
    #expect(
      try fixture.call("database.status")["warnings"]?.array?.contains { $0.string?.contains("migrate") == true }
        != true)
    #expect(try fixture.call("result.list")["warnings"] == nil)
  }

  @Test("tasks keep their run, initiator, database and parent", arguments: journeys)
  func tasks(journey: Journey) throws {
    var fixture = try Self.fixture(journey.sample)
    let before = try PlainFile(fixture.path)
    try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(journey.target)])
    let tasks = try fixture.call(
      "task.list", ["fields": ["id", "run_id", "initiator.id", "database", "parent.id"], "limit": 1_000])
    #expect(tasks["items"]?.array?.count == before.rows("task").count)
    for task in tasks["items"]?.array ?? [] {
      let id = try #require(task["id"]?.integer)
      let row = try #require(before.row("task", id))
      #expect(task["run_id"]?.integer == row["run_id"]?.integer)
      #expect(task["initiator"]?["id"]?.integer == row["initiator_id"]?.integer)
      #expect(task["database"]?.string == row["database"]?.text)
      #expect(task["parent"]?["id"]?.integer == row["parent_id"]?.integer)
    }
  }

  @Test("the tables are as an empty database of the generation has them", arguments: journeys)
  func tables(journey: Journey) throws {
    var fixture = try Self.fixture(journey.sample)
    try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(journey.target)])
    let empty = try Fixture(generation: Int(journey.target))
    #expect(try Declarations.of(fixture.path) == Declarations.of(empty.path))
    #expect(try fixture.rows(of: "integrity").count == 0)
    #expect(try fixture.rows(of: "foreign_object").rows == [])
  }

  @Test("the second time, there is nothing to do, and nothing is written", arguments: journeys)
  func twice(journey: Journey) throws {
    var fixture = try Self.fixture(journey.sample)
    try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(journey.target)])
    let contents = try Contents(of: fixture.path)
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(journey.target)])
    #expect(report["steps"] == [] && report["renamed"] == [])
    #expect(try Contents(of: fixture.path) == contents)
  }

  @Test(
    "files of the generation's own server have nothing to do",
    arguments: [Sample.sample3, .sample4, .imported4].filter(\.isThere))
  func nothing(sample: Sample) throws {
    var fixture = try Self.fixture(sample)
    let contents = try Contents(of: fixture.path)
    let report = try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(Int64(sample.generation))])
    #expect(report["steps"] == [] && report["left"] == [])
    #expect(try Contents(of: fixture.path) == contents)
  }

  @Test(
    "the database as it was stays in a copy beside it, unless nothing was migrated, or nobody wants one",
    .onFiles("a server keeps no file beside its database"))
  func copies() throws {
    var fixture = try Fixture(.sample3)
    let before = try Dump.text(fixture.path, now: Fixture.now)
    let kept = try #require(try fixture.call("database.migrate", ["to": 4])["kept"]?.string)
    #expect(kept == fixture.path + ".before-migration")
    #expect(try Dump.text(kept, now: Fixture.now) == before)
    #expect(try fixture.call("database.migrate", ["to": 4])["kept"] == .null)
    #expect(fixture.folder.names.filter { $0.contains("before-migration") }.count == 1)
    var other = try Fixture(.sample3)
    #expect(try other.call("database.migrate", ["to": 4, "copy": false])["kept"] == .null)
    var refused = try Fixture(.sample3)
    try refused.plant("CREATE VIEW theirs AS SELECT log FROM result")
    _ = try refused.refusal("database.migrate", ["to": 4])
    for folder in [other.folder.names, refused.folder.names] {
      #expect(!folder.contains { $0.contains("before-migration") })
    }
  }

  @Test("on a server, it is for the caller to make a copy, and to say so", .onServers("a file is copied"))
  func consent() throws {
    var fixture = try Fixture(.sample3)
    let contents = try Contents(of: fixture.path)
    let refusal = try fixture.refusal("database.migrate", ["to": 4])
    #expect(refusal.kind == "invalid")
    #expect(refusal.hint?.contains("pg_dump --format=custom") == true && refusal.hint?.contains("--no-copy") == true)
    #expect(try Contents(of: fixture.path) == contents)
    #expect(try fixture.call("database.migrate", ["to": 4, "dry_run": true])["steps"] != [])
    #expect(try fixture.call("database.migrate", ["to": 4, "copy": false])["kept"] == .null)
    // Nothing is to be copied where nothing is to be done.
    #expect(try fixture.call("database.migrate", ["to": 4])["steps"] == [])
  }

  @Test("a dry run answers the same report and changes no byte", arguments: journeys)
  func dryRun(journey: Journey) throws {
    var fixture = try Self.fixture(journey.sample)
    let contents = try Contents(of: fixture.path)
    var dry = try #require(
      try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(journey.target), "dry_run": true]).object)
    #expect(try Contents(of: fixture.path) == contents)
    #expect(dry["dry_run"] == true)
    #expect(dry["held_ms"]?.integer != nil)
    (dry["dry_run"], dry["held_ms"], dry["kept"]) = (nil, nil, nil)
    // The daemon goes on with the tables as they are.
    #expect(try fixture.call("task.list")["items"]?.array?.isEmpty == false)
    #expect(try fixture.call("task.update", ["id": 1, "values": ["name": "renamed"]])["name"] == "renamed")
    var done = try #require(
      try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(journey.target)]).object)
    (done["held_ms"], done["kept"]) = (nil, nil)
    #expect(done == dry)
  }

  @Test("what the checks found of the upgrade is mended", arguments: journeys)
  func checks(journey: Journey) throws {
    var fixture = try Self.fixture(journey.sample)
    try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(journey.target)])
    for check in [
      "leftover_record", "leftover_value", "malformed_secret", "missing_rule", "missing_default", "missing_reference",
      "double_name", "unknown_word", "double_pair", "dangling_pair", "dangling_reference",
    ] { #expect(try fixture.rows(of: check).rows == [], "\(check)") }
    // The server gives this role all rules that there are.
    let changed = try fixture.rows(of: "changed_default_role").rows
    #expect(changed.allSatisfy { $0.hasPrefix("role 'Root' ") && $0.contains("rules: has besides ") }, "\(changed)")
  }

  @Test(
    "a migration to 3 and then to 4 is one to 4", arguments: [Sample.early2, .sample2, .imported2].filter(\.isThere))
  func steps(sample: Sample) throws {
    var one = try Self.fixture(sample)
    var two = try Self.fixture(sample)
    try one.call("database.migrate", ["copy": .ofFiles, "to": 4])
    try two.call("database.migrate", ["copy": .ofFiles, "to": 3])
    try two.call("database.migrate", ["copy": .ofFiles, "to": 4])
    #expect(try Self.records(&one) == Self.records(&two))
    #expect(try Declarations.of(one.path) == Declarations.of(two.path))
  }

  @Test(
    "downwards, and to what is no target, is refused",
    arguments: [(3, "invalid"), (6, "invalid_params"), (2, "invalid_params")])
  func refused(target: Int64, kind: String) throws {
    var fixture = try Fixture(.sample4)
    let refusal = try fixture.refusal("database.migrate", ["copy": .ofFiles, "to": .integer(target)])
    #expect(refusal.kind == kind)
    #expect(
      refusal.message
        == (target == 3
          ? "the database is of version 4: it cannot be brought back to version 3"
          : "parameter 'to': a database cannot be brought to version \(target): expected one of 3, 4, 5"))
  }

  @Test("it cannot be part of a transaction")
  func part() throws {
    var fixture = try Fixture(.sample2)
    let refusal = try fixture.refusal(
      "transaction.run", ["calls": [["method": "database.migrate", "params": ["copy": .ofFiles, "to": 4]]]])
    #expect(refusal.message.hasSuffix("'database.migrate' cannot be part of a transaction"))
  }
}

extension Sample {
  /// Whether the engine has such a database to migrate: on a server, other records than those of the file were upgraded.
  var isMigrated: Bool { isThere || self == .upgraded2to4 || self == .upgraded3to4 }

  /// The generation of the server that made the file.
  fileprivate var generation: Int64 {
    switch self {
    case .early2, .sample2, .imported2: 2
    case .sample3, .imported3: 3
    default: 4
    }
  }
}
