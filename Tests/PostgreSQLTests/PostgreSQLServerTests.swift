import Glibc
import Testing

@testable import TestData

@Suite("The server of the tests")
struct PostgreSQLServerTests {
  @Test(
    "a database has the records of the sample, and none of another test's",
    arguments: ["sample-2.3.5", "sample-3.11.1", "sample-4.15.2", "sample-5.0.3"])
  func sample(name: String) throws {
    let first = try PostgreSQLServer.shared.database(from: name)
    try first.query("insert into organization (name) values ('Rivers')")
    let second = try PostgreSQLServer.shared.database(from: name)
    let counting = "select count(*) from organization"
    #expect(try first.query(counting) == "5")
    #expect(try second.query(counting) == "4")
  }

  @Test("a database ends with the last reference to it")
  func dropped() throws {
    let other = try PostgreSQLServer.shared.database()
    var database: PostgreSQLDatabase? = try PostgreSQLServer.shared.database()
    let asking = "select count(*) from pg_database where datname = '\(database?.name ?? "")'"
    #expect(try other.query(asking) == "1")
    database = nil
    #expect(try other.query(asking) == "0")
  }

  @Test("a server ends with the process that it was started for, though nobody stops it")
  func watched() throws {
    let folder = "/tmp/vantage6-admin-postgresql-\(getpid())"
    let words = "'\(PostgreSQLServer.script)' start '\(folder)' --fast --parent $$ && test -S '\(folder)/.s.PGSQL.5432'"
    let (status, output) = try FinishedProgram.run(["/bin/bash", "-c", "\(words); exit $?"])
    #expect(status == 0, "\(output)")
    let watch = inotify_init1(Int32(IN_CLOEXEC))
    defer { close(watch) }
    guard inotify_add_watch(watch, folder, UInt32(IN_DELETE_SELF)) >= 0 else {
      #expect(errno == ENOENT, "it is not there any more")
      return
    }
    var entry = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
    #expect(poll(&entry, 1, Patience.milliseconds) == 1)
  }

  @Test("a server of a test's own keeps what was committed when it crashes")
  func crash() throws {
    let server = PostgreSQLServer([])
    let database = try server.database()
    try database.query("create table kept (id integer)")
    try server.stop(asCrash: true)
    #expect(throws: TestDataError.self) { try database.query("select 1") }
    try server.start()
    #expect(try database.query("select count(*) from kept") == "0")
  }
}
