import Admin
import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// Calls that are committed together.
@Suite struct GroupTests {
  /// A call, and whether what it does stays.
  private enum Kind: CaseIterable {
    case stays
    case isTried
    /// Is refused after it has written: what it wrote is taken back.
    case isRefused
    /// Is refused before.
    case isWrong
  }

  private static let groups: [[Kind]] = {
    var groups: [[Kind]] = [[]]
    for _ in 0..<3 { groups = groups.flatMap { group in Kind.allCases.map { group + [$0] } } }
    return groups
  }()

  private static func call(_ kind: Kind, _ name: String) -> (method: String, params: JSON) {
    let values: JSON = ["name": .string(name)]
    return switch kind {
    case .stays: ("organization.create", ["values": values])
    case .isWrong: ("organization.create", ["values": ["name": "first"]])
    case .isTried: ("organization.create", ["values": values, "dry_run": true])
    case .isRefused:
      ("user.create", ["values": ["username": .string(name), "password": "weak"], "strict": true])
    }
  }

  private static func stranger(_ fixture: borrowing Fixture, busyMilliseconds: Int32 = 5_000) throws -> PlainSession {
    try PlainSession(fixture.path, busyMilliseconds: busyMilliseconds)
  }

  @Test("of calls that share a transaction, those that fail or are only tried leave nothing, in every order")
  func orders() throws {
    var world = try Fixture()
    let users = try Self.stranger(world).value("SELECT count(*) FROM user")
    let first = try world.call("organization.create", ["values": ["name": "first"]])["id"]?.integer ?? 0
    let changes = try world.call("audit.list")["items"]?.array?.count ?? 0
    var expected: [String] = []
    var last = first
    for (round, group) in Self.groups.enumerated() {
      let names = group.indices.map { "call \(round) \($0)" }
      let answers = try world.group(zip(group, names).map { Self.call($0, $1) })
      for ((kind, name), answer) in zip(zip(group, names), answers) {
        #expect((answer["error"] != nil) == (kind == .isRefused || kind == .isWrong), "\(answer)")
        if kind == .stays || kind == .isTried {
          let id = try #require(answer["result"]?["id"]?.integer, "\(group)")
          // A server's sequence takes no number back.
          let next = TestEngine.current == .sqlite ? first + Int64(expected.count) + 1 : max(id, last + 1)
          #expect(id == next, "\(group)")
          last = id
        }
        if kind == .stays { expected.append(name) }
      }
    }
    let stranger = try Self.stranger(world)
    let names = try stranger.rows("SELECT name FROM organization WHERE id > ?1 ORDER BY id", [.integer(first)])
    #expect(names.map { $0[0].text } == expected)
    #expect(try stranger.value("SELECT count(*) FROM user") == users)
    let records = try world.call("audit.list", ["limit": 1000])["items"]?.array ?? []
    #expect(records.count == changes + expected.count)
    #expect(Set(records.compactMap { $0["seq"]?.integer }).count == records.count)
  }

  @Test(
    "ids go on beyond what others made, and deleted, between two changes",
    .onFiles("a server numbers rows by its own sequences"))
  func others() throws {
    var world = try Fixture()
    let stranger = try Self.stranger(world)
    let first = try world.call("role.create", ["values": ["name": "first"]])["id"]?.integer ?? 0
    try stranger.run("INSERT INTO role (id, name) VALUES (?1, 'theirs')", [.integer(first + 10)])
    #expect(try world.call("role.create", ["values": ["name": "second"]])["id"]?.integer == first + 11)
    try stranger.run("DELETE FROM role WHERE id > ?1", [.integer(first)])
    #expect(try world.call("role.create", ["values": ["name": "third"]])["id"]?.integer == first + 12)
    let seq = try stranger.value("SELECT max(seq) FROM vantage6_admin_audit")?.integer ?? 0
    try world.call("role.create", ["values": ["name": "fourth"]])
    #expect(try stranger.value("SELECT max(seq) FROM vantage6_admin_audit")?.integer == seq + 1)
  }

  @Test(
    "a change that fails after it wrote, against all expectation, takes its transaction along: each has to run again")
  func lost() throws {
    var world = try Fixture()
    let stranger = try Self.stranger(world)
    let users = try stranger.value("SELECT count(*) FROM authenticatable")
    try stranger.script(PlainSession.trigger("no_ghosts", "BEFORE INSERT ON user", refusing: "no ghosts"))
    #expect(throws: RPCError(code: 0, message: "the transaction was lost")) {
      try world.group([
        ("organization.create", ["values": ["name": "one"]]), ("user.create", ["values": ["username": "ghost"]]),
      ])
    }
    world.writer.rollback()
    #expect(try stranger.value("SELECT count(*) FROM organization WHERE name = 'one'") == .integer(0))
    #expect(throws: RPCError.self) { try world.call("user.create", ["values": ["username": "ghost"]]) }
    #expect(try stranger.value("SELECT count(*) FROM authenticatable") == users)
    let one = try world.call("organization.create", ["values": ["name": "one"]])
    #expect(try stranger.value("SELECT max(id) FROM organization")?.integer == one["id"]?.integer)
    #expect(try stranger.value("SELECT count(*) FROM vantage6_admin_audit") == .integer(1))
  }

  @Test(
    "after a dry run others may come between; what follows sees what they did",
    .onFiles("others write beside us on a server"))
  func between() throws {
    var world = try Fixture()
    let stranger = try Self.stranger(world, busyMilliseconds: 0)
    let calls: [(method: String, params: JSON)] = [
      ("role.create", ["values": ["name": "tried"], "dry_run": true]), ("role.create", ["values": ["name": "one"]]),
      ("role.create", ["values": ["name": "two"]]),
    ]
    var inserted = 0
    let answers = try world.group(calls) {
      // Refused as busy while something is there to be committed.
      if (try? stranger.run("INSERT INTO role (id, name) VALUES (?1, 'theirs')", [.integer(100)])) != nil {
        inserted += 1
      }
    }
    #expect(inserted == 1)
    #expect(answers.map { $0["result"]?["id"]?.integer }.dropFirst() == [101, 102])
  }

  @Test("where others change the tables between, the calls have to run again")
  func layoutBetween() throws {
    var world = try Fixture()
    let stranger = try Self.stranger(world)
    let calls: [(method: String, params: JSON)] = [
      ("role.create", ["values": ["name": "tried"], "dry_run": true]), ("role.create", ["values": ["name": "one"]]),
    ]
    var isDone = false
    #expect(throws: RPCError(code: 0, message: "the transaction was lost")) {
      try world.group(calls) {
        if !isDone { try stranger.run("ALTER TABLE role ADD COLUMN colour TEXT") }
        isDone = true
      }
    }
    world.writer.rollback()
    #expect(try world.call("role.create", ["values": ["name": "one"]])["name"] == "one")
  }
}
