import JSON
import TestData
import Testing

@Suite("the audit log")
struct AuditTests {
  /// A daemon in whose database a user was made, changed, and deleted.
  private func changed(in folder: borrowing TemporaryFolder) throws -> Server {
    let server = try Daemon.start(in: folder)
    for words in [
      ["organization", "update", "IKNL", "address1=one\u{1B}[31m", "address2=a,b"],
      ["user", "create", "username=ann", "organization=IKNL", "roles=Viewer", "password=@-", "firstname=Ann"],
      ["user", "update", "ann", "email=ann@example.org", "firstname=", "roles=Researcher"],
      ["user", "delete", "ann", "--yes"],
    ] {
      let environment = ["VCTL_SOCKET": server.path, "SUDO_USER": words[0] == "user" ? "jane" : ""]
      let outcome = try Vctl.run(words, input: "s3cret-word", environment: environment)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    return server
  }

  @Test("a list of changes looks as agreed in every format", arguments: ["table", "jsonl", "yaml", "csv", "name"])
  func list(format: String) throws {
    let folder = try TemporaryFolder()
    let server = try changed(in: folder)
    let outcome = try Vctl.run(["audit", "-o", format, "--socket", server.path])
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(!outcome.output.contains("s3cret-word"))
    try expectGolden(outcome.output, "audit-\(format).txt")
  }

  @Test("one change shows what was and what is", arguments: [1, 2, 3, 4])
  func one(seq: Int) throws {
    let folder = try TemporaryFolder()
    let server = try changed(in: folder)
    let outcome = try Vctl.run(["audit", "\(seq)", "--socket", server.path])
    #expect(outcome.status == 0)
    #expect(!outcome.output.contains("s3cret-word"))
    try expectGolden(outcome.output, "audit-\(seq).txt")
    let json = try Vctl.run(["audit", "\(seq)", "-o", "json", "--socket", server.path])
    #expect(try JSON(parsing: json.output)["seq"] == .integer(Int64(seq)))
  }

  @Test("on a terminal a diff is coloured and cut, and nothing in it acts on the terminal")
  func terminal() throws {
    let folder = try TemporaryFolder()
    let server = try changed(in: folder)
    let shown = try Vctl.onTerminal(["audit", "1", "--socket", server.path], columns: 30).shown
    #expect(shown.contains("\u{1B}[32m+ address1: one\\e[31m\u{1B}[0m\n"))
    let list = try Vctl.onTerminal(["audit", "--color", "never", "--socket", server.path], columns: 60).shown
    #expect(list.split(separator: "\n").allSatisfy { $0.count <= 60 })
    #expect(!list.contains("\u{1B}"))
  }

  @Test("options choose among the changes")
  func filters() throws {
    let folder = try TemporaryFolder()
    let server = try changed(in: folder)
    let cases: [([String], String)] = [
      (["--entity", "user"], "4,3,2"), (["--entity", "org"], "1"), (["--user", "jane"], "4,3,2"),
      (["--user", "root"], "4,3,2,1"), (["--user", "nobody"], ""), (["--limit", "2"], "4,3"),
      (["--since", "2026-11-23"], "4,3,2,1"), (["--since", "2026-11-24"], ""), (["--until", "2026-11-22"], ""),
      (["--until", "2026-11-23"], "4,3,2,1"),
      (["--since", "2026-11-23 09:30:00Z", "--until", "2026-11-23 09:30:00Z"], "4,3,2,1"),
      (["--until", "2026-11-23 09:29"], ""), (["--since", "2000000h"], "4,3,2,1"),
      (["--until", "2026-11-23T10:31:00+01:00"], "4,3,2,1"),
      (["--since", "2026-11-23", "--until", "2026-11-24", "--entity", "user", "--limit", "1"], "4"),
    ]
    for (words, expected) in cases {
      let outcome = try Vctl.run(["audit", "-q", "--socket", server.path] + words)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.split(separator: "\n").joined(separator: ",") == expected, "\(words)")
    }
  }

  @Test("--fields and templates see the record and the change too")
  func fields() throws {
    let folder = try TemporaryFolder()
    let server = try changed(in: folder)
    let words = ["audit", "--entity", "organization", "--socket", server.path]
    #expect(try Vctl.run(words + ["--fields", "seq,record"]).output == "seq  record\n  1  organization 'IKNL' (2)\n")
    #expect(
      try Vctl.run(words + ["-o", "{seq} {record} {method}"]).output
        == "1 organization 'IKNL' (2) organization.update\n")
    #expect(
      try JSON(parsing: try Vctl.run(words + ["-o", "jsonl", "--fields", "seq,after.address2"]).output)
        == ["seq": 1, "after": ["address2": "a,b"]])
  }

  @Test("the history of a record is found by its name, also when it is gone, and by its id")
  func history() throws {
    let folder = try TemporaryFolder()
    let server = try changed(in: folder)
    let socket = ["--socket", server.path]
    #expect(try Vctl.run(["history", "organization", "IKNL", "-q"] + socket).output == "1\n")
    let id = try #require(
      try JSON(parsing: try Vctl.run(["audit", "2", "-o", "json"] + socket).output)["id"]?.integer)
    #expect(try Vctl.run(["history", "user", "\(id)", "-q"] + socket).output == "4\n3\n2\n")
    #expect(try Vctl.run(["history", "user", "ann", "-q"] + socket).output == "4\n3\n2\n")
    // Another one of that name has its own history before those of the deleted ones.
    let again = ["user", "create", "username=ann", "organization=IKNL", "password=@-", "-q"]
    #expect(try Vctl.run(again + socket, input: "s3cret-word").status == 0)
    #expect(try Vctl.run(["history", "user", "ann", "-q"] + socket).output == "5\n4\n3\n2\n")
    let unknown = try Vctl.run(["history", "user", "nobody"] + socket)
    #expect(unknown.status == 3 && unknown.output == "")
    #expect(
      unknown.errors == "error: no user 'nobody'\n"
        + "hint: no deleted record had that name either: 'vctl audit --entity user' lists all changes\n")
  }

  @Test(
    "what is wrong is said",
    arguments: [
      (["audit", "x"], 2, "the number of a change, not 'x'"), (["audit", "0"], 2, "the number of a change"),
      (["audit", "1", "2"], 2, "takes one SEQ"), (["audit", "99"], 3, "no change 99"),
      (["audit", "1", "--limit", "3"], 2, "--limit selects from the list"),
      (["audit", "--entity", "usr"], 2, "did you mean 'user'?"), (["audit", "--since", "soon"], 2, "soon"),
      (["audit", "--since", ""], 2, "--since needs a moment"), (["audit", "--limit", "0"], 2, "above 0"),
      (["audit", "--dry-run"], 2, "unknown option"), (["history"], 2, "needs ENTITY and KEY"),
      (["history", "user"], 2, "needs ENTITY and KEY"), (["history", "task", "average"], 2, "has no name"),
      (["history", "nothing", "1"], 2, "nothing"),
    ] as [([String], Int32, String)])
  func refused(words: [String], status: Int32, reason: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(words, environment: ["VCTL_SOCKET": server.path])
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    #expect(outcome.output == "")
  }

  @Test("several kinds of records can be asked for, in either way")
  func severalEntities() throws {
    let folder = try TemporaryFolder()
    let server = try changed(in: folder)
    #expect(try Vctl.run(["role", "create", "name=r", "--socket", server.path]).status == 0)
    for words in [["--entity", "role", "--entity", "org"], ["--entity", "role,organization"]] {
      let outcome = try Vctl.run(["audit", "-q", "--socket", server.path] + words)
      #expect(outcome.output == "5\n1\n", "\(outcome.errors)")
    }
  }

  @Test("--fields shows what was and what is")
  func sides() throws {
    let folder = try TemporaryFolder()
    let server = try changed(in: folder)
    let words = ["audit", "--fields", "seq,before,after", "--entity", "user", "--limit", "2", "--no-header"]
    let table = try Vctl.run(words + ["--socket", server.path]).output.split(separator: "\n")
    #expect(table.count == 2 && table[1].contains("email: ann@example.org"), "\(table)")
    #expect(table[0].contains("username: ann"), "\(table)")
    let csv = try Vctl.run(words + ["-o", "csv", "--socket", server.path]).output
    #expect(csv.contains(#""{""email"":null"#) || csv.contains(#"""email"":""ann@example.org"""#), "\(csv)")
  }
}
