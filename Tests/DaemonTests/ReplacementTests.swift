import Engine
import Glibc
import JSON
import SQLite
import TestData
import Testing

@testable import Daemon

/// The database file is moved, removed, restored or overwritten while the real daemon serves it.
@Suite struct ReplacementTests {
  /// A daemon on a copy of a real database, and a client of it.
  private struct Site: ~Copyable {
    let folder: TemporaryFolder
    var program: RunningProgram
    var client: Client

    /// - Parameter path: what the daemon is told the database is called.
    init(
      _ options: [String] = [], called name: String = "db",
      prepare: (borrowing TemporaryFolder) throws -> Void = { _ in }
    ) throws {
      let folder = try TemporaryFolder()
      _ = try folder.copy(of: .sample4, as: "db")
      _ = try folder.copy(of: .sample4, as: "other")
      try prepare(folder)
      let socket = folder.path(of: "s")
      var program = try RunningProgram(["--socket", socket, "--database", folder.path(of: name)] + options)
      try program.wait(for: "ready")
      let client = try Client(socket)
      self.program = program
      self.client = client
      self.folder = folder
    }

    func path(_ name: String) -> String { folder.path(of: name) }

    mutating func call(_ method: String, _ params: JSON = [:]) throws -> JSON {
      try client.send(World.call(method, params))
      while true {
        let answer = try client.answer()
        if answer["id"] != nil { return answer }
      }
    }

    /// The names that begin with these letters.
    mutating func names(_ beginning: String = "new") throws -> [String] {
      let answer = try call(
        "organization.list",
        ["where": ["name": ["like": .string(beginning + "%")]], "fields": ["name"], "order": ["name"]])
      return answer["result"]?["items"]?.array?.compactMap { $0["name"]?.string } ?? ["error"]
    }

    mutating func create(_ name: String) throws -> JSON {
      try call("organization.create", ["values": ["name": .string(name)]])
    }

    /// Whether a read, a change and the status all say that the database cannot be used, and what to do.
    mutating func isLost(_ words: String) throws -> Bool {
      for answer in [try call("organization.list"), try call("user.get", ["id": 1]), try create("lost")] {
        guard answer["error"]?["message"]?.string?.contains(words) == true,
          answer["error"]?["data"]?["hint"]?.string?.isEmpty == false,
          answer["error"]?["data"]?["kind"] == "internal"
        else {
          Issue.record("\(answer)")
          return false
        }
      }
      let status = try call("database.status")["result"]
      let isAlive = try call("rpc.ping")["result"] != nil
      return isAlive && status?["database"]?["healthy"] == false
        && status?["warnings"]?.array?.contains { $0.string?.contains(words) == true } == true
    }
  }

  private static func copyOver(_ from: String, _ to: String) throws {
    try TemporaryFolder.write(try TemporaryFolder.bytes(of: from), to: to)
  }

  @Test("another file moved to its place is served at once, with its own history")
  func moved() throws {
    var site = try Site()
    _ = try site.create("new 1")
    #expect(try site.names() == ["new 1"])
    rename(site.path("other"), site.path("db"))
    #expect(try site.names() == [])
    // A change is the first that notices, too.
    #expect(try site.create("new 2")["result"]?["id"] == 5)
    _ = try Self.copyOver(site.path("db"), site.path("again"))
    rename(site.path("again"), site.path("db"))
    #expect(try site.create("new 3")["result"] != nil)
    #expect(try site.names() == ["new 2", "new 3"])
    let status = try site.call("database.status")["result"]
    #expect(status?["database"]?["healthy"] == true && status?["audit"]?["records"] == 2)
    try site.program.wait(for: "is another file than before")
  }

  @Test("a file that was moved away or removed is said so, and served again when one is there")
  func removed() throws {
    var site = try Site()
    _ = try site.create("new 1")
    rename(site.path("db"), site.path("away"))
    #expect(try site.isLost("moved away or removed"))
    rename(site.path("away"), site.path("db"))
    #expect(try site.names() == ["new 1"])
    #expect(try site.create("new 2")["result"] != nil)
    unlink(site.path("db"))
    #expect(try site.isLost("moved away or removed"))
    #expect(!site.folder.names.contains("db"), "no new database is made in its place")
    rename(site.path("other"), site.path("db"))
    #expect(try site.names() == [])
    #expect(try site.create("new 3")["result"] != nil)
  }

  @Test(
    "what cannot be served is refused with the reason, and a good file heals it", arguments: ["junk", "", "foreign"])
  func refused(kind: String) throws {
    var site = try Site()
    switch kind {
    case "foreign":
      do {
        let stranger = try SQLite.Connection(path: site.path("new"), access: .create)
        try stranger.run("CREATE TABLE t (x)")
      }
    default: try TemporaryFolder.write(Array(String(repeating: kind, count: 2_000).utf8), to: site.path("new"))
    }
    rename(site.path("new"), site.path("db"))
    #expect(try site.isLost("the database file was replaced"))
    let answer = "\(try site.call("organization.list"))"
    #expect(!answer.contains(site.folder.path), "no path is told: \(answer)")
    rename(site.path("other"), site.path("db"))
    #expect(try site.create("new 1")["result"] != nil)
    #expect(try site.names() == ["new 1"])
  }

  @Test("an older copy written over it in place is served, from before the adoption, too", arguments: [false, true])
  func overwritten(isFromBefore: Bool) throws {
    var site = try Site()
    _ = try site.create("new 1")
    if !isFromBefore { try Self.copyOver(site.path("db"), site.path("other")) }
    for number in 2...9 { _ = try site.create("new \(number)") }
    #expect(try site.names().count == 9)
    try Self.copyOver(site.path("other"), site.path("db"))
    #expect(try site.names() == (isFromBefore ? [] : ["new 1"]))
    for number in 2...4 { #expect(try site.create("new \(number) more")["result"] != nil) }
    #expect(try site.call("database.status")["result"]?["audit"]?["records"] == (isFromBefore ? 3 : 4))
    // The change comes first.
    for number in 5...9 { _ = try site.create("new \(number)") }
    try Self.copyOver(site.path("other"), site.path("db"))
    #expect(try site.create("new z")["result"] != nil)
    #expect(try site.names() == (isFromBefore ? ["new z"] : ["new 1", "new z"]))
    try site.program.wait(for: "was overwritten by another one")
  }

  @Test("a link that leads to another file is noticed")
  func link() throws {
    var site = try Site(called: "link") { folder in symlink(folder.path(of: "db"), folder.path(of: "link")) }
    _ = try site.create("new 1")
    unlink(site.path("link"))
    #expect(try site.isLost("moved away or removed"))
    symlink(site.path("other"), site.path("link"))
    #expect(try site.names() == [])
    _ = try site.create("new 2")
    #expect(site.folder.names.contains("other.vantage6-admin-lock"))
    #expect(!site.folder.names.contains("db.vantage6-admin-lock"))
    unlink(site.path("link"))
    symlink(site.path("db"), site.path("link"))
    #expect(try site.names() == ["new 1"])
  }

  @Test("those who watch are told that the history is another one, and can follow that")
  func watchers() throws {
    var site = try Site()
    var watcher = try Client(site.path("s"))
    try watcher.send(World.call("watch.start"))
    #expect(try watcher.answer()["result"] != nil)
    _ = try site.create("new 1")
    #expect(try watcher.answer()["method"] == "watch.change")
    // Without any other call: it is looked for while somebody watches.
    rename(site.path("other"), site.path("db"))
    let notice = try watcher.answer()
    #expect(notice["method"] == "watch.dropped" && notice["params"]?["seq"] == 1, "\(notice)")
    #expect(notice["params"]?["reason"]?.string?.contains("replaced") == true)
    try watcher.send(World.call("watch.start"))
    #expect(try watcher.answer()["result"]?["seq"] == 0)
    _ = try site.create("new 2")
    #expect(try watcher.answer()["params"]?["seq"] == 1)
    unlink(site.path("db"))
    let end = try watcher.answer()
    #expect(end["method"] == "watch.dropped" && end["params"]?["reason"]?.string?.contains("removed") == true)
  }

  @Test("beside a write-ahead log of the file before, nothing is mixed: it says what to remove, and then goes on")
  func log() throws {
    var site = try Site(["--journal", "wal"])
    _ = try site.create("new 1")
    rename(site.path("db"), site.path("away"))
    rename(site.path("other"), site.path("db"))
    #expect(try site.isLost("the write-ahead log of the old file"))
    for end in ["-wal", "-shm"] { rename(site.path("db" + end), site.path("away" + end)) }
    #expect(try site.names() == [])
    #expect(try site.create("new 2")["result"] != nil)
    #expect(try site.names() == ["new 2"])
    site.program.signal(SIGTERM)
    #expect(try site.program.end().status == 0)
    // Nothing was lost in the one that was moved away with its log.
    let away = try SQLite.Connection(path: site.path("away"), access: .readWrite)
    #expect(try away.value("SELECT count(*) FROM organization WHERE name = 'new 1'") == .integer(1))
    #expect(try away.value("PRAGMA integrity_check") == .text("ok"))
    let here = try SQLite.Connection(path: site.path("db"), access: .readWrite)
    #expect(try here.value("PRAGMA integrity_check") == .text("ok"))
  }

  @Test("an older copy written over a file with a write-ahead log is a mixture, and never served")
  func mixed() throws {
    var site = try Site(["--journal", "wal"])
    try Self.copyOver(site.path("db"), site.path("other"))
    // More than a checkpoint's thousand pages, so that the file itself is newer than the copy.
    for round in 1...3 {
      let calls: [JSON] = (0..<400).map { number in
        [
          "method": "organization.create",
          "params": [
            "values": [
              "name": .string("new \(round) \(number)"), "address1": .string(String(repeating: "x", count: 2_000)),
            ]
          ],
        ]
      }
      #expect(try site.call("transaction.run", ["calls": .array(calls), "long": true])["result"] != nil)
    }
    #expect(try site.names("new 1 1").isEmpty == false)
    try Self.copyOver(site.path("other"), site.path("db"))
    #expect(try site.isLost("a mixture of both"))
    #expect(try site.isLost("a mixture of both"))
  }

  @Test("a second daemon on another name of the same file does not start")
  func hardLink() throws {
    let site = try Site { folder in
      mkdir(folder.path(of: "elsewhere"), 0o700)
      _ = Glibc.link(folder.path(of: "db"), folder.path(of: "elsewhere/db"))
    }
    var second = try RunningProgram(["--socket", site.path("t"), "--database", site.path("elsewhere/db")])
    let outcome = try second.end()
    #expect(outcome.status == 1 && outcome.errors.contains("under another name of the same file"), "\(outcome.errors)")
  }
}
