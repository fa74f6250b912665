import JSON
import TestData
import Testing

@Suite("transactions of commands")
struct TransactionTests {
  private static let script = """
    # a new partner
    o = organization create name='Acme "Ltd"' country=NL

    r = role create name=helper organization=$o.id   # of its own
    u=user create username=ann organization=$o.id roles=Viewer,$r.id
    user update $u email=ann@example.org lastname=\\$5
    n = node create name=n1 organization=$o collaboration=ZEPPELIN
    user get ann
    user delete noorg

    """

  private func run(_ words: [String], _ server: Server, _ input: String = "") throws -> Vctl.Outcome {
    try Vctl.run(["transaction"] + words, input: input, environment: ["VCTL_SOCKET": server.path])
  }

  @Test("commands become calls, with references in place of names")
  func calls() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try run(["--yes", "-o", "json"], server, Self.script)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let calls = try JSON(parsing: try #require(server.lines.last))["params"]?["calls"]?.array ?? []
    #expect(
      calls.map { $0["method"]?.string } == [
        "organization.create", "role.create", "user.create", "user.update", "node.create", "user.get", "user.delete",
      ])
    #expect(calls[0]["params"]?["values"] == ["name": "Acme \"Ltd\"", "country": "NL"])
    #expect(calls[1]["params"]?["values"]?["organization"] == ["$ref": "0.id"])
    #expect(calls[2]["params"]?["values"]?["roles"] == ["Viewer", ["$ref": "1.id"]])
    #expect(calls[3]["params"]?["id"] == ["$ref": "2.id"])
    #expect(calls[3]["params"]?["values"]?["lastname"] == "$5")
    #expect(calls[5]["params"] == ["username": "ann"])
    let described = server.lines.filter { $0.contains("rpc.describe") }
    #expect(described.count == 4)
    let results = try JSON(parsing: outcome.output)["results"]?.array ?? []
    #expect(results.count == 7)
    #expect(results[5]["lastname"] == "$5")
  }

  @Test("what it did is said a line for each command, with keys that are shown once")
  func sentences() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let path = folder.path(of: "changes.txt")
    try TemporaryFolder.write(Array(Self.script.utf8), to: path)
    let outcome = try run([path, "--yes"], server)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.hasSuffix("api_key is shown only this once: keep it now\n"))
    let key = try #require(outcome.output.split(separator: "\n").first { $0.hasPrefix("  api_key: ") })
    #expect(key.count > 20)
    try expectGolden(outcome.output.replacing(key, with: "  api_key: KEY"), "transaction.txt")
    #expect(try Vctl.run(["audit", "-q", "--limit", "1", "--socket", server.path]).output == "6\n")
  }

  @Test("a dry run shows what would change, and keeps nothing")
  func dry() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let script = "o = organization create name=Acme\r\nuser update jane organization=$o.id email=\nuser delete noorg\n"
    let outcome = try run(["-n"], server, script)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.hasSuffix("dry run: nothing was changed\n"))
    try expectGolden(outcome.output, "transaction-dry.txt")
    #expect(try Vctl.run(["audit", "--socket", server.path]).output == "")
  }

  @Test(
    "all or nothing: what is refused names its line, and nothing is kept",
    arguments: [
      ("organization create name=Acme\n\n# x\nuser create username=jane\n", 4, "line 4: ", "already exists"),
      ("organization create name=Acme\norganization create nmae=B", 1, "line 2: ", "did you mean 'name'?"),
      (
        "o = organization create name=Acme\nuser update jane lastname=$o.nmae", 2, "line 2: $o.nmae: ",
        "an organization has no 'nmae': did you mean 'name'?"
      ),
      ("organization create name=Acme\norganization delete IKNL --yes", 1, "line 2: ", "use --dependents detach"),
      ("user get nobody", 3, "line 1: ", "nobody"),
    ] as [(String, Int32, String, String)])
  func refused(script: String, status: Int32, line: String, reason: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try run([], server, script)
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("error: \(line)"), "\(outcome.errors)")
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    #expect(!outcome.errors.contains("call "))
    #expect(try Vctl.run(["organization", "list", "-q", "--socket", server.path]).output.contains("Acme") == false)
    let json = try run(["-o", "json"], server, script)
    let number = Int64(line.filter(\.isNumber))
    #expect(try JSON(parsing: json.errors)["error"]?["data"]?["line"]?.integer == number)
  }

  @Test(
    "a line that is wrong is told before anything is sent",
    arguments: [
      ("", "the transaction is empty"), ("# nothing\n", "the transaction is empty"),
      ("user list\nusr list", "line 2: "), ("user lst", "line 1: unknown verb 'lst'"),
      ("user", "line 1: user needs a verb"),
      ("user create username='x", "line 1: the line ends within quotes"),
      ("user update jane organization=$o.id", "line 1: no earlier line is named 'o'"),
      ("o = user get 1\no = user get 2", "line 2: line 1 is named 'o' already"),
      ("o = user get 1\nuser update jane email=x$o.id", "line 2: a reference must stand alone: 'x$o.id'"),
      ("user update jane email=x --dry-run", "line 1: --dry-run is for the whole transaction"),
      ("user list -o json", "line 1: --output is for the whole transaction"),
      ("user update jane password=hunter2", "line 1: 'password' is a secret"),
      ("user update jane password=@-", "line 1: 'password=@-' cannot be read: stdin is the transaction itself"),
      ("user delete jane", "line 1: 'user delete' needs confirmation: use --yes"),
      ("--yes user get 1", "line 1: expected ENTITY VERB"),
      ("user get", "line 1: 'user get' needs"), ("user list --nonsense", "line 1: unknown option '--nonsense'"),
    ])
  func wrong(script: String, reason: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try run([], server, script)
    #expect(outcome.status == 2, "\(outcome.errors)")
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    #expect(!outcome.errors.contains("hunter2"))
    #expect(!server.lines.contains { $0.contains("transaction.run") })
  }

  @Test("a script that is no text, or is not there, is refused")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    try TemporaryFolder.write([0xFF, 0x0A], to: folder.path(of: "bytes"))
    #expect(try run([folder.path(of: "bytes")], server).errors.contains("is not UTF-8 text"))
    let absent = try run([folder.path(of: "absent")], server)
    #expect(absent.status == 2)
    #expect(absent.errors.contains("cannot read"))
    #expect(try run(["a", "b"], server).errors.contains("takes one FILE"))
  }

  @Test("a secret comes from a file or the terminal, and a deletion is asked for", arguments: ["y\n", "\n"])
  func terminal(answer: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let path = folder.path(of: "changes.txt")
    try TemporaryFolder.write(Array("user update jane password=?\nuser delete noorg\n".utf8), to: path)
    let session = try Vctl.onTerminal(
      ["transaction", path, "--color", "never", "--socket", server.path],
      [
        .init(seen: "password: ", typed: "s3cret\n"), .init(seen: "password again: ", typed: "s3cret\n"),
        .init(seen: "do it? [y/N] ", typed: answer),
      ])
    #expect(session.status == (answer == "y\n" ? 0 : 1))
    #expect(!session.shown.contains("s3cret"))
    #expect(session.shown.contains("would delete user 'noorg' (4)\n- username: noorg\n"))
    #expect(session.shown.contains(answer == "y\n" ? "deleted user 'noorg' (4)" : "nothing was changed"))
  }

  @Test("what answers no record is printed as the command alone prints it")
  func others() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let lines = ["organization list --where name~I%", "task list --limit 2", "task kill 3 --yes"]
    let together = try run([], server, lines.joined(separator: "\n"))
    #expect(together.status == 0, "\(together.errors)")
    let other = try Daemon.start(in: folder, as: "other")
    var expected = ""
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      let alone = try Vctl.run(words, environment: ["VCTL_SOCKET": other.path])
      expected += "\(words[0]) \(words[1]):\n" + alone.output
    }
    #expect(together.output == expected)
    #expect(expected.contains("id  name") && expected.contains("\n 2  IKNL"))
  }

  @Test("a reference to what an answer does not hold deeper down is named as it was written")
  func deepReference() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try run(
      [], server, "u = user get jane\norganization create name=Acme domain=$u.organization.nothing\n")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.hasPrefix("error: line 2: '$u.organization.nothing': there is no 'nothing'"), "\(outcome.errors)")
  }
}
