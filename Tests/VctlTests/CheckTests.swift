import JSON
import TestData
import Testing

@Suite("vctl check")
struct CheckTests {
  private static func run(_ words: [String], _ sample: Sample = .damaged) throws -> Vctl.Outcome {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, sample)
    return try Vctl.run(["check", "--socket", server.path] + words)
  }

  @Test("shows what is wrong by severity, what it causes and what to do next")
  func table() throws {
    let outcome = try Self.run([])
    #expect(outcome.status == 8 && outcome.errors == "")
    try expectGolden(outcome.output, "check-table.txt")
  }

  @Test("is for programs, too", arguments: ["json", "jsonl", "yaml", "csv", "name"])
  func programs(format: String) throws {
    let outcome = try Self.run(["-o", format, "--severity", "error", "--limit", "2"])
    #expect(outcome.status == 8 && outcome.errors == "")
    try expectGolden(outcome.output, "check-\(format).txt")
  }

  @Test("lists the checks")
  func list() throws {
    let outcome = try Self.run(["--list"])
    #expect(outcome.status == 0)
    try expectGolden(outcome.output, "check-list.txt")
    #expect(try Self.run(["--list", "cycle", "-q"]).output == "cycle\n")
  }

  @Test("finds nothing where nothing is wrong")
  func clean() throws {
    let outcome = try Self.run(["integrity", "cycle"])
    #expect(outcome.status == 8 && outcome.output.contains("task 'no results' (5), parent: is its own ancestor"))
    let whole = try Self.run(["integrity", "cycle"], .sample4)
    #expect(whole.status == 0 && whole.output == "" && whole.errors == "2 checks: nothing found\n")
    let json = try Self.run(["-o", "json"], .imported3)
    #expect(json.status == 0 && json.errors == "")
    #expect(try JSON(parsing: json.output)["findings"] == [])
  }

  @Test("days and rows are the daemon's parameters")
  func parameters() throws {
    #expect(try Self.run(["stuck_result", "--stuck", "100000"]).status == 0)
    let few = try Self.run(["dangling_reference", "--limit", "2"])
    #expect(few.output.contains("\n  and 4 more\n"))
  }

  @Test(
    "what is wrong is said",
    arguments: [
      (["cicle"], "error: unknown check 'cicle': did you mean 'cycle'?\nhint: 'vctl check --list' lists them\n"),
      (["--list", "cicle"], "error: unknown check 'cicle': did you mean 'cycle'?\n"),
      (["--list", "--stuck", "3"], "error: --stuck does not go with --list\n"),
      (["--stuck", "soon"], "error: --stuck needs a whole number, not 'soon'\n"),
      (["--severity", "fatal"], "error: parameter 'severity': expected one of 'error', 'warning', 'note'\n"),
    ] as [([String], String)])
  func refused(words: [String], message: String) throws {
    let outcome = try Self.run(words)
    #expect(outcome.status == 2 && outcome.output == "")
    #expect(outcome.errors == message)
  }

  @Test("a check that could not be made is found, too")
  func failed() throws {
    let folder = try TemporaryFolder()
    let answer: JSON = [
      "checked": 1, "findings": [], "failed": [["name": "cycle", "message": "the database is damaged"]],
    ]
    let server = try Daemon.start(in: folder, actions: ["database.check": .result(answer)])
    let outcome = try Vctl.run(["check", "--socket", server.path])
    #expect(outcome.status == 8)
    #expect(outcome.output == "\ncycle: could not be made: the database is damaged\n")
  }

  @Test("names and severities are completed")
  func completion() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    func next(_ words: [String]) throws -> [String] {
      try Vctl.run(["complete", "--timeout", "30", "--"] + words, environment: ["VCTL_SOCKET": server.path]).output
        .split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    }
    #expect(try next(["check", "missing_p"]) == ["missing_parent"])
    #expect(try next(["check", "cycle", "missing_p"]) == ["missing_parent"])
    #expect(try next(["check", "cycle", "cyc"]) == [])
    #expect(try next(["check", "--severity", ""]) == ["error", "warning", "note"])
  }
}
