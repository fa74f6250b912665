import Admin
import Engine
import JSON
import SQLite
import TestData
import Testing

@testable import Daemon

@Suite("Cancelling a call")
struct CancelTests {
  private static func cancel(_ id: JSON) -> String { World.call("rpc.cancel", ["id": id], id: 99) }

  /// A daemon whose writer looks for a cancellation however soon a change has its turn.
  private static func world() throws -> World { try World(adjust: { $0.cancelNanoseconds = 0 }) }

  @Test("interrupts a read that runs, and the client is told for both calls")
  func runningRead() throws {
    let service = ScriptedService()
    service.gate.close()
    let daemon = try RunningDaemon(service)
    var client = try daemon.client()
    try client.call("slow", "here", id: 7)
    service.started.pass()
    try client.send(Self.cancel(7))
    service.cancelled.pass()
    let answer = try client.answer()
    #expect(answer["id"] == 7)
    #expect(answer["error"]?["data"]?["kind"] == "cancelled")
    #expect(try client.answer()["id"] == 99)
    try client.call("ping", "on")
    #expect(try client.result() == "ping on")
  }

  @Test("ends a search through the hashes of a thousand nodes, which would take minutes")
  func search() throws {
    let world = try World(.sample4)
    let hash = "$2b$12$KIXQ4ZQ1vGZQx1lYQm1E1uJ0m5vT0mB1a2b3c4d5e6f7g8h9i0j1K"
    try World.makeNodes(1_000, hash: hash, in: world.database)
    var client = try world.daemon.client()
    try client.send(World.call("node.find_by_api_key", ["api_key": "nobody's"], id: 5))
    try client.send(Self.cancel(5))
    let answer = try client.answer()
    #expect(answer["id"] == 5 && answer["error"]?["data"]?["kind"] == "cancelled")
    #expect(answer["error"]?["message"] == "the call was cancelled: nothing was changed")
    #expect(try client.answer()["result"] == ["cancelled": true])
    // Once it was told so, it is over.
    try client.send(Self.cancel(5))
    #expect(try client.answer()["result"] == ["cancelled": false])
  }

  @Test("takes back a change that waits for its turn, and no other")
  func queuedWrite() throws {
    let world = try Self.world()
    let stranger = try world.stranger()
    try stranger.begin(.immediate)
    var client = try world.daemon.client()
    var other = try world.daemon.client()
    try client.send(World.create("taken back", id: 1))
    try client.send(Self.cancel(1))
    try other.send(World.create("kept"))
    try other.send(Self.cancel("1"))
    stranger.rollback()
    #expect(try client.answer()["error"]?["data"]?["kind"] == "cancelled")
    #expect(try client.answer()["result"] == ["cancelled": true])
    #expect(try other.answer()["result"]?["name"] == "kept")
    // A text is another id than the number of those digits.
    #expect(try other.answer()["result"] == ["cancelled": false])
    #expect(try stranger.rows("SELECT name FROM organization").map { $0[0].text } == ["kept"])
    #expect(try stranger.value("SELECT count(*) FROM vantage6_admin_audit")?.integer == 1)
  }

  @Test("takes a call out of a batch; the others of it happen")
  func batch() throws {
    let world = try Self.world()
    let stranger = try world.stranger()
    try stranger.begin(.immediate)
    var client = try world.daemon.client()
    let calls = (1...3).map { World.create("number \($0)", id: $0).dropLast() }
    try client.send("[\(calls.joined(separator: ","))]\n" + Self.cancel(2))
    stranger.rollback()
    let answers = try client.answer().array ?? []
    #expect(answers.map { $0["id"] } == [1, 2, 3])
    #expect(answers.map { $0["error"] == nil } == [true, false, true])
    #expect(try client.answer()["result"] == ["cancelled": true])
    #expect(
      try stranger.rows("SELECT name FROM organization ORDER BY id").map { $0[0].text } == ["number 1", "number 3"])
  }

  @Test("comes too late for a call that is answered, and is none of another connection's business")
  func tooLate() throws {
    let world = try Self.world()
    var client = try world.daemon.client()
    try client.send(World.create("done", id: 1))
    #expect(try client.answer()["result"]?["name"] == "done")
    try client.send(Self.cancel(1))
    #expect(try client.answer()["result"] == ["cancelled": false])

    let stranger = try world.stranger()
    try stranger.begin(.immediate)
    var other = try world.daemon.client()
    try client.send(World.create("mine", id: 2))
    try other.send(Self.cancel(2))
    #expect(try other.answer()["result"] == ["cancelled": false])
    stranger.rollback()
    #expect(try client.answer()["result"]?["name"] == "mine")
  }
}
