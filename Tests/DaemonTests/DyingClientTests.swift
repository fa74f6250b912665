import Admin
import Engine
import Glibc
import JSON
import Linux
import SQLite
import Synchronization
import Testing

@testable import Daemon

@Suite("A client that dies")
struct DyingClientTests {
  private static let calls = 20

  private static func transaction(_ name: String) -> String {
    let calls = (1...calls).map { number -> JSON in
      ["method": "organization.create", "params": ["values": ["name": .string("\(name) \(number)")]]]
    }
    return World.call("transaction.run", ["calls": .array(calls)])
  }

  /// Sends something, and is gone: politely, or as a process does that is killed with answers unread.
  private static func die(
    _ world: borrowing World, saying text: String, abruptly: Bool = false, when isTime: () -> Void = {}
  ) throws {
    let client = try world.daemon.client()
    try client.send(text)
    isTime()
    if abruptly {
      var lingering = linger(l_onoff: 1, l_linger: 0)
      setsockopt(client.socket.number, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    }
  }

  /// What holds whenever nobody is connected any more: every transaction is whole or not there, each change has its
  /// record, and others are served.
  private static func check(_ world: borrowing World, _ place: SourceLocation = #_sourceLocation) throws {
    var other = try world.daemon.client()
    // The writer takes what is queued in order: what came before is done when this is.
    try other.send(World.call("role.create", ["values": ["name": "afterwards"]]))
    #expect(try other.answer()["result"] != nil, sourceLocation: place)
    #expect(connections(of: world.service.metrics, become: 1), sourceLocation: place)
    let stranger = try world.stranger()
    let made = try stranger.rows(
      "SELECT rtrim(name, '0123456789'), count(*) FROM organization WHERE name <> 'afterwards' GROUP BY 1")
    for row in made { #expect(row[1].integer == Int64(calls), sourceLocation: place) }
    let records = try stranger.rows(
      "SELECT count(*), count(DISTINCT id), min(seq) = \"transaction\" FROM vantage6_admin_audit "
        + "WHERE method = 'organization.create' GROUP BY \"transaction\" HAVING count(*) > 1")
    #expect(records.count == made.count, sourceLocation: place)
    for row in records {
      #expect(row.map(\.integer) == [Int64(calls), Int64(calls), 1], sourceLocation: place)
    }
    #expect(
      try stranger.value(
        "SELECT count(*) FROM organization WHERE id NOT IN (SELECT id FROM vantage6_admin_audit "
          + "WHERE entity = 'organization')")?.integer == 0, sourceLocation: place)
  }

  @Test("in the middle of a line changes nothing", arguments: [1, 40, 200, 1_000])
  func midLine(bytes: Int) throws {
    let world = try World()
    try Self.die(world, saying: String(Self.transaction("cut").prefix(bytes)))
    try Self.check(world)
    #expect(try world.stranger().value("SELECT count(*) FROM organization")?.integer == 0)
  }

  @Test("right after it sent a transaction leaves all of it or nothing, however it goes")
  func afterSending() throws {
    let world = try World()
    for round in 0..<12 {
      try Self.die(world, saying: Self.transaction("round \(round) -"), abruptly: round.isMultiple(of: 2))
    }
    try Self.check(world)
  }

  @Test("while its call waits for the writer leaves all of it or nothing, and does not hold up those behind it")
  func queued() throws {
    let world = try World()
    let stranger = try world.stranger()
    try stranger.begin(.immediate)
    for round in 0..<5 { try Self.die(world, saying: Self.transaction("queued \(round) -"), abruptly: true) }
    var waiting = try world.daemon.client()
    try waiting.send(World.create("afterwards"))
    stranger.rollback()
    #expect(try waiting.answer()["result"] != nil)
    _ = consume waiting
    try Self.check(world)
  }

  @Test("while its secret is hashed leaves a user with its record, or neither")
  func hashing() throws {
    let (started, gate) = (Gate(isOpen: false), Gate(isOpen: false))
    let world = try World(hash: { secret in
      started.open()
      gate.pass()
      return "hash of \(secret)"
    })
    try Self.die(
      world, saying: World.call("user.create", ["values": ["username": "ghost", "password": "Secret-1!"]]),
      abruptly: true, when: { started.pass() })
    gate.open()
    try Self.check(world)
    #expect(
      try world.stranger().value("SELECT count(*) FROM user WHERE username = 'ghost'")
        == world.stranger().value("SELECT count(*) FROM vantage6_admin_audit WHERE entity = 'user'"))
  }

  @Test("without reading its answers does not keep others from theirs")
  func unread() throws {
    let world = try World()
    for round in 0..<10 {
      let lines = (0..<50).map { World.call("rule.list", ["limit": 86], id: $0) }.joined()
      try Self.die(world, saying: lines + Self.transaction("unread \(round) -"), abruptly: true)
    }
    try Self.check(world)
  }
}
