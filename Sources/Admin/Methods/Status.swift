import Adoption
import Catalogue
import Glibc
import JSON
import Store
import Synchronization
import Vocabulary

extension Shape {
  /// Statistics of how long something took.
  private static let durations: [Member] = [
    .init("count", .value(.integer), "Number of calls."), .init("errors", .value(.integer), "Number of failed ones."),
    .init("total_us", .value(.integer), "Total duration, in microseconds."),
    .init("p50_us", .value(.integer), "Half of them took no longer, in microseconds."),
    .init("p90_us", .value(.integer), "Nine of ten took no longer."),
    .init("p99_us", .value(.integer), "99 of 100 took no longer."),
    .init("max_us", .value(.integer), "The longest one."),
  ]

  private static let memory = Shape.object([
    .init("used_bytes", .value(.integer), "Bytes in use now."),
    .init("most_bytes", .value(.integer), "The most since the start."),
    .init("limit_bytes", .value(.integer), "The most that may be in use."),
  ])

  fileprivate static let status = Shape.object([
    .init(
      "daemon",
      .object([
        .init("version", .value(.text), "Version of the daemon."), .init("pid", .value(.integer), "Its process id."),
        .init("started_at", .value(.moment), "When it started."),
        .init("uptime_seconds", .value(.integer), "Seconds since then."),
        .init("connections", .value(.integer), "Open connections, this one included."),
      ]), "The daemon."),
    .init(
      "database",
      .object([
        .init("path", .value(.text), "The file.", always: false),
        .init(
          "uri", .value(.text), "The database on a server, without its password; there is no `path` then.",
          always: false),
        .init("healthy", .value(.boolean), "Whether it can be used. If not, the following members are missing."),
        .init("bytes", .value(.integer), "Its size.", always: false),
        .init("wal_bytes", .value(.integer), "Size of a file's write-ahead log.", always: false),
        .init("page_bytes", .value(.integer), "Size of a file's page.", always: false),
        .init("pages", .value(.integer), "Number of a file's pages.", always: false),
        .init("free_pages", .value(.integer), "Pages of a file that are not in use.", always: false),
        .init("journal", .value(.text), "How a file's transactions are made atomic, such as `wal`.", always: false),
        .init("server_version", .value(.text), "Version of the PostgreSQL server.", always: false),
        .init("connections", .value(.integer), "Open sessions on the database, of all programs.", always: false),
        .init(
          "synchronous_commit", .value(.text), "When the server answers a commit; never `off`.", always: false),
        .init("layout", .value(.integer), "Generation of vantage6 whose tables it has.", always: false),
      ]), "The database."),
    .init(
      "audit",
      .object([
        .init("format", .value(.integer), "Number of its format."),
        .init("history", .value(.text), "Identifier of the history; a new one when the database is replaced."),
        .init("records", .value(.integer), "Changes in the audit log."),
        .init("bytes", .value(.integer), "Approximate size of the changes, by the newest and the oldest of them."),
        .init("oldest", .optional(.value(.moment)), "When the oldest of them was made."),
        .init("keep_days", .value(.integer), "For how many days changes are kept; 0 for ever."),
        .init("keep_records", .value(.integer), "How many changes are kept; 0 for all."),
        .init(
          "last",
          .optional(
            .object([
              .init("seq", .value(.integer), "Its number."), .init("at", .value(.moment), "When it was made."),
              .init("user", .optional(.value(.text)), "Who made it."),
              .init("method", .value(.text), "The method that made it."),
              .init("entity", .value(.text), "The entity of the changed record."),
              .init("id", .value(.integer), "Its id."),
            ])), "The last change."),
      ]), "The audit log; missing if the database cannot be used.", always: false),
    .init(
      "requests", .array(.object([.init("method", .value(.text), "The method; empty for unknown ones.")] + durations)),
      "The calls since the start that were answered, by method."),
    .init("commits", .object(durations), "The commits since the start."),
    .init(
      "memory",
      .object([
        .init("messages", memory, "Messages of up to 1 MiB, with what is made of them."),
        .init("large_messages", memory, "Longer messages."),
      ]), "What the connections hold."),
    .init("warnings", .array(.value(.text)), "Problems of the database.", always: false),
  ])
}

extension Example {
  private static let durations: [JSON.Member] = ["count", "errors", "total_us", "p50_us", "p90_us", "p99_us", "max_us"]
    .map { .init($0, 0) }

  fileprivate static let status = Example(answers: [
    "daemon": [
      "version": .string(Version.number), "pid": 4_242, "started_at": "2026-01-31T09:30:00.000000Z",
      "uptime_seconds": 60, "connections": 1,
    ],
    "database": ["path": "/var/lib/vantage6-admin/default.sqlite", "healthy": true, "bytes": 245_760, "layout": 4],
    "audit": [
      "format": .integer(OwnTables.format), "history": "CK38yrbi", "records": 0, "bytes": 0,
      "oldest": nil, "keep_days": 0, "keep_records": 0, "last": nil,
    ],
    "requests": [.object(JSON.Object([.init("method", "rpc.ping")] + durations))],
    "commits": .object(JSON.Object(durations)),
    "memory": [
      "messages": ["used_bytes": 4_096, "most_bytes": 8_192, "limit_bytes": 67_108_864],
      "large_messages": ["used_bytes": 0, "most_bytes": 0, "limit_bytes": 268_435_456],
    ],
  ])
}

extension Operation {
  static let status = Operation(
    Method(
      "database.status", "Show the state of the daemon, its database and its audit log.", access: .read,
      answer: .status,
      example: .status),
    .read { (transaction, _, environment, writer) throws(Failure) in
      let service = environment.service
      let facts = try transaction.facts()
      let served = service.served.database
      writer.value(
        service.metrics.status(
          database: served.json(facts, transaction.model),
          audit: try transaction.auditFacts().json(service.retention, transaction.history), service.limits,
          warnings: served.warnings(transaction.model.layout) + (try transaction.warnings())))
    },
    withoutDatabase: { (problem, environment, writer) in
      let service = environment.service
      writer.value(
        service.metrics.status(
          database: .object(JSON.Object([service.served.database.address, .init("healthy", false)])), audit: nil,
          service.limits,
          warnings: [problem.message + (problem.hint.map { ": " + $0 } ?? "")]))
    })
}

extension Metrics {
  /// The answer of `database.status`.
  fileprivate func status(database: JSON, audit: JSON?, _ limits: Limits, warnings: [String]) -> JSON {
    var status = JSON.Object([.init("daemon", json), .init("database", database)])
    status["audit"] = audit
    status["requests"] = .array(
      calls.map { .object(JSON.Object([.init("method", .string($0.method))] + $0.summary.members)) })
    status["commits"] = .object(JSON.Object(commits.summary.members))
    status["memory"] = [
      "messages": memory.json(limits.memoryBytes), "large_messages": largeMemory.json(limits.largeMemoryBytes),
    ]
    if !warnings.isEmpty { status["warnings"] = .array(warnings.map { .string($0) }) }
    return .object(status)
  }
}

extension Metrics {
  fileprivate var json: JSON {
    [
      "version": .string(Version.number), "pid": .integer(Int64(getpid())), "started_at": .string(startedAt.wire),
      "uptime_seconds": .integer(uptimeSeconds),
      "connections": .integer(Int64(connections.load(ordering: .relaxed))),
    ]
  }
}

extension MemoryUse {
  fileprivate func json(_ limit: Int) -> JSON {
    [
      "used_bytes": .integer(Int64(bytes)), "most_bytes": .integer(Int64(mostBytes)),
      "limit_bytes": .integer(Int64(limit)),
    ]
  }
}

extension Histogram.Summary {
  fileprivate var members: [JSON.Member] {
    func microseconds(_ nanoseconds: UInt64) -> JSON { .integer(Int64((nanoseconds + 999) / 1_000)) }
    return [
      .init("count", .integer(Int64(count))), .init("errors", .integer(Int64(failures))),
      .init("total_us", microseconds(nanoseconds)), .init("p50_us", microseconds(percentile(0.5))),
      .init("p90_us", microseconds(percentile(0.9))), .init("p99_us", microseconds(percentile(0.99))),
      .init("max_us", microseconds(longest)),
    ]
  }
}

extension AdoptedDatabase {
  /// - Parameter facts: the members that the engine reports.
  fileprivate func json(_ facts: [JSON.Member], _ model: Model) -> JSON {
    .object(
      JSON.Object(
        [address, .init("healthy", true)] + sizes + facts + [.init("layout", .integer(Int64(model.generation)))]))
  }
}

extension AuditFacts {
  fileprivate func json(_ retention: AuditRetention, _ history: String) -> JSON {
    [
      "format": .integer(OwnTables.format), "history": .string(history), "records": .integer(records),
      "bytes": .integer(bytes), "oldest": oldest.map { .string($0.wire) } ?? .null,
      "keep_days": .integer(Int64(retention.days)), "keep_records": .integer(Int64(retention.records)),
      "last": last?.json ?? .null,
    ]
  }
}

extension AuditFacts.Change {
  fileprivate var json: JSON {
    [
      "seq": .integer(seq), "at": .string(at?.wire ?? ""), "user": user.map { .string($0) } ?? .null,
      "method": .string(method), "entity": .string(entity), "id": .integer(id),
    ]
  }
}
