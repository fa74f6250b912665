import ClientKit
import JSON
import Vocabulary

/// `vctl ENTITY wait KEY … --for CONDITION`: ends when records are as the condition has it, gone, or there.
struct WaitCommand {
  static let verb = "wait"
  static let help = "Wait until records fulfil a condition, are deleted, or exist."

  let service: ServiceDescription
  let entity: EntityDescription
  let get: MethodDescription
  let list: MethodDescription
  let arguments: CommandArguments
  let settings: Settings

  /// Nil where records cannot be read and listed.
  init?(
    _ service: ServiceDescription, _ entity: EntityDescription, _ arguments: CommandArguments, _ settings: Settings
  ) {
    guard let get = service.method("get", of: entity), let list = service.method("list", of: entity) else { return nil }
    (self.service, self.entity, self.get, self.list) = (service, entity, get, list)
    (self.arguments, self.settings) = (arguments, settings)
  }

  static func usage(_ entity: EntityDescription, _ get: MethodDescription) -> String {
    "vctl \(entity.name) wait \(KeyArgument.placeholder(get)) ... --for CONDITION [options]"
  }

  private static let timeout = OptionDescription(
    "timeout", takes: "TIME",
    "How long to wait altogether, such as 90, 30s, 10m or 2h; 0: for ever (default 30s).")
  private static let quiet = OptionDescription("quiet", short: "q", "Print nothing: the exit status is the answer.")

  /// The options, with those that mean something else here.
  static let options =
    [WaitGoal.option, timeout, quiet]
    + OptionDescription.common.filter { ![timeout.name, quiet.name, "yes"].contains($0.name) }

  var helpText: String {
    var help = HelpText()
    help.lines("Usage", [Self.usage(entity, get)])
    help.paragraph(
      Self.help + " It looks at once and after each change, also of other processes such as the vantage6 server, and "
        + "prints each record when it is so. The exit status is 0 when all of them are, 7 when the time is over, and 3 "
        + "when a record does not exist or is deleted, unless that is what it waits for.")
    help.options("Options", [WaitGoal.option, Self.timeout, Self.quiet])
    let own = Self.options.prefix(3).map(\.name)
    help.options("Common options", Self.options.filter { !own.contains($0.name) })
    let key = get.keyFields.isEmpty ? "12" : "example"
    let field = entity.fields.first { !$0.isSecret && !$0.values.isEmpty } ?? entity.fields.first { !$0.isSecret }
    help.lines(
      "Examples",
      (field.map { ["vctl \(entity.name) wait \(key) --for \($0.name)=\($0.values.first ?? "VALUE") --timeout 10m"] }
        ?? [])
        + ["vctl \(entity.name) wait \(key) --for deleted", "vctl \(entity.name) wait \(key) --for exists --timeout 0"])
    return help.text
  }

  func run(_ keys: [String], _ session: inout Session) throws {
    guard !settings.wantsHelp else {
      try session.output.write(helpText)
      return try session.finish()
    }
    try check(keys)
    let goal = try WaitGoal(arguments.values(WaitGoal.option.name), of: entity)
    let end = settings.timeout.map { ContinuousClock.now + $0 }
    // Nothing is held back for a pager: each line is for now.
    session.output = Output(1, pages: false)
    var look = try RecordLook(self, goal, try session.kinds(of: entity, goal.paths))
    var records = keys.map { AwaitedRecord($0) }
    // First, so that no change after the first look is missed.
    try watch(&session)
    while true {
      try look.take(&records, &session)
      guard records.contains(where: { $0.state != .done }) else { break }
      try awaitChange(end, &session) { timeout(records, goal) }
    }
    try look.report.finish(&session)
    try session.finish()
  }

  private func check(_ keys: [String]) throws(UsageError) {
    for option in arguments.options where !Self.options.contains(where: { $0.name == option.name }) {
      throw UsageError("'\(entity.name) wait' takes no --\(option.name)")
    }
    guard !keys.isEmpty else {
      throw UsageError("'\(entity.name) wait' needs \(KeyArgument.placeholder(get))")
    }
    guard keys.count <= PageRows.max else {
      throw UsageError("'\(entity.name) wait' takes at most \(PageRows.max) records, not \(keys.count)")
    }
  }

  /// A condition may depend on records of any kind, as the status of a task does on its runs: all changes count.
  private func watch(_ session: inout Session) throws { _ = try session.call("watch.start", [:], isChange: false) }

  /// Returns after a change, together with the changes that have arrived meanwhile.
  /// - Parameter timeout: what to throw when the time is over.
  private func awaitChange(
    _ end: ContinuousClock.Instant?, _ session: inout Session, _ timeout: () -> Ending
  ) throws {
    do {
      guard var notice = try session.notice(until: end) else { throw timeout() }
      // One look is enough for all of them. Where changes never stop, a look has its turn all the same.
      for _ in 0..<Self.noticesMax {
        if notice.method == "watch.dropped" { try resume(notice.params, &session) }
        guard let next = try session.notice(until: .now) else { break }
        notice = next
      }
      if let end, end <= .now { throw timeout() }
    } catch ConnectionError.closed {
      throw Ending(.disconnected, "the daemon stopped", hint: "run the command again", kind: "connection")
    }
  }

  private static let noticesMax = 1_000

  /// After it was too slow, it looks again anyway. After the database was replaced, an id may be another record's.
  private func resume(_ params: JSON, _ session: inout Session) throws {
    guard let reason = params["reason"]?.string else { return try watch(&session) }
    throw Ending(
      .refused, "no more changes will come: \(Escape.controls(in: reason))", hint: "run the command again",
      kind: "dropped")
  }

  private func timeout(_ records: [AwaitedRecord], _ goal: WaitGoal) -> Ending {
    let waiting = records.filter { $0.state != .done }
    let texts = waiting.prefix(Cell.namedMax).map { record in
      let name = record.name(entity)
      guard record.state == .present else { return "there is no \(name)" }
      return goal.isDeletion ? "\(name) is still there" : "\(name) has \(record.comparison(goal.paths))"
    }
    let rest = waiting.count - texts.count
    return Ending(
      .timeout, "after \(lengthText): \(texts.joined(separator: "; "))" + (rest > 0 ? "; and \(rest) more" : ""),
      hint: "use --timeout to wait longer: --timeout 10m, or --timeout 0 for ever", kind: "timeout")
  }

  private var lengthText: String {
    let text = arguments.value("timeout") ?? "30s"
    return text.allSatisfy { "0123456789.".contains($0) } ? "\(text) seconds" : text
  }
}
