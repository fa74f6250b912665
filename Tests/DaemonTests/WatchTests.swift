import Admin
import Catalogue
import Engine
import JSON
import SQLite
import Store
import TestData
import Testing

@testable import Daemon

@Suite("Watching changes")
struct WatchTests {
  /// A client that watches.
  private static func watcher(_ world: borrowing World, _ params: String = "{}") throws -> Client {
    var client = try world.daemon.client()
    try client.send(call("watch.start", params))
    #expect(try client.answer()["result"]?["seq"]?.integer != nil)
    return client
  }

  private static func call(_ method: String, _ params: String = "{}", id: Int = 1) -> String {
    "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"\(method)\",\"params\":\(params)}\n"
  }

  private static func create(_ entity: String, _ name: String, domain: String = "", id: Int = 1) -> String {
    let more = domain.isEmpty ? "" : ",\"domain\":\"\(domain)\""
    return call("\(entity).create", "{\"values\":{\"name\":\"\(name)\"\(more)}}", id: id)
  }

  private static func names(of count: Int, from client: inout Client) throws -> [String] {
    try (0..<count).map { _ in
      let notice = try client.answer()
      #expect(notice["method"] == "watch.change" && notice["id"] == nil)
      return notice["params"]?["after"]?["name"]?.string ?? "\(notice)"
    }
  }

  @Test("each subscriber is told of the changes it asked for, as the audit log shows them")
  func filters() throws {
    let world = try World()
    var all = try Self.watcher(world)
    var some = try Self.watcher(world, "{\"entities\":[\"collab\",\"role\"]}")
    var author = try world.daemon.client()
    try author.send(Self.create("organization", "A") + Self.create("collaboration", "C", id: 2))
    _ = try author.answer()
    _ = try author.answer()
    #expect(try Self.names(of: 1, from: &some) == ["C"])
    let first = try all.answer()["params"]
    try author.send(Self.call("audit.get", "{\"seq\":1}"))
    #expect(try first == author.answer()["result"])
    #expect(first?["entity"] == "organization")
    #expect(try Self.names(of: 1, from: &all) == ["C"])

    try some.send(Self.call("watch.stop"))
    #expect(try some.answer()["result"]?["watched"] == true)
    try author.send(Self.create("collaboration", "D"))
    _ = try author.answer()
    // Whatever was told after the end would stand before this answer.
    #expect(try Self.names(of: 1, from: &all) == ["D"])
    try some.send(Self.call("rpc.ping"))
    #expect(try some.answer()["result"] == "pong")
  }

  @Test("changes come in their order, after the answers, also to the client that makes them")
  func order() throws {
    let world = try World()
    var other = try Self.watcher(world)
    var author = try Self.watcher(world)
    let expected = (1...200).map { "organization \($0)" }
    try author.send(expected.enumerated().map { Self.create("organization", $1, id: $0) }.joined())
    #expect(try Self.names(of: 200, from: &other) == expected)
    var told: [String] = []
    var answered: [Int64] = []
    while told.count < 200 {
      let line = try author.answer()
      if let id = line["id"]?.integer {
        #expect(id == Int64(answered.count))
        answered.append(id)
      } else {
        told.append(line["params"]?["after"]?["name"]?.string ?? "\(line)")
        #expect(told.count <= answered.count)
      }
    }
    #expect(told == expected && answered.count == 200)
  }

  @Test("what failed or was only tried is told to nobody")
  func nothing() throws {
    let world = try World()
    var watcher = try Self.watcher(world)
    let author = try world.daemon.client()
    try author.send(
      Self.create("organization", "A") + Self.create("organization", "A")
        + Self.call("organization.create", "{\"values\":{\"name\":\"B\"},\"dry_run\":true}")
        + Self.create("organization", "C"))
    #expect(try Self.names(of: 2, from: &watcher) == ["A", "C"])
  }

  @Test("'since' begins with the changes after that one, however many, and goes on with new ones")
  func since() throws {
    let world = try World()
    var author = try world.daemon.client()
    let expected = (1...700).map { "o\($0)" }
    let calls = expected.map { "{\"method\":\"organization.create\",\"params\":{\"values\":{\"name\":\"\($0)\"}}}" }
    try author.send(Self.call("transaction.run", "{\"calls\":[\(calls.joined(separator: ","))]}"))
    #expect(try author.answer()["result"] != nil)
    var watcher = try Self.watcher(world, "{\"since\":100}")
    try author.send(Self.create("organization", "last"))
    #expect(try Self.names(of: 601, from: &watcher) == expected.dropFirst(100) + ["last"])
  }

  @Test("changes that are no longer in the log are refused, with the oldest that is")
  func pruned() throws {
    let world = try World()
    var author = try world.daemon.client()
    try author.send((1...5).map { Self.create("organization", "o\($0)") }.joined())
    for _ in 1...5 { _ = try author.answer() }
    let other = try SQLite.Connection(path: world.database, access: .readWrite)
    try other.run("DELETE FROM vantage6_admin_audit WHERE seq <= 3")
    try author.send(Self.call("watch.start", "{\"since\":2}"))
    let error = try author.answer()["error"]
    #expect(error?["data"]?["kind"] == "limit" && error?["data"]?["oldest"] == 4)
    var watcher = try Self.watcher(world, "{\"since\":3}")
    #expect(try Self.names(of: 2, from: &watcher) == ["o4", "o5"])
  }

  @Test("a client that does not read is told so and dropped, and the others go on")
  func slow() throws {
    let world = try World(adjust: { $0.watchChangesMax = 3 })
    var quick = try Self.watcher(world)
    var slow = try Self.watcher(world)
    var author = try world.daemon.client()
    // Far more than the socket takes.
    let long = String(repeating: "x", count: 200_000)
    for number in 1...12 {
      try author.send(Self.create("organization", "o\(number)", domain: long))
      #expect(try author.answer()["result"] != nil)
      #expect(try Self.names(of: 1, from: &quick) == ["o\(number)"])
    }
    var told: Int64 = 0
    while true {
      let notice = try slow.answer()
      if notice["method"] == "watch.dropped" {
        #expect(notice["params"] == ["seq": .integer(told)])
        break
      }
      told += 1
      #expect(notice["params"]?["seq"]?.integer == told)
    }
    #expect((1..<12).contains(told))
    // The connection itself goes on, and may watch again from there.
    try slow.send(Self.call("watch.start", "{\"since\":\(told)}"))
    #expect(try slow.answer()["result"]?["seq"]?.integer == told)
    #expect(try Self.names(of: 1, from: &slow) == ["o\(told + 1)"])
  }

  @Test("a client whose next changes were pruned while it did not read is told so and dropped")
  func overtaken() throws {
    let world = try World()
    var slow = try Self.watcher(world)
    var author = try world.daemon.client()
    let long = String(repeating: "x", count: 400_000)
    for number in 1...8 {
      try author.send(Self.create("organization", "o\(number)", domain: long))
      #expect(try author.answer()["result"] != nil)
    }
    let other = try SQLite.Connection(path: world.database, access: .readWrite)
    try other.run("DELETE FROM vantage6_admin_audit WHERE seq < 8")
    var told: Int64 = 0
    var notice = try slow.answer()
    while notice["method"] == "watch.change" {
      told += 1
      #expect(notice["params"]?["seq"]?.integer == told)
      notice = try slow.answer()
    }
    #expect(notice["method"] == "watch.dropped" && notice["params"] == ["seq": .integer(told)])
    #expect((1..<7).contains(told))
  }

  @Test("another process's change is told as foreign, without rows; our own is not")
  func foreign() throws {
    let world = try World(adjust: { $0.watchNanoseconds = 5_000_000 })
    var watcher = try Self.watcher(world)
    let author = try world.daemon.client()
    try author.send((1...20).map { Self.create("organization", "o\($0)") }.joined())
    #expect(try Self.names(of: 20, from: &watcher) == (1...20).map { "o\($0)" })
    let other = try SQLite.Connection(path: world.database, access: .readWrite)
    try other.run("UPDATE organization SET domain = 'elsewhere' WHERE id = 1")
    let notice = try watcher.answer()
    #expect(notice["method"] == "watch.change" && notice["params"] == ["foreign": true])
    try author.send(Self.create("organization", "after"))
    #expect(try Self.names(of: 1, from: &watcher) == ["after"])
  }

  @Test("the socket that takes no changes tells of them too")
  func readOnly() throws {
    let world = try World(isReadOnly: true, adjust: { $0.watchNanoseconds = 5_000_000 })
    var watcher = try Self.watcher(world)
    let other = try SQLite.Connection(path: world.database, access: .readWrite)
    try other.run("CREATE TABLE foreign_table (x)")
    #expect(try watcher.answer()["params"] == ["foreign": true])
  }

  @Test("nothing wakes the loop once the last subscriber is gone")
  func silence() {
    var watchers = Watchers()
    #expect(watchers.nextLook == nil)
    watchers.add(1, now: 5, every: 10)
    watchers.add(2, now: 7, every: 10)
    #expect(watchers.nextLook == 15)
    watchers.remove(1)
    #expect(watchers.nextLook == 15)
    watchers.remove(2)
    watchers.remove(2)
    #expect(watchers.nextLook == nil)
  }
}
