import Admin
import Catalogue
import Engine
import JSON
import JSONRPC
import Linux
import SQLite
import TestData
import Testing

@testable import Daemon

@Suite("A change that may take long")
struct LongCallTests {
  /// In that database, deleting an organization never ends by itself.
  private static func world() throws -> World {
    let world = try World(prepare: { $0.writeNanosecondsMax = 2_000_000_000 })
    var client = try world.daemon.client()
    try client.send(World.create("forever"))
    #expect(try client.answer()["result"] != nil)
    try world.stranger().run(
      """
      CREATE TRIGGER forever AFTER DELETE ON organization BEGIN
      SELECT count(*) FROM rule a, rule b, rule c, rule d, rule e, rule f, rule g; END
      """)
    return world
  }

  private static func call(_ number: Int, id: Int = 1) -> String {
    let delete: JSON = ["name": "forever"]
    return switch number {
    case 0: World.call("organization.delete", ["name": "forever", "long": true], id: id)
    case 1: World.call("audit.undo", ["seq": 1, "long": true], id: id)
    case 2: World.call("audit.undo", ["seq": 1, "long": true, "dry_run": true], id: id)
    case 3: World.call("audit.undo", [1, true, false, false, false, true], id: id)
    default:
      World.call(
        "transaction.run", ["calls": [["method": "organization.delete", "params": delete]], "long": true], id: id)
    }
  }

  private static let methods = [
    "organization.delete", "audit.undo", "audit.undo", "audit.undo", "transaction.run",
  ]

  /// Whether the daemon holds the database's lock.
  private static func isLocked(_ other: borrowing SQLite.Connection) -> Bool {
    do {
      try other.begin(.immediate)
      other.rollback()
      return false
    } catch { return true }
  }

  private static func other(_ world: borrowing World) throws -> SQLite.Connection {
    try SQLite.Connection(path: world.database, access: .readWrite, busyMilliseconds: 0)
  }

  /// Everything is as it was, and others can change something.
  private static func checkRest(_ world: borrowing World) throws {
    let other = try other(world)
    #expect(eventually { !isLocked(other) })
    #expect(try other.rows("SELECT name FROM organization").map { $0[0].text } == ["forever"])
    #expect(try other.value("SELECT count(*) FROM vantage6_admin_audit")?.integer == 1)
    var client = try world.daemon.client()
    try client.send(World.create("afterwards"))
    #expect(try client.answer()["result"] != nil)
  }

  @Test("ends when its client hangs up, is taken back, and is in the log", arguments: 0..<5)
  func hangUp(number: Int) throws {
    let world = try Self.world()
    let other = try Self.other(world)
    do {
      let client = try world.daemon.client()
      try client.send(Self.call(number))
      #expect(eventually { Self.isLocked(other) })
    }
    try Self.checkRest(world)
    let line = world.daemon.log.all(atLeast: 3).first { $0.contains("kind=cancelled") } ?? ""
    #expect(line.hasPrefix("refused method=\(Self.methods[number]) "), "\(world.daemon.log.all)")
    #expect(line.contains(" duration_usec="))
  }

  @Test("ends when the daemon stops, and its client is told")
  func stop() throws {
    let world = try Self.world()
    let other = try Self.other(world)
    var client = try world.daemon.client()
    try client.send(Self.call(1))
    #expect(eventually { Self.isLocked(other) })
    world.daemon.daemon.stop()
    let error = try client.answer()["error"]
    #expect(error?["data"]?["kind"] == "cancelled")
    #expect(error?["message"] == "the change was interrupted because vantage6-admin is stopping: nothing was changed")
    #expect(try client.line() == nil)
    let isLocked = Self.isLocked(other)
    #expect(!isLocked)
    #expect(!world.daemon.log.all.contains { $0.contains("did not finish in time") })
  }

  @Test("ends when its client cancels it")
  func cancel() throws {
    let world = try Self.world()
    let other = try Self.other(world)
    var client = try world.daemon.client()
    try client.send(Self.call(0, id: 7))
    #expect(eventually { Self.isLocked(other) })
    try client.send(World.call("rpc.cancel", ["id": 7], id: 8))
    let answer = try client.answer()
    #expect(answer["id"] == 7 && answer["error"]?["data"]?["kind"] == "cancelled")
    #expect(try client.answer()["result"] == ["cancelled": true])
    try Self.checkRest(world)
  }

  @Test("is in the log while it goes on, as soon as it has taken two seconds, a dry run too")
  func log() throws {
    let world = try Self.world()
    let client = try world.daemon.client()
    try client.send(Self.call(2))
    let log = world.daemon.log
    let start = "a change takes long, and others wait for it method=audit.undo "
    #expect(log.waits { log.all.contains { $0.hasPrefix(start) } })
    let line = log.all.first { $0.hasPrefix(start) } ?? ""
    #expect(line.contains(" peer_pid=") && line.contains(" duration_usec=2"))
    _ = consume client
    try Self.checkRest(world)
  }

  @Test("what does not say so ends after two seconds, and the hint names what would help")
  func limited() throws {
    let world = try Self.world()
    var client = try world.daemon.client()
    try client.send(World.call("audit.undo", ["seq": 1]))
    let error = try client.answer()["error"]
    #expect(error?["data"]?["kind"] == "limit")
    #expect(error?["data"]?["hint"] == "use 'long' to allow more time, or do less at once")
    try Self.checkRest(world)
  }

  @Test("what took long, and has no line of its own, gets one")
  func tookLong() throws {
    let log = Lines()
    let shared = try Shared(ScriptedService(), Bounds(lanes: 1), Log(level: .info) { log.add($0.text) })
    let made = ChangeExtent(seq: 1, entity: "user", id: 1, records: 1)
    let caller = Caller(uid: 0, pid: 7, user: "root", isReadOnly: false)
    let service = try World().service
    func call(_ method: String, _ params: Params) -> Call {
      service.call(Request(id: RawID(1), method: method, params: params))
    }
    let start = monotonicNanoseconds() - 3_000_000_000
    let values: JSON = ["username": "new"]
    shared.logRequest(call("audit.undo", .positional([1, false, false, true])), caller, nil, made, since: start)
    shared.logRequest(call("task.list", .none), caller, nil, since: start)
    shared.logRequest(call("user.create", .positional([values])), caller, nil, made, since: start)
    shared.logRequest(
      call("user.create", .positional([values, false, true])), caller, nil, made, since: monotonicNanoseconds())
    #expect(log.all.count == 3)
    #expect(log.all[0].hasPrefix("took long method=audit.undo ") && log.all[0].hasSuffix(" dry_run=yes"))
    #expect(log.all[1].hasPrefix("took long method=task.list "))
    #expect(log.all[2].hasPrefix("changed method=user.create "))
  }
}
