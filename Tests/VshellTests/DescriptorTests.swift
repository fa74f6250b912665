import Glibc
import TestData
import TestTerminal
import Testing

@Suite("standard descriptors of a script that are closed or full, and what must be seen")
struct DescriptorTests {
  private struct Outcome {
    var status: Int32
    var output = ""
    var errors = ""
  }

  /// Runs a script with what `redirection` says of a shell.
  private static func run(
    _ database: borrowing Database, _ redirection: String, _ options: [String], input: String = ""
  ) throws -> Outcome {
    let file = database.folder.path(of: "input")
    try TemporaryFolder.write(Array(input.utf8), to: file)
    let program = try Program(
      "/bin/sh",
      ["-c", "exec \"$0\" \"$@\" \(redirection)", Program.path(of: "vshell")] + options, input: file,
      environment: ["VCTL_SOCKET": database.socket])
    try program.read()
    return Outcome(status: program.wait(), output: program.outputText, errors: program.errorText)
  }

  @Test("what is printed never goes to the daemon, and what cannot be printed is an error")
  func output() throws {
    let database = try Database(.fresh(4))
    let rude = #"{"jsonrpc":"2.0","id":9,"method":"organization.delete","params":{"name":"victim"}}"#
    let made = try database.shell("db.Organization(name='victim').save()\ndb.Organization(name='''\(rude)''').save()\n")
    #expect(made.status == 0)
    for (redirection, reason) in [(">&-", "bad file descriptor"), (">/dev/full", "no space left on device")] {
      for options in [
        ["-c", "print('x')"], ["-c", "for o in db.Organization.get(): print(o.name)"], ["--help"], ["--version"],
      ] {
        let outcome = try Self.run(database, redirection, options)
        #expect(outcome.status == 1, "\(options)")
        #expect(outcome.errors.contains("cannot write to standard output: \(reason)"), "\(outcome.errors)")
      }
      // What follows is not run: nobody has seen what it may depend on.
      let script = "print(1)\ndb.Organization(name='later').save()\n"
      #expect(try Self.run(database, redirection, [], input: script).status == 1)
      #expect(try Self.run(database, redirection, ["-c", "x = 1"]).status == 0)
    }
    #expect(try database.shell("print(len(db.Organization.get()))\n").output == "2\n")
  }

  @Test("a closed standard input is an error, and a closed standard error hides no output")
  func others() throws {
    let database = try Database(.fresh(4))
    let outcome = try Self.run(database, "<&-", [])
    #expect(outcome.status == 2 && outcome.errors == "error: cannot read standard input: bad file descriptor\n")
    #expect(try Self.run(database, "2>&-", ["-c", "print(1)"]).output == "1\n")
    #expect(try Self.run(database, "<&-", ["-c", "print(1)"]).output == "1\n")
    #expect(try Self.run(database, "<&- >&- 2>&-", ["-c", "print(1)"]).status == 1)
    #expect(try Self.run(database, "2>&-", ["-c", "nonsense"]).status == 1)
  }

  @Test("a byte order mark begins a script, from a file and from standard input")
  func mark() throws {
    let database = try Database(.fresh(4))
    let script = "\u{FEFF}x = 1\nprint(x)\n"
    #expect(try database.shell(script).output == "1\n")
    let file = database.folder.path(of: "script.py")
    try TemporaryFolder.write(Array(script.utf8), to: file)
    #expect(try database.shell("", file).output == "1\n")
  }

  private static let preparation = """
    o = db.Organization(name='o')
    c = db.Collaboration(name='c', organizations=[o])
    c.save()

    """

  @Test("a key that a save makes is told, whether the script asks for it or not")
  func keys() throws {
    let database = try Database(.fresh(4))
    let script =
      Self.preparation
        + """
        n = db.Node(name='n', organization=o, collaboration=c)
        n.save()
        n.reset_api_key()
        with db.transaction():
            for name in ['m', 'k']:
                d = db.Collaboration(name='with ' + name, organizations=[o])
                db.Node(name=name, organization=o, collaboration=d).save()

        n.name = 'other'
        n.save()
        """
    let outcome = try database.shell(script)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let told = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("api_key of node '") }
    #expect(told.map { $0.dropFirst(17).prefix(1) } == ["n", "n", "m", "k"], "\(outcome.errors)")
    #expect(Set(told.map { $0.suffix(80) }).count == 4)
  }

  @Test("where nothing can show a key, none is made; where standard error is closed, it is told on standard output")
  func unseen() throws {
    let database = try Database(.fresh(4))
    #expect(try database.shell(Self.preparation).status == 0)
    let node = "db.Node(name='n', organization_id=1, collaboration_id=1).save()"
    #expect(try Self.run(database, ">&- 2>&-", ["-c", node]).status == 1)
    #expect(try database.shell("print(len(db.Node.get()))\n").output == "0\n")
    let told = try Self.run(database, "2>&-", ["-c", node])
    #expect(told.status == 0 && told.output.hasPrefix("api_key of node 'n': "), "\(told.output)")
  }

  @Test("a relation of many partners is whole, from each side, and counted right")
  func wide() throws {
    let database = try Database(.fresh(4))
    let script = """
      with db.transaction():
          c = db.Collaboration(name='wide', organizations=[db.Organization(name=f'o{i}') for i in range(250)])
          c.save()

      o = db.Organization.get_by_name('o0')
      with db.transaction():
          for i in range(300):
              db.User(username=f'u{i}', organization=o).save()

      c = db.Collaboration.get(1)
      print(len(c.organizations), len(o.users), len(o.collaborations))
      print(c)
      print(o)
      print(sum([len(x.organizations) for x in db.Collaboration.get()]))
      """
    let outcome = try database.shell(script)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "250 300 1" && lines.last == "250", "\(outcome.output) \(outcome.errors)")
    #expect(outcome.output.contains("250 organization(s)") && outcome.output.contains("users:300"), "\(outcome.output)")
  }
}
