import TestData
import TestTerminal
import Testing

@Suite("exit and quit end the session with a status")
struct ExitTests {
  @Test(
    "at a terminal",
    arguments: [
      ("exit", 0), ("quit", 0), ("exit()", 0), ("quit()", 0), ("exit(3)", 3), ("quit(3)", 3), ("exit(status=4)", 4),
      ("if True: exit(5)\n", 5), ("exit('bye')", 1), ("exit(True)", 1), ("exit(None)", 0), ("exit(-1)", 255),
    ] as [(String, Int32)])
  func terminal(_ statement: String, _ status: Int32) throws {
    let database = try Database(.fresh(4))
    let state = database.folder.path(of: "state")
    var desk = try Desk(database.socket, environment: ["XDG_STATE_HOME": state])
    try desk.run("1 / 0", 1)
    try desk.type(statement + "\n")
    #expect(try desk.ends() == status)
    #expect(!desk.screen.text.contains("SystemExit"))
    #expect(desk.screen.text.hasSuffix("\nbye\n") == statement.contains("bye"))
  }

  @Test(
    "in a script: what follows is not run",
    arguments: [
      ("exit", 0, ""), ("quit()", 0, ""), ("exit(3)", 3, ""), ("for i in [1]:\n    exit(i + 6)\n", 7, ""),
      ("if True:\n    quit\n", 0, ""), ("exit('it is over')", 1, "it is over\n"), ("x = 7\nquit(x)", 7, ""),
      (
        "with db.transaction():\n    db.Organization(name='o').save()\n    exit(2)\n", 2,
        "nothing of the transaction was saved\n"
      ),
    ] as [(String, Int32, String)])
  func script(_ statements: String, _ status: Int32, _ errors: String) throws {
    let database = try Database(.fresh(4))
    let outcome = try database.shell("print('before')\n\(statements)\nprint('after')\n")
    #expect(outcome.status == status && outcome.output == "before\n" && outcome.errors == errors, "\(outcome)")
    #expect(try database.shell("", "-c", "print('here')", "-c", statements).status == status)
    #expect(try database.shell("len(db.Organization.get())").output == "0\n")
  }

  @Test("after an error that a script went on from, the status that it is given counts, and else the error")
  func afterErrors() throws {
    let database = try Database(.fresh(4))
    #expect(try database.shell("nope\nexit\n", "--keep-going").status == 1)
    #expect(try database.shell("nope\nexit(0)\n", "--keep-going").status == 0)
    #expect(try database.shell("nope\nquit(9)\n", "--keep-going").status == 9)
  }

  @Test("they are no part of the history, and help tells of them")
  func history() throws {
    let database = try Database(.fresh(4))
    let state = database.folder.path(of: "state")
    var desk = try Desk(database.socket, environment: ["XDG_STATE_HOME": state])
    try desk.run("1", 1)
    try desk.run("exit?", 2)
    #expect(desk.screen.text.contains("exit(status=…)\nEnds the session"))
    try desk.type("exit(6)\n")
    #expect(try desk.ends() == 6)
    #expect(String(decoding: try TemporaryFolder.bytes(of: state + "/vshell/history"), as: UTF8.self) == "1\nexit?\n")
  }
}
