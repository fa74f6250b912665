import ClientKit
import JSON
import JSONRPC
import Vocabulary

/// `vctl ENTITY get A B`, `vctl ENTITY delete A B`, `vctl ENTITY update --where CONDITION FIELD=VALUE`: a command about
/// the records of several keys, or about those that fulfil a condition. A change is made to all of them or to none.
struct ManyRecords {
  private let command: EntityCommand
  private let keys: [String]
  private let assignments: [String]

  private var entity: EntityDescription { command.entity }
  private var method: MethodDescription { command.method }
  private var settings: Settings { command.settings }
  private var hasCondition: Bool { command.arguments.has(OptionDescription.condition.name) }
  private var isDry: Bool { command.arguments.has("dry-run") }

  /// Nil for a command about one record.
  init?(_ command: EntityCommand) throws(UsageError) {
    guard command.method.takesKeys else { return nil }
    let hasCondition = command.method.takesCondition && command.arguments.has(OptionDescription.condition.name)
    let count = Self.keyCount(command.words, command, hasCondition)
    (keys, assignments) = (Array(command.words.prefix(count)), Array(command.words.dropFirst(count)))
    self.command = command
    guard hasCondition else {
      guard keys.count > 1, command.method.parameter(.values) != nil || assignments.isEmpty else { return nil }
      return
    }
    if let key = keys.first {
      throw UsageError(
        "'\(Escape.controls(in: key))' is a key: give keys or --where, not both")
    }
  }

  /// How many of the words are keys: those before the first assignment. The first word is a key, whatever it looks like.
  private static func keyCount(_ words: [String], _ command: EntityCommand, _ hasCondition: Bool) -> Int {
    let start = hasCondition ? 0 : 1
    let end = words.dropFirst(start).firstIndex { word in
      guard let assignment = Assignment(word) else { return false }
      return assignment.operator != .ask || command.entity.field(assignment.name)?.isSecret == true
    }
    return min(words.count, end ?? words.count)
  }

  func run(_ session: inout Session) throws {
    guard method.access == .write else { return try get(&session) }
    var params = try parameters(&session)
    let isAsked = hasCondition || method.isDestructive
    if isAsked, !isDry, !settings.assumesYes {
      guard let count = try confirm(params, &session) else { return }
      params["if_count"] = count
    }
    try show(try call(params, &session), &session)
  }

  // MARK: Reading

  /// Shows the records that are there, and says which are not.
  private func get(_ session: inout Session) throws {
    var (records, endings, kinds): ([JSON], [Ending], PathKinds) = ([], [], PathKinds(entity))
    let fields = try command.askedFields()
    for key in keys {
      var (params, found) = try command.reading([key]).parameters(ValueReader(.system()), &session)
      kinds = found
      if let parameter = method.parameter(.fields) { params[parameter.name] = .array(fields.map { .string($0) }) }
      do { records.append(try session.call(method, params)) } catch let ending as Ending {
        endings.append(ending)
      }
    }
    try session.output.write(try command.text(of: records, kinds))
    guard let last = endings.last else { return }
    try session.finish()
    for ending in endings.dropLast() { _ = ending.report(settings.errorStyle, isJSON: settings.format.isJSON) }
    throw last
  }

  // MARK: Changing

  private func parameters(_ session: inout Session) throws -> JSON.Object {
    try command.checkOptions(also: [.condition])
    guard !command.arguments.has("fields") else {
      throw UsageError("--fields shows fields of one record, and this is about several")
    }
    let reader = ValueReader(.system())
    var params = try CallParameters(method, of: entity, reader).options(command.arguments)
    guard params["if_match"] == nil else {
      throw UsageError("--if-match is for one record", hint: "an etag says how one record was")
    }
    params["entity"] = .string(entity.name)
    if hasCondition {
      params["where"] = try CallParameters.condition(command.arguments, command.kinds(&session))
    } else {
      var all: [JSON] = []
      for key in keys { all.append(try KeyArgument.json(key, fields: method.keyFields, entity: entity)) }
      params["keys"] = .array(all)
    }
    if command.arguments.has(OptionDescription.ifExists.name) { params["skip_missing"] = true }
    guard method.parameter(.values) != nil else { return params }
    guard !assignments.isEmpty else {
      throw UsageError(
        "'\(entity.name) \(method.verb)' needs FIELD=VALUE: see 'vctl \(entity.name) \(method.verb) --help'")
    }
    params["values"] = try Values.read(assignments, entity, reader, isNew: true)
    return params
  }

  private func call(_ params: JSON.Object, _ session: inout Session) throws -> JSON {
    do {
      return try session.call(
        "records.\(method.verb)", .object(params), isChange: params["dry_run"] != true, mayChange: true)
    } catch CallFailure.refused(let refusal) {
      if !settings.format.isJSON {
        for error in refusal.data?["errors"]?.array ?? [] {
          let record = Cell.identified(error["id"] ?? .null, error["name"]?.string)
          let line = "\(entity.words) \(record): \(error["message"]?.string ?? "")"
          Notes.write(settings.errorStyle.safe(line) + "\n")
        }
      }
      var ending = Ending(refusal: refusal)
      ending.hint = refusal.hint(method.parameters.compactMap { OptionDescription($0) } + [.condition])
      if let count = refusal.data?["errors"]?.array?.count {
        ending.message = "\(Wording.counted(Int64(count), "error")): nothing was changed"
      }
      throw ending
    }
  }

  /// Shows what would happen, and asks.
  /// - Returns: the number of records; nil if there is none.
  private func confirm(_ params: JSON.Object, _ session: inout Session) throws -> JSON? {
    guard Prompt.isPossible else {
      throw UsageError(
        "'\(entity.name) \(method.verb)\(hasCondition ? " --where" : "")' needs confirmation: use --yes, since this is not "
          + "a terminal", hint: "--dry-run shows what it would do")
    }
    var rehearsal = params
    rehearsal["dry_run"] = true
    let answer = try call(rehearsal, &session)
    guard let count = answer["matched"], count != 0 else {
      session.say("no \(Wording.plural(entity.words)) match: nothing to \(method.verb)")
      return nil
    }
    Notes.write(sentences(answer, isDry: true, settings.errorStyle) + "\n")
    warn(answer, &session)
    if let wait = LockTime.sentence(answer) { session.notes.say(wait) }
    let words = Wording.counted(count.integer ?? 0, entity.words)
    guard try Confirmation.isAgreed("\(method.verb) \(words)? [y/N] ") else {
      throw Ending(.refused, "nothing was changed", kind: "declined")
    }
    return count
  }

  // MARK: Output

  private func show(_ answer: JSON, _ session: inout Session) throws {
    switch settings.format {
    case .table: try session.output.write(sentences(answer, isDry: isDry, settings.style))
    // What is gone has no name that a command would take, and of what was changed not all names are told.
    case .name: break
    case .csv, .template:
      var (text, format) = ("", settings.format.make(RecordGroups.columns, key: [], settings.style))
      format.add(RecordGroups.rows(answer), to: &text)
      format.finish(&text)
      try session.output.write(text)
    case .json, .jsonl, .yaml:
      var (text, format) = ("", settings.format.make([], key: [], settings.style))
      format.record(answer, to: &text)
      try session.output.write(text)
    }
    if !settings.format.isJSON { warn(answer, &session) }
    if answer["matched"] == 0 { session.say("no \(Wording.plural(entity.words)) match: nothing was changed") }
    if isDry {
      if let wait = LockTime.sentence(answer) { session.say(wait) }
      session.say(DryRun.note)
    }
  }

  private func warn(_ answer: JSON, _ session: inout Session) {
    for warning in answer["warnings"]?.array ?? [] { session.notes.warn(Cell.text(warning)) }
  }

  /// A dry run shows what would change in so many records.
  private static let samplesMax = 3

  private func sentences(_ answer: JSON, isDry: Bool, _ style: Style) -> String {
    var text = RecordGroups.sentences(answer, isDry: isDry, style)
    let matched = answer["matched"]?.integer ?? 0
    guard let changed = answer["changed"]?.array else { return text }
    let left = matched - (changed.first?["count"]?.integer ?? 0)
    if left > 0 {
      text += "\(Wording.counted(left, entity.words)) \(left == 1 ? "has" : "have") these values already\n"
    }
    let samples = answer["changes"]?.array?.prefix(Self.samplesMax) ?? []
    guard !samples.isEmpty else { return text }
    return text + "\n" + RecordDiff.text(of: Array(samples), style, isDry: true)
  }
}
