import ClientKit
import JSON
import Vocabulary

/// The answer of `database.status`, as a person or Prometheus reads it.
struct StatusText {
  let status: JSON

  private func number(_ path: String) -> Int64 { status.at(path)?.integer ?? 0 }
  private func word(_ path: String) -> String { status.at(path)?.string ?? "" }
  private var requests: [JSON] { status["requests"]?.array ?? [] }
}

// MARK: For people

extension StatusText {
  func text(_ style: Style) -> String {
    var text = ""
    var facts = TableFormat([], style)
    facts.record(.object(JSON.Object(self.facts.map { .init($0, .string($1)) })), to: &text)
    guard !requests.isEmpty else { return text }
    text += "\n"
    var table = TableFormat(Self.columns, style)
    table.add(requests.map(row), to: &text)
    table.finish(&text)
    return text
  }

  /// Whether the database can be used.
  private var isHealthy: Bool { status.at("database.healthy") != false }

  private var facts: [(String, String)] {
    var facts = [
      ("daemon", "\(word("daemon.version")), process \(number("daemon.pid"))"),
      ("up", "\(Quantity.seconds(number("daemon.uptime_seconds")))"),
      ("connections", Quantity.count(number("daemon.connections"))),
      ("database", database),
    ]
    guard isHealthy else { return facts + [("state", "cannot be used")] }
    facts += [
      ("layout", "\(number("database.layout")).x"),
      ("size", size),
    ]
    if isOnServer { facts += server } else { facts.append(("journal", journal)) }
    facts.append(("audit log", audit))
    if let kept { facts.append(("kept", kept)) }
    facts.append(("last change", lastChange))
    if number("commits.count") > 0 {
      facts.append(
        (
          "commits",
          "\(Quantity.count(number("commits.count"))), half of them within "
            + Quantity.microseconds(number("commits.p50_us"))
        ))
    }
    return facts
  }

  /// The path of a file, or the URI of a database on a server.
  private var database: String { isOnServer ? word("database.uri") : word("database.path") }
  private var isOnServer: Bool { status.at("database.uri") != nil }

  private var server: [(String, String)] {
    [
      (
        "server",
        "PostgreSQL \(word("database.server_version")), synchronous_commit = \(word("database.synchronous_commit"))"
      ), ("sessions", "\(Quantity.count(number("database.connections"))) on the database"),
    ]
  }

  private var size: String {
    let free = number("database.free_pages") * number("database.page_bytes")
    return Quantity.bytes(number("database.bytes")) + (free > 0 ? ", of which \(Quantity.bytes(free)) are free" : "")
  }

  private var journal: String {
    let log = number("database.wal_bytes")
    return word("database.journal") + (log > 0 ? ", \(Quantity.bytes(log))" : "")
  }

  private var audit: String {
    let records = number("audit.records")
    guard records > 0 else { return "no changes" }
    let size =
      "\(Quantity.count(records)) \(records == 1 ? "change" : "changes"), about \(Quantity.bytes(number("audit.bytes")))"
    return size + (status.at("audit.oldest")?.string.map { ", since \($0.prefix(10))" } ?? "")
  }

  private var kept: String? {
    let (days, records) = (number("audit.keep_days"), number("audit.keep_records"))
    let parts = [
      days > 0 ? "\(Quantity.count(days)) \(days == 1 ? "day" : "days")" : nil,
      records > 0 ? "\(Quantity.count(records)) changes" : nil,
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private var lastChange: String {
    guard let last = status.at("audit.last"), last.object != nil else { return "" }
    let moment = last["at"]?.string ?? ""
    let user = last["user"]?.string.map { " by \($0)" } ?? ""
    return "\(number("audit.last.seq")): \(word("audit.last.method")) of \(word("audit.last.entity")) "
      + "\(number("audit.last.id"))\(user), \(moment.prefix(10)) \(moment.dropFirst(11).prefix(8))Z"
  }

  private static let columns = [
    Column("method"), Column("calls", number: true, importance: 90), Column("errors", number: true, importance: 60),
    Column("p50", number: true, importance: 80), Column("p90", number: true, importance: 50),
    Column("p99", number: true, importance: 70), Column("longest", number: true, importance: 40),
  ]

  private func row(_ request: JSON) -> JSON {
    func number(_ name: String) -> Int64 { request[name]?.integer ?? 0 }
    func time(_ name: String) -> JSON { .string(Quantity.microseconds(number(name))) }
    return [
      "method": .string(Self.method(request)), "calls": .string(Quantity.count(number("count"))),
      "errors": number("errors") > 0 ? .string(Quantity.count(number("errors"))) : .null, "p50": time("p50_us"),
      "p90": time("p90_us"), "p99": time("p99_us"), "longest": time("max_us"),
    ]
  }

  private static func method(_ request: JSON) -> String {
    let name = request["method"]?.string ?? ""
    return name.isEmpty ? "(unknown)" : name
  }
}

// MARK: For Prometheus

extension StatusText {
  var exposition: String {
    var metrics = Exposition(prefix: "vantage6_admin_")
    func gauge(_ name: String, _ help: String, _ value: Int64) { metrics.metric(name, .gauge, help, [], "\(value)") }
    metrics.metric(
      "info", .gauge, "The daemon and its database; always 1.",
      [
        ("version", word("daemon.version")), ("database", database),
        ("layout", "\(number("database.layout"))"), ("journal", word("database.journal")),
      ], "1")
    moment("start_time_seconds", "When the daemon started, in seconds since 1970.", "daemon.started_at", &metrics)
    gauge("connections", "Open connections.", number("daemon.connections"))
    gauge("database_healthy", "Whether the database can be used: 1 or 0.", isHealthy ? 1 : 0)
    gauge("warnings", "Number of warnings that vctl status shows.", Int64(status["warnings"]?.array?.count ?? 0))
    if status["memory"] != nil { memoryMetrics(&metrics) }
    if isHealthy { databaseMetrics(&metrics) }
    metrics.begin("request_errors_total", .counter, "Calls that were answered with an error.")
    for request in requests {
      metrics.sample("request_errors_total", [("method", Self.method(request))], Self.text(request["errors"]))
    }
    metrics.begin("request_duration_seconds", .summary, "How long calls took.")
    for request in requests {
      durations("request_duration_seconds", [("method", Self.method(request))], request, &metrics)
    }
    metrics.begin("commit_duration_seconds", .summary, "How long commits took, each of one or more changes.")
    durations("commit_duration_seconds", [], status["commits"] ?? .null, &metrics)
    return metrics.text
  }

  private func memoryMetrics(_ metrics: inout Exposition) {
    for (name, help, member) in [
      ("message_memory_bytes", "Memory for messages that connections hold.", "used_bytes"),
      ("message_memory_most_bytes", "The most of it since the start.", "most_bytes"),
      ("message_memory_limit_bytes", "The most of it that may be used.", "limit_bytes"),
    ] {
      metrics.begin(name, .gauge, help)
      for (label, budget) in [("up_to_1_mib", "messages"), ("larger", "large_messages")] {
        metrics.sample(name, [("messages", label)], "\(number("memory.\(budget).\(member)"))")
      }
    }
  }

  private func databaseMetrics(_ metrics: inout Exposition) {
    func gauge(_ name: String, _ help: String, _ value: Int64) { metrics.metric(name, .gauge, help, [], "\(value)") }
    gauge("database_bytes", "Size of the database.", number("database.bytes"))
    gauge(
      "database_free_bytes", "Part of a database file that is not in use.",
      number("database.free_pages") * number("database.page_bytes"))
    gauge("database_wal_bytes", "Size of a file's write-ahead log.", number("database.wal_bytes"))
    gauge("audit_records", "Changes in the audit log.", number("audit.records"))
    gauge("audit_bytes", "Size of the audit log, about.", number("audit.bytes"))
    metrics.metric(
      "audit_changes_total", .counter, "Changes that were ever recorded.", [], "\(number("audit.last.seq"))")
    moment(
      "audit_last_change_time_seconds", "When the last change was made, in seconds since 1970.", "audit.last.at",
      &metrics)
  }

  private func moment(_ name: String, _ help: String, _ path: String, _ metrics: inout Exposition) {
    guard let moment = Moment(word(path)) else { return }
    metrics.metric(name, .gauge, help, [], Exposition.seconds(microseconds: moment.microseconds))
  }

  private func durations(
    _ name: String, _ labels: [(name: String, value: String)], _ durations: JSON, _ metrics: inout Exposition
  ) {
    func seconds(_ member: String) -> String {
      Exposition.seconds(microseconds: durations[member]?.integer ?? 0)
    }
    for (quantile, member) in [("0.5", "p50_us"), ("0.9", "p90_us"), ("0.99", "p99_us"), ("1", "max_us")] {
      metrics.sample(name, labels + [("quantile", quantile)], seconds(member))
    }
    metrics.sample(name + "_sum", labels, seconds("total_us"))
    metrics.sample(name + "_count", labels, Self.text(durations["count"]))
  }

  private static func text(_ number: JSON?) -> String { String(number?.integer ?? 0) }
}
