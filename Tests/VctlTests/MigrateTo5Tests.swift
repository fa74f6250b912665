import JSON
import TestData
import Testing

/// A daemon on the sample of version 4, in a folder that can take the accounts.
private final class Site {
  let folder: TemporaryFolder
  let server: Server
  var accounts: String { folder.path + "/accounts.json" }

  init() throws {
    let folder = try TemporaryFolder()
    server = try Daemon.start(in: folder, .sample4)
    self.folder = folder
  }

  func run(_ words: String...) throws -> Vctl.Outcome {
    try Vctl.run(["migrate", "--to", "5", "--socket", server.path] + words)
  }

  func layout() throws -> JSON? {
    try JSON(parsing: try Vctl.run(["status", "-o", "json", "--socket", server.path]).output)["database"]?["layout"]
  }
}

@Suite("vctl migrate --to 5")
struct MigrateTo5Tests {
  private let site: Site

  init() throws { site = try Site() }

  @Test("without a file for the accounts it is refused, and the hint names one")
  func unasked() throws {
    let outcome = try site.run("--yes")
    #expect(outcome.status == 1 && outcome.output == "")
    #expect(outcome.errors.contains("version 5 keeps no names and addresses of users"))
    #expect(outcome.errors.contains("--accounts FILE"))
    #expect(try site.layout() == 4)
  }

  @Test("the accounts are in the file before the database loses them, for its owner only")
  func whole() throws {
    let outcome = try site.run("--accounts", site.accounts, "--yes")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("the accounts for Keycloak are in"))
    let document = try JSON(parsing: try TemporaryFolder.bytes(of: site.accounts))
    #expect(
      (document["users"]?.array ?? []).compactMap { $0["username"]?.string } == ["root", "john", "jane", "noorg"])
    #expect(try TemporaryFolder.mode(of: site.accounts) == 0o600)
    #expect(try site.layout() == 5)
    let again = try site.run("--yes")
    #expect(again.status == 0 && again.errors.contains("nothing to do"))
  }

  @Test("a file that exists is not written over, and a folder that is missing is named; the database stays")
  func files() throws {
    try TemporaryFolder.write(Array("mine".utf8), to: site.accounts)
    let taken = try site.run("--accounts", site.accounts, "--yes")
    #expect(taken.status != 0 && taken.errors.contains("exists already"))
    #expect(try TemporaryFolder.bytes(of: site.accounts) == Array("mine".utf8))
    let missing = try site.run("--accounts", site.folder.path + "/none/a.json", "--yes")
    #expect(missing.status == 1 && missing.errors.contains("cannot write"))
    #expect(try site.layout() == 4)
  }

  @Test("a dry run writes no file, and shows the whole report")
  func dryRun() throws {
    let outcome = try site.run("--accounts", site.accounts, "--dry-run")
    #expect(outcome.status == 0)
    try expectGolden(outcome.output, "migrate-4-to-5.txt")
    #expect(!site.folder.names.contains("accounts.json"))
  }

  @Test("at a terminal it needs the file before it asks, and who says no gets none")
  func asked() throws {
    let refused = try Vctl.onTerminal(["migrate", "--to", "5", "--color", "never", "--socket", site.server.path], [])
    #expect(refused.status == 2 && refused.shown.contains("--accounts needs a file"))
    let declined = try Vctl.onTerminal(
      ["migrate", "--to", "5", "--accounts", site.accounts, "--color", "never", "--socket", site.server.path],
      [.init(seen: "migrate? [y/N] ", typed: "n\n")])
    #expect(declined.status == 1 && !site.folder.names.contains("accounts.json"))
    #expect(try site.layout() == 4)
  }
}
