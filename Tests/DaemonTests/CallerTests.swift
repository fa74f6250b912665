import Admin
import Engine
import Glibc
import JSON
import SQLite
import TestData
import Testing

@testable import Daemon

@Suite("A caller")
struct CallerTests {
  @Test("hears its own name at its first word, though names are looked up elsewhere")
  func hello() throws {
    let world = try World()
    let name = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) }
    for _ in 1...2 {
      var client = try world.daemon.client()
      try client.send(World.call("rpc.hello", ["program": "test"]))
      let answer = try client.answer()["result"]
      #expect(answer?["user"]?.string == name)
      #expect(answer?["uid"] == .integer(Int64(getuid())))
    }
  }

  @Test("that reads for long without a write-ahead log is ended, since others cannot commit meanwhile")
  func longRead() throws {
    let world = try World(.sample4, prepare: { $0.readNanosecondsMax = 0 })
    let stranger = try world.stranger()
    try stranger.run(
      "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
        + "INSERT INTO organization (id, name) SELECT i, 'organization ' || i FROM n")
    var client = try world.daemon.client()
    try client.send(World.call("organization.list", ["where": ["domain": ["like": "%no such%"]], "limit": 1]))
    let error = try client.answer()["error"]
    #expect(error?["data"]?["kind"] == "limit", "\(error ?? .null)")
    #expect(error?["message"] == "the request took too long")
    try client.send(World.call("organization.get", ["id": 1, "fields": ["id"]]))
    #expect(try client.answer()["result"]?["id"] == 1)
  }

  @Test("that reads while another process has the whole file locked waits for it, and nobody else does")
  func lockedFile() throws {
    // Without a write-ahead log, readers wait for a commit.
    let world = try World(.sample4)
    let stranger = try world.stranger()
    try stranger.run("BEGIN EXCLUSIVE")
    var reader = try world.daemon.client()
    var other = try world.daemon.client()
    try reader.send(World.call("organization.list", ["fields": ["id"], "limit": 1]))
    for _ in 0..<10 {
      try other.send(World.call("rpc.ping"))
      #expect(try other.result() == "pong")
    }
    // A second read comes from the loop again, which must not have learned to wait.
    try other.send(World.call("organization.get", ["id": 1, "fields": ["id"]]))
    try reader.send(World.call("rpc.ping", id: 2))
    stranger.rollback()
    #expect(try reader.answer()["result"]?["items"]?[0]?["id"] == 1)
    #expect(try reader.result() == "pong")
    #expect(try other.answer()["result"]?["id"] == 1)
  }
}
