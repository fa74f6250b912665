import JSON
import TestData
import Testing

@Suite("vctl migrate")
struct MigrateTests {
  private func run(_ words: [String], _ server: Server) throws -> Vctl.Outcome {
    try Vctl.run(["migrate", "--socket", server.path] + words)
  }

  @Test("a dry run shows the whole report", arguments: [Sample.sample2, .upgraded3to4])
  func dryRun(sample: Sample) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, sample)
    let outcome = try run(["--to", "4", "--dry-run"], server)
    #expect(outcome.status == 0 && outcome.errors == "dry run: nothing was changed\n")
    try expectGolden(outcome.output, "migrate-\(sample == .sample2 ? "2" : "upgraded").txt")
    #expect(try run(["--to", "4", "-n", "-q"], server).output.contains("records\nvalues\n"))
    let json = try JSON(parsing: try run(["--to", "4", "-n", "-o", "json"], server).output)
    #expect(json["from"] == (sample == .sample2 ? 2 : 4) && json["dry_run"] == true)
  }

  @Test("who is asked is told for how long the server will have to wait, if anybody would notice")
  func lockTime() throws {
    for (held, isTold) in [(4_200, true), (200, false)] as [(Int64, Bool)] {
      let folder = try TemporaryFolder()
      let answer: JSON = [
        "from": 3, "to": 4, "steps": [["name": "names", "count": 1, "sentence": "1 node"]], "renamed": [], "left": [],
        "held_ms": .integer(held), "dry_run": true,
      ]
      let server = try Daemon.start(in: folder, actions: ["database.migrate": .result(answer)])
      let session = try Vctl.onTerminal(
        ["migrate", "--to", "4", "--color", "never", "--socket", server.path],
        [.init(seen: "migrate? [y/N] ", typed: "n\n")])
      #expect(
        session.shown.contains("the vantage6 server will have to wait for about 4.2 s") == isTold, "\(session.shown)"
      )
    }
  }

  @Test("changed names and what is left are told")
  func names() throws {
    let folder = try TemporaryFolder()
    let answer: JSON = [
      "from": 3, "to": 4, "steps": [["name": "names", "count": 1, "sentence": "1 node with another 'name'"]],
      "renamed": [["entity": "node", "id": 8, "field": "name", "old": "n", "new": "n (2)"]],
      "left": [["count": 2, "sentence": "2 results without a task, as before"]],
    ]
    let server = try Daemon.start(in: folder, actions: ["database.migrate": .result(answer)])
    let outcome = try run(["--to", "4", "--yes"], server)
    #expect(
      outcome.output == """
        migrated from version 3 to version 4:
        * 1 node with another 'name'

        changed names:
        * node 8, name: 'n' becomes 'n (2)'

        left as it was:
        * 2 results without a task, as before

        """)
  }

  @Test("at a terminal it shows what would happen, asks, and does it", arguments: ["y\n", "n\n"])
  func asked(typed: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, .sample3)
    let session = try Vctl.onTerminal(
      ["migrate", "--to", "4", "--color", "never", "--socket", server.path],
      [.init(seen: "migrate? [y/N] ", typed: typed)])
    #expect(session.status == (typed == "y\n" ? 0 : 1))
    try expectGolden(
      session.shown.withoutLockTime.replacing(folder.path + "/", with: ""),
      "migrate-\(typed == "y\n" ? "yes" : "no").txt")
    let layout = try Vctl.run(["status", "-o", "json", "--socket", server.path]).output
    #expect(layout.contains("\"layout\": \(typed == "y\n" ? 4 : 3)"))
  }

  @Test("elsewhere it needs --yes, and the second time there is nothing to do")
  func elsewhere() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, .sample3)
    let refused = try run(["--to", "4"], server)
    #expect(refused.status == 2)
    try expectGolden(refused.errors, "migrate-unasked.txt")
    let done = try run(["--to", "4", "--yes"], server)
    #expect(done.status == 0 && done.output.hasPrefix("migrated from version 3 to version 4:\n"))
    for words in [["--yes"], ["--dry-run"], ["--yes", "--long"]] {
      let again = try run(["--to", "4"] + words, server)
      #expect(again.status == 0 && again.output == "")
      #expect(again.errors == "nothing to do: the database has all that version 4 has\n")
    }
  }

  @Test(
    "what is wrong is said",
    arguments: [
      (
        [], 2,
        "error: migrate needs --to, the version to bring the database to\nhint: 'vctl migrate --to 4 --dry-run'\n"
      ),
      (["--to", "four"], 2, "error: --to needs the number of a version, such as 4, not 'four'\n"),
      (["--to", "4", "now"], 2, "error: migrate takes no 'now'\n"),
      (
        ["--to", "6", "-n"], 2,
        "error: parameter 'to': a database cannot be brought to version 6: expected one of 3, 4, 5\n"
      ),
      (
        ["--to", "3", "-n"], 1,
        "error: the database is of version 4: it cannot be brought back to version 3\n"
          + "hint: restore a backup from before the upgrade\n"
      ),
    ] as [([String], Int32, String)])
  func refused(words: [String], status: Int32, message: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try run(words, server)
    #expect(outcome.status == status && outcome.errors == message)
  }
}

extension String {
  /// Without the line that is there only if the machine was busy.
  var withoutLockTime: String {
    split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("will have to wait") }
      .joined(separator: "\n")
  }
}
