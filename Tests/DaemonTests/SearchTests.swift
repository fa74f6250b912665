import Admin
import Adoption
import Engine
import JSON
import SQLite
import Store
import TestData
import Testing

@testable import Daemon

@Suite("A search through a thousand hashes")
struct SearchTests {
  @Test("does not hold up pings, reads or changes")
  func pings() throws {
    let hash = try #require(Bcrypt.hash("somebody's"))
    let world = try World(prepare: { options in
      let service = try Service(options)
      try World.makeNodes(1_000, hash: hash, in: options.database.path)
      _ = consume service
    })
    var searcher = try world.daemon.client()
    try searcher.send(World.call("node.find_by_api_key", ["api_key": "nobody's"], id: 7))
    var other = try world.daemon.client()
    for number in 0..<200 {
      try other.send(World.call("rpc.ping"))
      #expect(try other.result() == "pong")
      guard number.isMultiple(of: 20) else { continue }
      try other.send(World.call("node.get", ["id": 1_500, "fields": ["name"]]) + World.create("made \(number)"))
      #expect(try other.answer()["result"]?["name"] == "node 1500")
      #expect(try other.answer()["result"] != nil)
    }
    // It still goes on: it would take minutes.
    try searcher.send(World.call("rpc.cancel", ["id": 7], id: 8))
    #expect(try searcher.answer()["error"]?["data"]?["kind"] == "cancelled")
    #expect(try searcher.answer()["result"] == ["cancelled": true])
  }
}

extension World {
  /// Nodes with ids from 1000 on, all with the same hash, made without the daemon.
  static func makeNodes(_ count: Int64, hash: String, in path: String) throws {
    let connection = try SQLite.Connection(path: path, access: .readWrite)
    try connection.run(
      "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 999 + ?1) "
        + "INSERT INTO authenticatable (id, type) SELECT i, 'node' FROM n", [.integer(count)])
    try connection.run(
      "INSERT INTO node (id, name, api_key) SELECT id, 'node ' || id, ?1 FROM authenticatable WHERE id >= 1000",
      [.text(hash)])
  }
}
