import JSON
import TestData
import Testing

@Suite("vctl repair")
struct RepairTests {
  private func run(_ words: [String], _ server: Server) throws -> Vctl.Outcome {
    try Vctl.run(["repair", "--socket", server.path] + words)
  }

  private static let decisions = [
    "dangling_reference=delete", "missing_reference=delete", "unreadable_value=clear", "unknown_word=failed",
    "malformed_text=clear", "malformed_secret=hash", "broken_public_key=clear", "stuck_result=kill",
  ].flatMap { ["--set", $0] }

  @Test("a dry run shows what would be mended, what is left, and how to decide it")
  func dryRun() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, .damaged)
    let outcome = try run(["--dry-run"], server)
    #expect(outcome.status == 8 && outcome.errors.hasSuffix("dry run: nothing was changed\n"))
    try expectGolden(outcome.output, "repair-dry.txt")
    #expect(try run(["cycle", "-n", "-q"], server).output == "cycle\n")
    let json = try JSON(parsing: try run(["cycle", "-n", "-o", "json"], server).output)
    #expect(json["mended"] == 1 && json["left"] == 0 && json["dry_run"] == true)
  }

  @Test("what is decided is done, and what is left is said")
  func decided() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, .damaged)
    let outcome = try run(["--yes"] + Self.decisions, server)
    #expect(outcome.status == 8)
    try expectGolden(outcome.output, "repair-decided.txt")
    let again = try run(["--yes", "cycle", "dangling-pair"], server)
    #expect(again.status == 0 && again.output == "" && again.errors == "nothing to repair\n")
    let left = try run(["--yes", "-o", "csv"], server)
    #expect(left.status == 8 && left.errors == "nothing can be repaired without a decision\n")
    try expectGolden(left.output, "repair-left.txt")
    // All of it was one change.
    let undone = try Vctl.run(["undo", "--yes", "--socket", server.path])
    #expect(undone.status == 0)
    #expect(try Vctl.run(["check", "cycle", "--socket", server.path]).status == 8)
  }

  @Test("at a terminal it shows what would happen, asks, and does it", arguments: ["y\n", "n\n"])
  func asked(typed: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, .damaged)
    let session = try Vctl.onTerminal(
      ["repair", "cycle", "double_pair", "--color", "never", "--socket", server.path],
      [.init(seen: "repair? [y/N] ", typed: typed)])
    #expect(session.status == (typed == "y\n" ? 0 : 1))
    try expectGolden(session.shown, "repair-\(typed == "y\n" ? "yes" : "no").txt")
    #expect(try Vctl.run(["check", "cycle", "--socket", server.path]).status == (typed == "y\n" ? 0 : 8))
  }

  @Test("lists the checks that it mends")
  func list() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try run(["--list", "-q"], server)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("double_pair\n") && !outcome.output.contains("foreign_object\n"))
    let json = try JSON(parsing: try run(["--list", "unknown_word", "-o", "json"], server).output)
    #expect(json.array?.first?["choices"]?.array?.first?["name"] == "failed")
  }

  @Test(
    "what is wrong is said",
    arguments: [
      (
        ["cycle"], 2,
        "error: 'repair' needs confirmation: use --yes, since this is not a terminal\n"
          + "hint: --dry-run shows what it would do\n"
      ),
      (
        ["cicle", "-n"], 2,
        "error: unknown check 'cicle': did you mean 'cycle'?\nhint: 'vctl repair --list' lists them\n"
      ),
      (
        ["-n", "--set", "stuck_result=stop"], 2,
        "error: 'set': check 'stuck_result': it has no choice 'stop'\nhint: write 'stuck_result=kill'\n"
      ),
      (["--list", "--set", "a=b"], 2, "error: --set does not go with --list\n"),
      (["-n", "--limit", "few"], 2, "error: --limit needs a whole number, not 'few'\n"),
    ] as [([String], Int32, String)])
  func refused(words: [String], status: Int32, message: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try run(words, server)
    #expect(outcome.status == status && outcome.errors == message)
  }
}
