import JSON
import TestData
import Testing

@Suite("vctl copy")
struct CopyTests {
  private static func run(_ words: [String], _ server: Server) throws -> Vctl.Outcome {
    try Vctl.run(["copy", "--socket", server.path] + words)
  }

  @Test("a copy to a server is told with its tables, and a copy of that one is a file for its owner")
  func wholeRound() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let there = try PostgreSQLServer.shared.database()
    let dry = try Self.run(["--to", there.uri, "--dry-run"], server)
    #expect(
      dry.status == 0 && dry.output == "" && dry.errors.hasPrefix("would copy to 'postgresql://vantage6@"), "\(dry)")
    #expect(dry.errors.hasSuffix("  vantage6_admin_state: 4\ndry run: nothing was changed\n"))
    let made = try Self.run(["--to", there.uri], server)
    let lines = made.errors.split(separator: "\n").map(String.init)
    #expect(made.status == 0 && made.output == "")
    #expect(lines.first?.hasSuffix(": layout 4, 22 tables with 374 rows") == true, "\(lines)")
    #expect(lines.contains("  organization: 4") && lines.contains("  run: 8"))
    #expect(
      lines.suffix(2) == [
        "both were compared, and are equal", "the copy has what was committed before 2026-11-23T09:30:00.000000Z",
      ])
    let other = try Daemon.start(in: folder, on: there)
    let path = folder.path(of: "back.sqlite")
    #expect(try Self.run(["--to", path, "-n"], other).status == 0 && !folder.names.contains("back.sqlite"))
    let back = try Self.run(["--to", path], other)
    #expect(back.status == 0 && back.errors.hasPrefix("copied to '\(path)': layout 4, 22 tables with "), "\(back)")
    #expect(try TemporaryFolder.mode(of: path) == 0o600)
    #expect(try TemporaryFolder.bytes(of: path).starts(with: Array("SQLite format 3\0".utf8)))
    let again = try Self.run(["--to", path], other)
    #expect(again.status == 4 && again.errors == "error: '\(path)' exists already\nhint: give the name of a new file\n")
  }

  @Test("programs get what the daemon answered")
  func json() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let there = try PostgreSQLServer.shared.database()
    let outcome = try Self.run(["--to", there.uri, "-o", "json"], server)
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome)")
    let answer = try JSON(parsing: outcome.output)
    #expect(answer["engine"] == "PostgreSQL" && answer["layout"] == 4 && answer["tables"]?.array?.count == 22)
  }

  @Test("what would be refused is told, and what is left out; the exit status is 1, and no file is made")
  func obstacles() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, .damaged)
    let there = try PostgreSQLServer.shared.database()
    let dry = try Self.run(["--to", there.uri, "-n"], server)
    let lines = dry.errors.split(separator: "\n").map(String.init)
    #expect(
      dry.status == 1
        && lines.first == "warning: the table 'someone_elses' of another program would not be copied: 1 row")
    #expect(lines.contains("  1 value of 'run.assigned_at' is no moment"))
    #expect(
      lines.suffix(3) == [
        "dry run: nothing was changed", "error: the copy would be refused",
        "hint: 'vctl check' shows the rows, and 'vctl repair' mends them, with '--set' where that needs a decision",
      ], "\(lines)")
    let refused = try Self.run(["--to", there.uri], server)
    #expect(
      refused.status == 1 && refused.errors.contains("and 13 other obstacles\nhint: 'vctl copy --dry-run' lists all"))
    let path = folder.path(of: "copy.sqlite")
    let file = try Self.run(["--to", path], server)
    #expect(
      file.status == 1 && file.errors.hasSuffix("hint: vctl backup FILE\n") && !folder.names.contains("copy.sqlite"))
  }

  @Test("of a copy whose answer is lost, nobody knows; but a file is not there")
  func lost() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["database.copy": .sendAndClose([])])
    let outcome = try Self.run(["--to", "postgresql:///db"], server)
    #expect(
      outcome.status == 6
        && outcome.errors.hasSuffix(
          "outcome unknown\nhint: the copy may be whole: look whether the other database is empty\n"),
      "\(outcome)")
    let file = try Self.run(["--to", folder.path(of: "copy.sqlite")], server)
    #expect(file.status == 6 && !file.errors.contains("unknown") && !folder.names.contains("copy.sqlite"), "\(file)")
  }

  @Test(
    "a command line that cannot be used is refused",
    arguments: [
      ([], "error: copy needs --to, the place of the copy"), (["--to", ""], "error: --to names no place"),
      (["x", "--to", "y"], "error: copy takes no 'x'"),
    ])
  func usage(words: [String], message: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try Self.run(words, try Daemon.start(in: folder))
    #expect(outcome.status == 2 && outcome.errors.hasPrefix(message), "\(outcome)")
  }

  @Test("a password in a URI is refused, and never shown")
  func password() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Self.run(["--to", "postgresql://u:hunter2@localhost/db"], server)
    #expect(outcome.status == 2 && outcome.errors.contains("a URI with a password can be read by others"), "\(outcome)")
    #expect(!outcome.errors.contains("hunter2"))
    let readOnly = try Self.run(["--to", "postgresql:///db", "--read-only"], server)
    #expect(readOnly.status == 5, "\(readOnly)")
  }
}
