import Glibc
import JSON
import TestData
import Testing
import Vocabulary

@testable import vctl

@Suite("vctl backup and restore")
struct BackupTests {
  private static func run(_ words: [String], _ server: Server, input: String? = "") throws -> Vctl.Outcome {
    try Vctl.run(words + ["--socket", server.path], input: input)
  }

  private static let contents =
    "274 kB of layout 4 with 130 records"

  /// What it says, without how long others had to wait, where that was a millisecond.
  private static func told(_ outcome: Vctl.Outcome) -> String {
    outcome.errors.replacing(#/; other processes waited for \d+ ms at most/#, with: "")
  }

  @Test(
    "a backup is a file for its owner that 'verify' and 'restore' read, compressed or not", arguments: [false, true])
  func wholeRound(isCompressed: Bool) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let path = folder.path(of: "backup")
    let made = try Self.run(["backup", path] + (isCompressed ? ["--compress"] : []), server)
    #expect(made.status == 0 && made.output == "" && Self.told(made) == "made '\(path)': \(Self.contents)\n", "\(made)")
    #expect(try TemporaryFolder.mode(of: path) == 0o600)
    let bytes = try TemporaryFolder.bytes(of: path)
    #expect(bytes.starts(with: isCompressed ? Zstandard.magic : Array("SQLite format 3".utf8)))
    #expect((bytes.count < 100_000) == isCompressed)
    let verified = try Self.run(["backup", "--verify", path], server)
    #expect(
      verified.status == 0 && verified.errors.hasPrefix("'\(path)' is a whole backup: \(Self.contents)\n  "),
      "\(verified)")
    #expect(verified.errors.hasSuffix("\n") && verified.errors.contains("\n  organization: 4\n"))
    #expect(try Self.run(["user", "create", "username=late", "password=@-"], server, input: "Secret-99!").status == 0)
    let dry = try Self.run(["restore", "--dry-run", path], server)
    let lines = [
      "'\(path)' is a whole backup: \(Self.contents)",
      "1 change made since then will be lost, and what the server changed since then",
      "  user: 5 now, 4 in the backup", "dry run: nothing was changed", "",
    ]
    #expect(dry.status == 0 && dry.errors == lines.joined(separator: "\n"), "\(dry)")
    let restored = try Self.run(["restore", "--yes", "--server-stopped", path], server)
    let kept = folder.path(of: "s.sqlite.before-restore")
    let expected = "restored '\(path)': the contents from before are in '\(kept)'\nstart the server again\n"
    #expect(restored.status == 0 && restored.errors == expected, "\(restored)")
    #expect(try Self.run(["user", "get", "late"], server).status == 3)
  }

  @Test("a backup for another program goes to standard output and is the whole database")
  func standardOutput() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let path = folder.path(of: "piped")
    let line = "'\(Vctl.program)' backup - --socket '\(server.path)' > '\(path)'"
    let outcome = try Vctl.run(["-c", line], environment: ["TMPDIR": folder.path], program: "/bin/sh")
    #expect(outcome.status == 0 && Self.told(outcome) == "made the backup: \(Self.contents)\n", "\(outcome)")
    #expect(try Self.run(["backup", "--verify", path], server).status == 0)
  }

  @Test("programs get what the daemon answered")
  func json() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let path = folder.path(of: "backup")
    let outcome = try Self.run(["backup", path, "-o", "json"], server)
    #expect(outcome.status == 0 && outcome.errors == "")
    let answer = try JSON(parsing: outcome.output)
    #expect(answer["bytes"] == 274_432 && answer["layout"] == 4 && answer["last"] == 0)
  }

  @Test("an existing file is replaced only if that is wanted, and no half file is left")
  func existing() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let path = folder.path(of: "mine")
    try TemporaryFolder.write(Array("mine".utf8), to: path)
    let refused = try Self.run(["backup", path], server)
    #expect(
      refused.status == 4
        && refused.errors
          == "error: '\(path)' exists already\nhint: --replace replaces it; or give another name\n",
      "\(refused)")
    #expect(try TemporaryFolder.bytes(of: path) == Array("mine".utf8))
    #expect(try Self.run(["backup", "--replace", path, "--quiet"], server).output == "\(path)\n")
    #expect(try Self.run(["backup", "--verify", path], server).status == 0)
    #expect(folder.names.filter { $0.contains("part") || $0.hasPrefix(".") } == [])
  }

  @Test(
    "what is wrong with a file is said",
    arguments: [
      (["backup"], 2, "error: 'vctl backup' needs one FILE, or '-' for standard output\n"),
      (["backup", "DIR/none/b"], 1, "error: cannot write 'DIR/none/b': no such file or directory\n"),
      (["backup", "--verify", "DIR/none"], 3, "error: cannot open 'DIR/none': no such file or directory\n"),
      (["backup", "--verify", "DIR"], 1, "error: 'DIR' is not a file\n"),
      (["backup", "--verify", "DIR/text"], 1, "error: 'DIR/text' is not an SQLite database, or is encrypted\n"),
      (["restore", "--yes", "DIR/text"], 1, "error: 'DIR/text' is not an SQLite database, or is encrypted\n"),
      (["restore", "DIR/cut.zst"], 1, "error: the compressed file was cut off\nhint: use another backup\n"),
      (["backup", "--keep", "last=3", "DIR/b"], 2, "error: --keep needs --directory\n"),
      (
        ["backup", "--directory", "DIR", "--keep", "few"], 2,
        "error: --keep takes how many to keep, such as last=3,daily=7,weekly=4,monthly=12, not 'few'\n"
      ),
      (["backup", "--directory", "DIR", "DIR/b"], 2, "error: --directory takes the place of FILE\n"),
      (["backup", "--verify", "--compress", "DIR/b"], 2, "error: --compress does not go with --verify\n"),
      (["restore"], 2, "error: 'vctl restore' needs one FILE\n"),
    ])
  func wrong(words: [String], status: Int, errors: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    try TemporaryFolder.write(Array(String(repeating: "text ", count: 999).utf8), to: folder.path(of: "text"))
    #expect(try Self.run(["backup", "--compress", folder.path(of: "whole.zst")], server).status == 0)
    let half = try TemporaryFolder.bytes(of: folder.path(of: "whole.zst")).dropLast(100)
    try TemporaryFolder.write(Array(half), to: folder.path(of: "cut.zst"))
    let outcome = try Self.run(words.map { $0.replacing("DIR", with: folder.path) }, server)
    let expected = errors.replacing("DIR", with: folder.path)
    #expect(outcome.status == Int32(status) && outcome.errors.hasPrefix(expected), "\(outcome)")
  }

  @Test("a folder that cannot be written is named")
  func forbidden() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let backups = folder.path(of: "backups")
    mkdir(backups, 0o500)
    let words = ["backup", "\(backups)/b", "--socket", server.path]
    // Root may write everywhere, unless its powers over files are taken away.
    let outcome =
      geteuid() == 0
      ? try Vctl.run(["--bounding-set=-all", Vctl.program] + words, program: "/usr/bin/setpriv") : try Vctl.run(words)
    #expect(
      outcome.status == 1 && outcome.errors == "error: cannot write '\(backups)/b': permission denied\n", "\(outcome)")
    #expect(TemporaryFolder.names(in: backups) == [])
  }

  @Test("without a terminal a restore needs --yes")
  func unasked() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let path = folder.path(of: "backup")
    #expect(try Self.run(["backup", path], server).status == 0)
    let outcome = try Self.run(["restore", "--server-stopped", path], server)
    #expect(outcome.status == 2 && outcome.errors.contains("use --yes"), "\(outcome)")
  }

  @Test("a folder takes a backup for each moment, and keeps those that a rule keeps")
  func folderOfBackups() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let backups = folder.path(of: "backups")
    mkdir(backups, 0o700)
    for name in ["vantage6-2020-01-01T000000Z.sqlite", "vantage6-2020-01-02T000000Z.sqlite.zst", "other.sqlite"] {
      try TemporaryFolder.write([1], to: "\(backups)/\(name)")
    }
    let outcome = try Self.run(["backup", "--directory", backups, "--keep", "last=2"], server)
    #expect(outcome.status == 0, "\(outcome)")
    let names = TemporaryFolder.names(in: backups).sorted()
    #expect(
      names.count == 3 && names.contains("other.sqlite") && names.contains("vantage6-2020-01-02T000000Z.sqlite.zst"))
    #expect(BackupSet(names).backups.count == 2)
  }
}

@Suite("The backups in a folder")
struct BackupSetTests {
  private static func set(_ moments: [String]) -> BackupSet { BackupSet(moments.map { "vantage6-\($0)Z.sqlite" }) }

  private static func surplus(_ set: BackupSet, _ rules: String) throws -> [String] {
    set.surplus(try BackupSet.Rules(rules)).map { String($0.name.dropFirst(9).dropLast(8)) }
  }

  @Test("have names that sort by time")
  func names() throws {
    let moment = try #require(Moment("2026-11-29T02:03:04.5Z"))
    let name = BackupSet.name(at: moment, isCompressed: true)
    #expect(name == "vantage6-2026-11-29T020304Z.sqlite.zst")
    #expect(
      BackupSet([name, "x", "vantage6-.sqlite", "vantage6-2026-13-01T000000Z.sqlite", ".vantage6-2026"]).backups.map(
        \.name) == [name])
  }

  @Test("are kept by number, day, week and month")
  func rules() throws {
    // 2026-11-29 is a Sunday.
    let set = Self.set([
      "2026-11-29T120000", "2026-11-29T060000", "2026-11-28T120000", "2026-11-23T120000", "2026-11-22T120000",
      "2026-10-31T120000", "2026-10-01T120000", "2025-12-31T120000",
    ])
    #expect(set.backups.count == 8)
    #expect(try Self.surplus(set, "last=100") == [])
    #expect(try Self.surplus(set, "last=6") == ["2026-10-01T120000", "2025-12-31T120000"])
    #expect(
      try Self.surplus(set, "daily=2") == [
        "2026-11-29T060000", "2026-11-23T120000", "2026-11-22T120000", "2026-10-31T120000", "2026-10-01T120000",
        "2025-12-31T120000",
      ])
    #expect(
      try Self.surplus(set, "weekly=2") == [
        "2026-11-29T060000", "2026-11-28T120000", "2026-11-23T120000", "2026-10-31T120000", "2026-10-01T120000",
        "2025-12-31T120000",
      ])
    #expect(
      try Self.surplus(set, "monthly=3,last=2") == [
        "2026-11-28T120000", "2026-11-23T120000", "2026-11-22T120000", "2026-10-01T120000",
      ])
  }

  @Test(
    "rules that keep nothing, or are none, are refused",
    arguments: ["", "last=0", "last", "yearly=1", "last=-1", "daily=x"])
  func wrongRules(text: String) {
    #expect(throws: (any Error).self) { try BackupSet.Rules(text) }
  }
}
