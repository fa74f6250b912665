import TestData
import TestTerminal
import Testing

@Suite("A connection that is lost")
struct ConnectionTests {
  private static let said = "the connection was lost: connected again"

  @Test("is made again, and said: when reading, when saving, and in a transaction")
  func restarted() throws {
    var database = try Database(.sample(.sample4))
    var desk = try Desk(database.socket)
    try desk.run("o = db.Organization.get(2)", 1)
    database.stop()
    try database.start()
    try desk.run("o.name", 2)
    #expect(desk.screen.text.contains("In [2]: o.name\n\(Self.said)\nOut[2]: 'IKNL'"))
    try desk.run("o.country = 'Elsewhere'", 3)
    database.stop()
    try database.start()
    try desk.run("o.save()", 4)
    #expect(desk.screen.text.contains("In [4]: o.save()\n\(Self.said)\n\nIn [5]:"))
    try desk.type("with db.transaction():\ndb.Organization(name='one').save()\no.domain = 'two'\no.save()\n")
    try desk.see("  o.save()\n   ...:")
    database.stop()
    try database.start()
    try desk.type("\n")
    try desk.see("In [6]:")
    try desk.run("db.Organization.get_by_name('one').id > 4, db.Organization.get(2).domain, o.country", 6)
    #expect(desk.screen.text.contains("Out[6]: (True, 'two', 'Elsewhere')"))
    #expect(desk.screen.text.split(separator: Self.said).count == 4)
  }

  @Test("is made again to what answers now: its classes and fields, where they are others")
  func otherDatabase() throws {
    var database = try Database(.fresh(3))
    var desk = try Desk(database.socket)
    try desk.run("o = db.Organization(name='first'); o.save(); o.name", 1)
    database.stop()
    try database.startAnother(4)
    try desk.run("db.AlgorithmStore(name='s', url='https://store').save()", 2)
    try desk.run("db.AlgorithmStore.get(1).url", 3)
    try desk.run("import vantage6.server.db as v6; v6.AlgorithmStore.get(1).name, db.Organization.get(1)", 4)
    let text = desk.screen.text
    let differs = "the daemon has other classes or fields than before: read your records again"
    #expect(text.contains("\(Self.said)\n\(differs)\n"))
    #expect(text.contains("Out[3]: 'https://store'") && text.contains("Out[4]: ('s', None)"))
  }

  @Test("without a daemon is one error; the session goes on, and works once it is there again")
  func stopped() throws {
    var database = try Database(.sample(.sample3))
    var desk = try Desk(database.socket)
    try desk.run("o = db.Organization.get(2)", 1)
    database.stop()
    try desk.run("o.users", 2)
    #expect(desk.screen.text.contains("ConnectionError: vantage6-admin is not running: "))
    try desk.type("with db.transaction():\ndb.Organization(name='one').save()\n\n")
    try desk.see("In [4]:")
    try desk.run("1 + 1", 4)
    #expect(desk.screen.text.contains("Out[4]: 2"))
    try database.start()
    try desk.run("[u.username for u in o.users], db.Organization.get_by_name('one')", 5)
    #expect(desk.screen.text.contains("\(Self.said)\nOut[5]: (['john'], None)"))
  }

  @Test("the daemon's read-only socket refuses changes in the same words of its own")
  func readOnlySocket() throws {
    let database = try Database(.sample(.sample4))
    let outcome = try database.shell(
      "o = db.Organization.get(2)\no.name = 'X'\no.save()\no.refresh()\no.name", "--keep-going", "--socket",
      database.folder.path(of: "r"))
    #expect(outcome.output == "'IKNL'\n")
    #expect(outcome.errors.hasPrefix("line 3: PermissionError: "))
  }
}
