import Glibc
import TestData
import TestTerminal
import Testing

@Suite("The shell at a terminal")
struct TerminalTests {
  @Test("a banner of three lines, numbered prompts, and Ctrl-D, exit and quit leave")
  func prompts() throws {
    let database = try Database(.sample(.sample4))
    for word in ["\u{4}", "exit\n", "quit()\n"] {
      var desk = try Desk(database.socket)
      try desk.run("1 + 1", 1)
      try desk.run("x = [1,\n2]", 2)
      try desk.type(word)
      #expect(try desk.ends() == 0)
      let lines = desk.screen.text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count > 9 && lines[0].hasPrefix("vshell ") && lines[0].hasSuffix(" at \(database.socket)"))
      #expect(lines[2] == "Ctrl-C stops a statement, Ctrl-D leaves.")
      #expect(lines[3...9] == ["", "In [1]: 1 + 1", "Out[1]: 2", "", "In [2]: x = [1,", "   ...: 2]", ""])
    }
  }

  @Test("Tab completes classes, attributes, keyword arguments and names from the database")
  func completion() throws {
    let database = try Database(.sample(.sample4))
    var desk = try Desk(database.socket)
    try desk.see("In [1]:")
    try desk.type("db.Or\t")
    try desk.seeTyped("db.Organization")
    try desk.type("(coun\t")
    try desk.seeTyped("(country=")
    try desk.type("\u{15}db.Organization.get_by_name(\"I\t")
    try desk.seeTyped("(\"IKNL")
    try desk.type("\u{15}db.Organization.get_by_name(\"\t")
    try desk.see("IKNL                Small Organization  Zoë Örg 🏢          root\nIn [1]: db.Organization")
    try desk.type("Z\t\").name\n")
    try desk.see("Out[1]: 'Zoë Örg 🏢'")
    try desk.type("db.User(organization=\"Sm\t")
    try desk.seeTyped("\"Small Organization")
    try desk.type("\u{15}o = db.Organization.get(1)\no.add\t1, o.is_nothing_of_the_kind\t")
    try desk.seeTyped("o.address1, o.is_nothing_of_the_kind")
  }

  @Test("secrets are in no history, neither with the arrow keys nor in the file, which is for its owner alone")
  func history() throws {
    let database = try Database(.sample(.sample4))
    let state = database.folder.path(of: "state")
    var desk = try Desk(database.socket, environment: ["XDG_STATE_HOME": state])
    try desk.run("'kept'", 1)
    try desk.run("db.User(username='x', password='first-Secret-1')", 2)
    try desk.run("u = db.User.get(2); u.Password = 'second-Secret-2'", 3)
    try desk.run("pw = 'third-Secret-3'", 4)
    try desk.paste("n = 'pasted'\napi_key = 'fourth-Secret-4'\nn")
    try desk.seeTyped("...: n")
    try desk.run("", 5)
    try desk.run("for i in [1]:\ni\n", 6)
    try desk.type("\u{1B}[A")
    try desk.see("In [7]: for i in [1]:\n    i")
    try desk.type("\u{1B}[A\u{1B}[A\u{1B}[A")
    try desk.seeTyped("In [7]: 'kept'")
    try desk.type("\u{15}\u{4}")
    #expect(try desk.ends() == 0)
    let file = state + "/vshell/history"
    let kept = String(decoding: try TemporaryFolder.bytes(of: file), as: UTF8.self)
    #expect(kept == "'kept'\nn = 'pasted'\nn\nfor i in [1]:\\n    i\n")
    #expect(try TemporaryFolder.mode(of: file) == 0o600)
    var later = try Desk(database.socket, environment: ["XDG_STATE_HOME": state])
    try later.see("In [1]:")
    try later.type("\u{1B}[A\u{1B}[A")
    try later.seeTyped("In [1]: n")
  }

  @Test("a pasted page is shown as it is, runs at Enter, and stops at its first error")
  func paste() throws {
    let database = try Database(.sample(.sample3))
    var desk = try Desk(database.socket)
    try desk.paste(
      """
      o = db.Organization(
      \tname="Päge",
      )
      o.save()
      for i in range(2):
      \tprint(i)

      o.name
      nothing
      db.Organization(name="never").save()

      """)
    try desk.seeTyped("   ...: ")
    #expect(!desk.screen.text.contains("'Päge'"))
    try desk.type("\n")
    try desk.see("1 more statement was not run")
    try desk.see("In [2]:")
    #expect(desk.screen.text.contains("In [1]: o = db.Organization(\n   ...:     name=\"Päge\",\n   ...: )\n"))
    #expect(desk.screen.text.contains("\n0\n1\nOut[1]: 'Päge'\nNameError: "))
    try desk.run("len(db.Organization.get())", 2)
    #expect(desk.screen.text.contains("Out[2]: 5"))
    try desk.paste("'one line'")
    try desk.seeTyped("In [3]: 'one line'")
  }

  @Test("Ctrl-C stops an endless loop, keeps the session, and clears a line")
  func interruption() throws {
    let database = try Database(.sample(.sample4))
    var desk = try Desk(database.socket)
    try desk.run("kept = 1", 1)
    try desk.type("while True: kept = kept + 1 if kept < 1000 else print('it', 'runs') or 5\n\n")
    try desk.see("it runs")
    desk.interrupt()
    try desk.see("KeyboardInterrupt: interrupted")
    try desk.run("0 < kept < 1001", 3)
    #expect(desk.screen.text.contains("Out[3]: True"))
    try desk.type("this is not for running")
    try desk.seeTyped("running")
    desk.interrupt()
    try desk.see("In [4]: this is not for running\nKeyboardInterrupt\n\nIn [4]:")
    try desk.type("if True:\n1 / 0")
    try desk.seeTyped("1 / 0")
    desk.interrupt()
    try desk.wait("a new prompt") { $0.text.hasSuffix("1 / 0\nKeyboardInterrupt\n\nIn [4]:") }
    try desk.run("2 + 2", 4)
    #expect(desk.screen.text.contains("Out[4]: 4") && !desk.screen.text.contains("ZeroDivisionError"))
  }

  @Test("Ctrl-C in the middle of a call to the daemon keeps the session")
  func interruptedCall() throws {
    let database = try Database(.sample(.sample4))
    var desk = try Desk(database.socket)
    try desk.type("while True: db.Organization.get() and (print('calls') if 1 else 0)\n\n")
    try desk.see("calls\ncalls\n")
    desk.interrupt()
    try desk.see("KeyboardInterrupt: interrupted")
    try desk.run("db.Organization.get(2).name", 2)
    #expect(desk.screen.text.contains("Out[2]: 'IKNL'"))
  }

  @Test("help by '?', and help()")
  func help() throws {
    let database = try Database(.sample(.sample3))
    var desk = try Desk(database.socket)
    try desk.run("db.Organization?", 1)
    #expect(desk.screen.text.contains("\nRelations:\n") && desk.screen.text.contains("\n  get_by_name(name) "))
    try desk.run("help(db)", 2)
    #expect(desk.screen.text.contains("\n  db.Task "))
    try desk.run("?db.User.get", 3)
    #expect(desk.screen.text.contains("All records, or the one with that id"))
  }

  @Test("timing can be switched on")
  func timing() throws {
    let database = try Database(.sample(.sample3))
    var desk = try Desk(database.socket)
    try desk.see("In [1]:")
    try desk.type("\\timing\n")
    try desk.see("timing is on")
    try desk.run("1", 1)
    #expect(desk.screen.text.contains(#/Out\[1\]: 1\ntook \d+\.\d ms\n/#))
  }

  @Test(
    "narrow windows, wide letters: the line wraps, the spot of an error is in view", arguments: [20, 40] as [UInt16])
  func narrow(_ columns: UInt16) throws {
    let database = try Database(.sample(.sample4))
    var desk = try Desk(database.socket, columns: columns)
    try desk.see("In [1]:")
    try desk.type("db.Organization.get_by_name(\"Zoë Örg 🏢\").name\n")
    try desk.see("Out[1]: 'Zoë Örg 🏢'")
    // Back over the wide letters, and a letter into the middle.
    try desk.type("'é🏢'")
    try desk.seeTyped("'é🏢'")
    try desk.type("\u{1B}[D\u{1B}[D\u{1B}[Dü\n")
    try desk.see("In [2]: 'üé🏢'\nOut[2]: 'üé🏢'")
    try desk.see("In [3]:")
    try desk.type("x = 'a rather long line that does not fit', nothing\n")
    try desk.see("In [4]:")
    #expect(desk.screen.text.contains("…"))
    let lines = desk.screen.text.split(separator: "\n")
    let caret = try #require(lines.firstIndex { $0.contains("^^^") })
    #expect(lines[caret].drop { $0 == " " } == "^^^^^^^" && lines[caret - 1].contains("nothing"))
  }

  @Test("a window may change its size while a line is typed")
  func resize() throws {
    let database = try Database(.sample(.sample4))
    var desk = try Desk(database.socket, columns: 60)
    try desk.see("In [1]:")
    try desk.type("'abcdefghij' + ")
    try desk.seeTyped("+ ")
    desk.resize(columns: 20)
    try desk.type("'klm'")
    try desk.wait("the line, wrapped") { $0.text.hasSuffix("In [1]: 'abcdefghij'\n + 'klm'") }
    try desk.type("\n")
    try desk.see("Out[1]: 'abcdefghij")
  }

  @Test("a session that is told to end leaves the terminal in order", arguments: [SIGTERM, SIGHUP])
  func told(_ signal: Int32) throws {
    let database = try Database(.sample(.sample4))
    var desk = try Desk(database.socket)
    try desk.run("1", 1)
    desk.signal(signal)
    #expect(try desk.ends() == 0)
    #expect(!desk.screen.marksPastes)
  }

  @Test(
    "without a locale, letters beyond ASCII are taken, shown and kept all the same", arguments: ["", "C", "C.UTF-8"])
  func locale(_ name: String) throws {
    let database = try Database(.fresh(4))
    var desk = try Desk(database.socket, environment: ["LC_ALL": name])
    try desk.run("'Zoë 🏢 Ελλάδα'[:5]", 1)
    #expect(desk.screen.text.contains("In [1]: 'Zoë 🏢 Ελλάδα'[:5]\nOut[1]: 'Zoë 🏢'"))
  }

  @Test("a home that does not exist is not made, and there is no history")
  func noHome() throws {
    let database = try Database(.fresh(4))
    let home = database.folder.path(of: "no/home")
    var desk = try Desk(database.socket, environment: ["HOME": home])
    try desk.run("1", 1)
    try desk.type("\u{4}")
    #expect(try desk.ends() == 0)
    #expect(!database.folder.names.contains("no"))
  }

  @Test("what is copied from a page is run, with its prompts, its answers, or indented")
  func copied() throws {
    let database = try Database(.fresh(4))
    var desk = try Desk(database.socket)
    try desk.paste("In [7]: x = 20\nIn [8]: x + 1\nOut[8]: 3")
    try desk.seeTyped("Out[8]: 3")
    try desk.run("", 1)
    #expect(desk.screen.text.contains("\nOut[1]: 21\n"))
    try desk.run("  x + 2", 2)
    try desk.run(">>> x + 3", 3)
    #expect(desk.screen.text.contains("\nOut[2]: 22\n") && desk.screen.text.contains("\nOut[3]: 23\n"))
    try desk.run(">>> for i in [7]:\n...     print(i * 2)\n", 4)
    #expect(desk.screen.text.contains("\n14\n") && !desk.screen.text.contains("Error"))
  }
}
