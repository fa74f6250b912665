import JSON
import TestData
import Testing

@Suite("vctl status")
struct StatusTests {
  private static let answer: JSON = [
    "daemon": [
      "version": "1.2.3", "pid": 4711, "started_at": "2026-11-23T09:30:00.250000Z", "uptime_seconds": 190_000,
      "connections": 12,
    ],
    "database": [
      "path": "/srv/van\"tage\\6/default.sqlite", "bytes": 12_345_344, "wal_bytes": 4_124_152, "page_bytes": 4_096,
      "pages": 3_014, "free_pages": 12, "journal": "wal", "layout": 4,
    ],
    "audit": [
      "records": 1_204, "bytes": 1_204_000, "oldest": "2026-01-02T03:04:05.000000Z", "keep_days": 365,
      "keep_records": 0,
      "last": [
        "seq": 1_300, "at": "2026-11-24T06:18:57.123456Z", "user": "root", "method": "user.update", "entity": "user",
        "id": 3,
      ],
    ],
    "requests": [
      [
        "method": "", "count": 2, "errors": 2, "total_us": 40, "p50_us": 18, "p90_us": 22, "p99_us": 22,
        "max_us": 22,
      ],
      [
        "method": "organization.list", "count": 1_234_567, "errors": 0, "total_us": 61_728_350, "p50_us": 48,
        "p90_us": 90, "p99_us": 830, "max_us": 12_345,
      ],
      [
        "method": "user.create", "count": 31, "errors": 3, "total_us": 9_300_000, "p50_us": 270_000,
        "p90_us": 310_000, "p99_us": 1_250_000, "max_us": 1_250_000,
      ],
    ],
    "commits": [
      "count": 28, "errors": 0, "total_us": 84_000, "p50_us": 2_900, "p90_us": 3_800, "p99_us": 9_000,
      "max_us": 9_000,
    ],
    "memory": [
      "messages": ["used_bytes": 49_152, "most_bytes": 3_145_728, "limit_bytes": 67_108_864],
      "large_messages": ["used_bytes": 0, "most_bytes": 104_857_600, "limit_bytes": 268_435_456],
    ],
    "warnings": ["2 results are still in the table of the older generation"],
  ]

  private static func run(_ words: [String] = [], _ answer: JSON = answer) throws -> Vctl.Outcome {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["database.status": .result(answer)])
    let outcome = try Vctl.run(["status", "--socket", server.path] + words)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  @Test("says how it is, and warns on standard error")
  func table() throws {
    let outcome = try Self.run()
    try expectGolden(outcome.output, "status-table.txt")
    #expect(outcome.errors == "warning: 2 results are still in the table of the older generation\n")
  }

  @Test("is for programs, too", arguments: ["json", "prometheus", "yaml"])
  func formats(format: String) throws {
    let output = try Self.run(["-o", format]).output
    try expectGolden(output, "status-\(format).txt")
    if format == "json" { #expect(try JSON(parsing: output) == Self.answer) }
  }

  @Test("of a database on a server tells its URI, and what the server says of itself")
  func server() throws {
    var answer = Self.answer.object ?? JSON.Object()
    answer["database"] = [
      "uri": "postgresql://v6@db.example/vantage6", "healthy": true, "server_version": "15.18 (Debian)",
      "bytes": 12_345_344, "connections": 9, "synchronous_commit": "on", "layout": 4,
    ]
    let outcome = try Self.run([], .object(answer))
    for line in [
      "database     postgresql://v6@db.example/vantage6", "size         12.3 MB", "sessions     9 on the database",
      "server       PostgreSQL 15.18 (Debian), synchronous_commit = on",
    ] {
      #expect(outcome.output.contains(line + "\n"), "\(outcome.output)")
    }
    #expect(!outcome.output.contains("journal"))
    let metrics = try Self.run(["-o", "prometheus"], .object(answer)).output
    #expect(metrics.contains("database=\"postgresql://v6@db.example/vantage6\""))
    answer["database"] = ["uri": "postgresql://v6@db.example/vantage6", "healthy": false]
    let lost = try Self.run([], .object(answer)).output
    #expect(lost.contains("database     postgresql://v6@db.example/vantage6\nstate        cannot be used\n"))
  }

  @Test("of a new database says little")
  func fresh() throws {
    var answer = Self.answer.object ?? JSON.Object()
    answer["audit"] = ["records": 0, "bytes": 0, "oldest": nil, "keep_days": 0, "keep_records": 0, "last": nil]
    answer["requests"] = []
    answer["commits"] = ["count": 0]
    answer["warnings"] = nil
    let outcome = try Self.run([], .object(answer))
    try expectGolden(outcome.output, "status-fresh.txt")
    #expect(outcome.errors == "")
    try expectGolden(try Self.run(["-o", "prometheus"], .object(answer)).output, "status-fresh-prometheus.txt")
  }

  @Test("is what the real daemon answers")
  func real() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    _ = try Vctl.run(["organization", "create", "name=A", "--socket", server.path])
    let text = try Vctl.run(["status", "--socket", server.path]).output
    for word in ["organization.create", "rpc.describe", "1: organization.create of organization 5 by root", "4.x"] {
      #expect(text.contains(word), "\(text)")
    }
    let metrics = try Vctl.run(["status", "-o", "prometheus", "--socket", server.path]).output
    #expect(metrics.contains("vantage6_admin_request_duration_seconds_count{method=\"organization.create\"} 1\n"))
    // Every sample belongs to a metric that was announced before, and each is announced once.
    var announced: Set<Substring> = []
    for line in metrics.split(separator: "\n") {
      let words = line.split(separator: " ")
      if line.hasPrefix("# HELP ") { #expect(announced.insert(words[2]).inserted, "\(line)") }
      guard !line.hasPrefix("#") else { continue }
      let name = words[0].prefix { $0 != "{" }
      #expect(announced.contains { name == $0 || name == $0 + "_sum" || name == $0 + "_count" }, "\(line)")
      #expect(Double(words[words.count - 1]) != nil, "\(line)")
    }
  }

  @Test("fits a narrow terminal", arguments: [30, 40, 60, 80] as [UInt16])
  func narrow(columns: UInt16) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["database.status": .result(Self.answer)])
    let shown = try Vctl.onTerminal(["status", "--color", "never", "--socket", server.path], columns: columns).shown
    try expectGolden(shown, "status-narrow-\(columns).txt")
    let table = shown.split(separator: "\n").drop { !$0.hasPrefix("method") }
    #expect(table.count == 4)
    for line in table { #expect(line.count <= Int(columns), "\(line)") }
  }

  @Test("without a daemon is one sentence and an exit status")
  func absent() throws {
    let folder = try TemporaryFolder()
    let outcome = try Vctl.run(["status", "--socket", folder.path(of: "none")])
    #expect(outcome.status == 6 && outcome.output == "")
    #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.contains("vantage6-admin"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 2)
  }
}
