import JSON
import TestData
import Testing

@Suite("at a terminal")
struct TerminalTests {
  @Test("a secret is asked for twice, not shown, and arrives")
  func secret() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let session = try Vctl.onTerminal(
      [
        "user", "create", "username=ann", "organization=IKNL", "password=?", "--color", "never", "--socket",
        server.path,
      ],
      [.init(seen: "password: ", typed: "s3cret-one\n"), .init(seen: "password again: ", typed: "s3cret-one\n")])
    #expect(session.status == 0)
    #expect(!session.shown.contains("s3cret"))
    #expect(session.shown.contains("ann"))
    #expect(server.lines.contains { $0.contains("\"password\":\"s3cret-one\"") })
  }

  @Test("a bare secret's name asks for it too; two that differ change nothing")
  func differ() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let session = try Vctl.onTerminal(
      ["user", "update", "jane", "password", "--color", "never", "--socket", server.path],
      [.init(seen: "password: ", typed: "one\n"), .init(seen: "password again: ", typed: "two\n")])
    #expect(session.status == 2)
    #expect(session.shown.contains("differ"))
    #expect(!server.lines.contains { $0.contains("user.update") })
  }

  @Test("Ctrl-C and Ctrl-D at a prompt end it", arguments: [("\u{3}", 130), ("\u{4}", 2)] as [(String, Int32)])
  func giveUp(key: String, status: Int32) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let session = try Vctl.onTerminal(
      ["user", "update", "jane", "password=?", "--socket", server.path], [.init(seen: "password: ", typed: key)])
    #expect(session.status == status)
    #expect(!server.lines.contains { $0.contains("user.update") })
  }

  @Test(
    "a delete shows what it would delete and asks",
    arguments: [("y\n", 0), ("yes\n", 0), ("n\n", 1), ("\n", 1)] as [(String, Int32)])
  func confirm(answer: String, status: Int32) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let session = try Vctl.onTerminal(
      ["user", "delete", "noorg", "--color", "never", "--socket", server.path],
      [.init(seen: "delete? [y/N] ", typed: answer)])
    #expect(session.status == status)
    #expect(session.shown.contains("would delete user 'noorg' (4)"))
    #expect(session.shown.contains(status == 0 ? "deleted user 'noorg' (4)" : "nothing was changed"))
    let list = try Vctl.run(["user", "list", "-q", "--socket", server.path]).output
    #expect(list.contains("noorg") == (status != 0))
  }

  @Test("a method that the daemon calls destructive shows what it would change and asks", arguments: ["y\n", "n\n"])
  func kill(answer: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let session = try Vctl.onTerminal(
      ["task", "kill", "3", "--color", "never", "--socket", server.path], [.init(seen: "kill? [y/N] ", typed: answer)])
    #expect(session.status == (answer == "y\n" ? 0 : 1))
    #expect(session.shown.contains("killed by user"))
    #expect(session.shown.contains(answer == "y\n" ? "killed result" : "nothing was changed"))
    #expect(server.lines.filter { $0.contains("\"task.kill\"") }.count == (answer == "y\n" ? 2 : 1))
  }

  @Test("what the daemon would refuse is refused before anybody is asked")
  func refused() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let session = try Vctl.onTerminal(["user", "delete", "nobody", "--socket", server.path])
    #expect(session.status == 3)
    #expect(!session.shown.contains("delete?"))
  }

  @Test(
    "colour is for terminals, unless somebody says otherwise",
    arguments: [
      ([:], [], true), (["NO_COLOR": "1"], [], false), (["NO_COLOR": ""], [], true), (["TERM": "dumb"], [], false),
      ([:], ["--color", "never"], false), (["NO_COLOR": "1"], ["--color", "always"], true),
    ] as [([String: String], [String], Bool)])
  func color(environment: [String: String], options: [String], expected: Bool) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["user", "list", "--no-pager", "--socket", server.path] + options
    let session = try Vctl.onTerminal(words, environment: environment)
    #expect(session.shown.contains("\u{1B}[") == expected)
  }

  @Test("nothing that is no terminal gets colour, but for --color always")
  func plain() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["user", "list", "--socket", server.path]
    #expect(try Vctl.run(words, environment: ["TERM": "xterm"]).output.contains("\u{1B}") == false)
    #expect(try Vctl.run(words + ["--color=always"]).output.contains("\u{1B}[1m"))
  }

  @Test("only what is longer than the terminal goes through the pager")
  func pager() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["rule", "list", "--fields", "id,name", "--color", "never", "--socket", server.path]
    let environment = ["PAGER": "sed 's/^/paged /'", "PATH": "/usr/bin:/bin"]
    let long = try Vctl.onTerminal(words, lines: 24, environment: environment).shown.split(separator: "\n")
    #expect(long.count == 87)
    #expect(long.allSatisfy { $0.hasPrefix("paged ") })
    let short = try Vctl.onTerminal(words + ["--limit", "5"], lines: 24, environment: environment).shown
    #expect(!short.contains("paged"))
    let off = try Vctl.onTerminal(words + ["--no-pager"], lines: 24, environment: environment).shown
    #expect(!off.contains("paged"))
  }

  @Test("what is wide in bytes and narrow on the screen needs no pager")
  func height() throws {
    let folder = try TemporaryFolder()
    // Nine lines of 60 columns, 180 bytes each.
    let items: [JSON] = (1...8).map { ["id": .integer($0), "name": .string(String(repeating: "界", count: 27))] }
    let server = try Daemon.start(
      in: folder, actions: ["organization.list": .result(["items": .array(items), "next": nil])])
    let words = ["organization", "list", "--fields", "id,name", "--color", "always", "--socket", server.path]
    let environment = ["PAGER": "sed 's/^/paged /'", "PATH": "/usr/bin:/bin"]
    let session = try Vctl.onTerminal(words, columns: 60, lines: 10, environment: environment)
    #expect(!session.shown.contains("paged"))
    #expect(session.shown.split(separator: "\n").count == 9)
  }

  @Test("one record cuts bytes to the width and keeps its etag to itself")
  func bytes() throws {
    let folder = try TemporaryFolder()
    let key = String(repeating: "QUJD", count: 40)
    let answer: JSON = ["id": 1, "name": "IKNL", "public_key": .string(key), "etag": "abc"]
    let server = try Daemon.start(in: folder, actions: ["organization.get": .result(answer)])
    let words = ["organization", "get", "1", "--color", "never", "--socket", server.path]
    let shown = try Vctl.onTerminal(words, columns: 40).shown
    #expect(shown == "id          1\nname        IKNL\npublic_key  \(key.prefix(27))…\n")
    let plain = try Vctl.run(words).output
    #expect(plain.contains(key))
    #expect(!plain.contains("etag"))
    #expect(!(try Vctl.run(words + ["-o", "yaml"]).output.contains("etag")))
    #expect(try Vctl.run(words + ["--fields", "etag"]).output == "etag  abc\n")
  }

  @Test(
    "a pager that is left early, or is not there, is no error", arguments: ["head -n 1", "false", "/no/such/pager"])
  func leftEarly(program: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["rule", "list", "--color", "never", "--socket", server.path]
    let session = try Vctl.onTerminal(words, environment: ["PAGER": program, "PATH": "/usr/bin:/bin"])
    #expect(session.status == 0)
    #expect(!session.shown.contains("error:"))
  }
}
