import JSON
import TestData
import Testing

@Suite("space")
struct SpaceTests {
  private static func run(_ words: [String], _ server: Server) throws -> Vctl.Outcome {
    try Vctl.run(words + ["--socket", server.path])
  }

  @Test("result clean shows in a dry run what it would remove, and needs --yes to remove it")
  func clean() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["result", "clean", "--older-than", "2025-01-01"]
    let dry = try Self.run(words + ["--dry-run"], server)
    #expect(dry.status == 0 && dry.output.hasPrefix("cleaned       3\nbytes         61\n"), "\(dry)")
    #expect(dry.errors == "dry run: nothing was changed\n")
    let unasked = try Self.run(words, server)
    #expect(unasked.status == 2 && unasked.errors.contains("use --yes"))
    let done = try Self.run(words + ["--yes", "-o", "jsonl"], server)
    #expect(done.output == "{\"cleaned\":3,\"bytes\":61,\"input_bytes\":60,\"result_bytes\":1}\n", "\(done)")
    let change = try Self.run(["audit", "--limit", "1", "--fields", "change", "--no-header"], server)
    #expect(change.output.hasPrefix("input: (20 bytes) → (removed), result: (1 bytes) → (removed)"), "\(change)")
  }

  @Test("a moment is typed as in conditions")
  func moment() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["result.clean": .result(["cleaned": 0])])
    #expect(try Self.run(["result", "clean", "--older-than", "90d", "--yes"], server).status == 0)
    let line = try #require(server.lines.last)
    let moment = try #require(try JSON(parsing: line)["params"]?["older_than"]?.string)
    #expect(moment.count == 27 && moment.hasSuffix("Z"), "\(moment)")
    let help = try Self.run(["result", "clean", "--help"], server)
    #expect(help.output.contains("  vctl result clean --older-than 90d --dry-run\n"), "\(help.output)")
  }

  @Test("status --sizes lists the parts of the file, the largest first")
  func sizes() throws {
    let folder = try TemporaryFolder()
    let answer: JSON = [
      "bytes": 1_000_000, "wal_bytes": 4_096,
      "parts": [
        [
          "kind": "entity", "name": "result", "rows": 1_200, "bytes": 900_000, "index_bytes": 8_192,
          "fields": [["name": "input", "bytes": 700_000], ["name": "log", "bytes": 9_999]],
        ], ["kind": "free", "name": "free pages", "bytes": 96_000],
        ["kind": "other", "name": "SQLite's own", "bytes": 4_000],
      ],
    ]
    let server = try Daemon.start(in: folder, actions: ["database.sizes": .result(answer)])
    let outcome = try Self.run(["status", "--sizes"], server)
    #expect(
      outcome.output == """
        part                records    size  share  indexes
        result                1,200  900 kB   90 %   8.2 kB
          input                   -  700 kB   70 %        -
        free pages                -   96 kB   10 %        -
        SQLite's own              -    4 kB   <1 %        -
        the whole database        -    1 MB  100 %        -
        write-ahead log           -  4.1 kB      -        -

        """, "\(outcome.output)")
    #expect(try JSON(parsing: try Self.run(["status", "--sizes", "-o", "json"], server).output) == answer)
    #expect(try Self.run(["status", "--sizes", "-o", "prometheus"], server).status == 2)
    #expect(try Self.run(["status", "--hold"], server).status == 2)
  }

  @Test("compact tells what it takes, needs --yes, and refuses a file that has to be rebuilt")
  func compact() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let dry = try Self.run(["compact", "--dry-run"], server)
    #expect(dry.status == 0 && dry.errors.contains("--rebuild writes it anew once"), "\(dry)")
    #expect(dry.errors.contains("of room on the disk") && dry.errors.hasSuffix("dry run: nothing was changed\n"))
    #expect(try Self.run(["compact"], server).errors.contains("'compact' needs confirmation: use --yes"))
    let rebuilt = try Self.run(["compact", "--rebuild", "--server-stopped", "--yes", "-o", "json"], server)
    #expect(try JSON(parsing: rebuilt.output)["incremental"] == true, "\(rebuilt)")
    #expect(try Self.run(["compact", "--yes"], server).errors == "gave 0 B back to the file system\n")
    let refused = try Self.run(["compact", "--yes", "--read-only"], server)
    #expect(refused.status == 5)
  }
}
