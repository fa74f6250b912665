import Engine
import Glibc
import JSON
import PostgreSQL
import TestData
import Testing

@testable import Daemon

/// The real daemon on a PostgreSQL server.
@Suite struct ServedServerTests {
  /// What holds of a session by the lock that it has: the daemon's own, or the writer's.
  private static func holds(_ lock: Int) -> String {
    "exists (select from pg_locks l where l.pid = a.pid and l.locktype = 'advisory' and l.objid = \(lock))"
  }

  @Test func `it lists, changes, and tells those who watch`() throws {
    var site = try ServerSite()
    #expect(try site.call("organization.list")["result"]?["items"]?.array?.count == 4)
    var watcher = try site.another()
    try watcher.send(World.call("watch.start"))
    #expect(try watcher.answer()["result"] != nil)
    #expect(try site.create("new 1")["result"]?["id"] == 5)
    let notice = try watcher.answer()
    #expect(notice["method"] == "watch.change" && notice["params"]?["foreign"] == nil, "\(notice)")
    try site.database.query("insert into organization (name) values ('new 2')")
    #expect(try site.names() == ["new 1", "new 2"])
    let status = try site.call("database.status")["result"]
    #expect(status?["database"]?["healthy"] == true, "\(String(describing: status))")
  }

  @Test func `a second daemon does not start, and names the socket of the first`() throws {
    // The server lists the locks of all databases.
    let before = try ServerSite()
    var site = try ServerSite()
    let after = try ServerSite()
    defer { withExtendedLifetime((before.folder.path, after.folder.path)) {} }
    #expect(try site.errorsOfSecond().contains("on the socket '\(site.folder.path(of: "s"))'"))
    // Without its first lock, the daemon still has that of its writer.
    try site.terminate(where: Self.holds(1))
    #expect(try site.errorsOfSecond().contains("serves the database"))
    #expect(try site.create("new 1")["result"] != nil)
    let errors = try site.errorsOfSecond()
    #expect(errors.contains("on the socket '\(site.folder.path(of: "s"))'"), "it has it again: \(errors)")
    #expect(try site.names() == ["new 1"])
  }

  @Test func `what keeps it from starting is said`() throws {
    let folder = try TemporaryFolder()
    func errors(_ uri: String, _ environment: [String: String] = [:]) throws -> String {
      var program = try RunningProgram(["--socket", folder.path(of: "s"), "--database", uri], environment: environment)
      let outcome = try program.end()
      #expect(outcome.status == 1)
      #expect(!outcome.errors.dropLast().contains("\n"), "one line: \(outcome.errors)")
      return outcome.errors
    }
    let database = try PostgreSQLServer.shared.database()
    #expect(
      try errors(database.uri.replacing("/\(database.name)?", with: "/nowhere?"))
        .contains("database \"nowhere\" does not exist"))
    #expect(
      try errors("postgresql://u@/db?host=\(folder.path)").contains("Is the server running locally"), "no server")
    #expect(
      try errors(database.uri.replacing("//vantage6@", with: "//nobody@")).contains("role \"nobody\" does not exist"))
    try database.query("create table stranger (i integer)")
    #expect(try errors(database.uri).contains("vantage6"), "another program's database")
    // The loader takes the first file of that name, which is no library.
    try TemporaryFolder.write([], to: folder.path(of: "libpq.so.5"))
    #expect(
      try errors(database.uri, ["LD_LIBRARY_PATH": folder.path]).contains("install the package libpq5"))
  }

  @Test func `lost sessions come back by themselves: of readers, of the writer, all`() throws {
    var site = try ServerSite()
    var expected: [String] = []
    // Those whose last statement read, the writer, the lock, and all of them.
    let choices = ["not \(Self.holds(1)) and not \(Self.holds(2))", Self.holds(2), Self.holds(1), "true"]
    for (number, choice) in choices.enumerated() {
      #expect(try site.create("new \(number)")["result"] != nil, "\(choice)")
      expected.append("new \(number)")
      #expect(try site.names() == expected)
      try site.terminate(where: choice)
      #expect(try site.names() == expected, "\(choice)")
      try site.terminate(where: choice)
      #expect(try site.create("new \(number) more")["result"] != nil, "\(choice)")
      expected.append("new \(number) more")
      #expect(try site.names() == expected)
    }
    #expect(try site.errorsOfSecond().contains("serves the database"))
  }

  @Test func `a create during which the session is lost is made again, once`() throws {
    var site = try ServerSite()
    let holder = try site.session()
    try holder.begin()
    // The change waits for the name, which another transaction has taken.
    try holder.run("INSERT INTO organization (name) VALUES ('new 1')")
    try site.client.send(World.create("new 1"))
    try site.waitForLock()
    try site.terminate(where: Self.holds(2))
    holder.rollback()
    #expect(try site.client.answer()["result"]?["name"] == "new 1")
    #expect(try site.names() == ["new 1"])
  }

  @Test func `a delete during which the session is lost says that nothing was changed`() throws {
    var site = try ServerSite()
    #expect(try site.create("new 1")["result"] != nil)
    let holder = try site.session()
    try holder.begin()
    try holder.run("UPDATE organization SET domain = 'theirs' WHERE name = 'new 1'")
    try site.client.send(World.call("organization.delete", ["name": "new 1"]))
    try site.waitForLock()
    try site.terminate(where: Self.holds(2))
    holder.rollback()
    let answer = try site.client.answer()
    #expect(answer["error"]?["message"] == "the connection to the database server was lost: nothing was changed")
    #expect(answer["error"]?["data"]?["remedy"] == "retry")
    #expect(try site.names() == ["new 1"])
    #expect(try site.call("organization.delete", ["name": "new 1"])["result"] != nil)
  }

  @Test(arguments: [false, true]) func `a server that stops and starts is said to be away, and used again`(
    asCrash: Bool
  ) throws {
    let server = PostgreSQLServer([])
    var site = try ServerSite(server)
    var watcher = try site.another()
    try watcher.send(World.call("watch.start"))
    #expect(try watcher.answer()["result"] != nil)
    #expect(try site.create("new 1")["result"] != nil)
    #expect(try watcher.answer()["method"] == "watch.change")
    try server.stop(asCrash: asCrash)
    for _ in 0..<2 {
      for answer in [
        try site.call("organization.list"), try site.call("user.get", ["id": 1]), try site.create("lost"),
      ] {
        let error = answer["error"]
        #expect(error?["message"] == "the database server cannot be reached", "\(answer)")
        #expect(error?["data"]?["kind"] == "internal" && error?["data"]?["hint"]?.string?.isEmpty == false)
        #expect(!"\(answer)".contains("/"), "nothing is told of the place")
      }
    }
    let status = try site.call("database.status")["result"]
    #expect(status?["database"]?["healthy"] == false, "\(String(describing: status))")
    #expect(try watcher.answer()["params"]?["reason"] == "the database server cannot be reached")
    try site.program.wait(for: "cannot be opened")
    try server.start()
    // It tries again a second after the last attempt.
    #expect(try eventually { try site.names() == ["new 1"] })
    #expect(try site.create("new 2")["result"] != nil)
    #expect(try site.names() == ["new 1", "new 2"])
    #expect(try site.call("database.status")["result"]?["database"]?["healthy"] == true)
    try site.program.wait(for: "connected to the database")
    #expect(try site.errorsOfSecond().contains("serves the database"))
  }

  @Test func `a quick restart is noticed by nobody who is between two calls`() throws {
    let server = PostgreSQLServer([])
    var site = try ServerSite(server)
    var watcher = try site.another()
    try watcher.send(World.call("watch.start"))
    #expect(try watcher.answer()["result"] != nil)
    #expect(try site.create("new 1")["result"] != nil)
    #expect(try watcher.answer()["method"] == "watch.change")
    try server.stop(asCrash: false)
    try server.start()
    #expect(try eventually { try site.create("new 2")["result"] != nil })
    #expect(try site.names() == ["new 1", "new 2"])
  }

  @Test func `a signal to stop under load loses nothing that was answered, and ends everything`() throws {
    var site = try ServerSite()
    let names = (0..<200).map { "new \($0)" }
    try site.client.send(names.enumerated().map { World.create($1, id: $0) }.joined())
    _ = try site.client.answer()
    site.program.signal(SIGTERM)
    var answered = 1
    while let line = try site.client.line() {
      if try JSON(parsing: line)["result"] != nil { answered += 1 }
    }
    #expect(try site.program.end().status == 0)
    let count = try site.database.query("select count(*) from organization where name like 'new%'")
    #expect(Int(count) == answered)
    #expect(
      try site.database.query("select count(*) from vantage6_admin.vantage6_admin_audit") == count,
      "each with its record"
    )
  }
}

extension ServerSite {
  /// Waits until a session of the daemon waits for a lock.
  func waitForLock(_ kind: String = "true") throws {
    try database.query(
      """
      do $$ begin for i in 1..1200 loop
      if exists (select from pg_locks l join pg_stat_activity a using (pid) where not l.granted
        and a.application_name like 'vantage6-admin%' and a.datname = current_database() and (\(kind))) then return; end if;
      perform pg_sleep(0.02); perform pg_stat_clear_snapshot(); end loop; raise 'none does'; end $$
      """)
  }
}
