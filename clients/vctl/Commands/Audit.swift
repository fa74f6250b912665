import ClientKit
import JSON
import JSONRPC
import Vocabulary

extension Command {
  static let audit = Command(
    name: "audit", synopsis: "[SEQ]",
    help: "List the changes that were made, the newest first; with SEQ, show one: what was, and what is.",
    examples: [
      "vctl audit --limit 20", "vctl audit --entity user --since 2026-11-01 --user jane", "vctl audit 42",
      "vctl audit -o jsonl",
    ],
    options: [
      OptionDescription("entity", takes: "ENTITY", repeatable: true, "Only changes of such records.")
    ] + changeOptions, words: [.number],
    methods: ["audit.list", "audit.get"]
  ) { words, arguments, settings in
    guard words.count <= 1 else { throw UsageError("audit takes one SEQ, the number of a change") }
    var session = try Session(settings)
    let changes = try Changes(settings)
    if let word = words.first {
      let seq = try Self.seq(word, "audit")
      let filters = (changeOptions.map(\.name) + ["entity"]).filter { arguments.has($0) }
      if let filter = filters.first { throw UsageError("--\(filter) selects from the list: leave out '\(seq)'") }
      try changes.show(try session.call("audit.get", ["seq": .integer(seq)], isChange: false), &session)
    } else {
      var condition = try changeCondition(arguments)
      var entities: [JSON] = []
      for name in arguments.values("entity").flatMap({ splitList($0) }) {
        entities.append(.string(try session.describe(name).1.name))
      }
      if !entities.isEmpty { condition["entity"] = entities.count == 1 ? entities[0] : ["in": .array(entities)] }
      try changes.list(condition, limit: try Pages.limit(arguments), &session)
    }
    try session.finish()
  }

  static let history = Command(
    name: "history", synopsis: "ENTITY KEY",
    help: "List the changes of one record, the newest first. A name also finds the deleted records that had it last.",
    examples: ["vctl history user jane", "vctl history organization 3 -o yaml"], options: changeOptions,
    words: [.entity, .key]
  ) { words, arguments, settings in
    guard words.count == 2 else {
      throw UsageError("history needs ENTITY and KEY, such as 'vctl history user jane'")
    }
    var session = try Session(settings)
    let (service, entity) = try session.describe(words[0])
    var condition = try changeCondition(arguments)
    condition["entity"] = .string(entity.name)
    let ids = try ids(words[1], of: entity, service, &session)
    condition["id"] = ids.count == 1 ? ids[0] : ["in": .array(ids)]
    let isAny = try Changes(settings).list(condition, limit: try Pages.limit(arguments), &session)
    try session.finish()
    if !isAny, Int64(words[1]) != nil { try hintAtName(ids, of: entity, service, &session) }
  }

  /// A record may be named like the number that was taken for an id: the daemon knows that if no record has the id.
  private static func hintAtName(
    _ ids: [JSON], of entity: EntityDescription, _ service: ServiceDescription, _ session: inout Session
  ) throws {
    guard let id = ids.first, let get = service.method("get", of: entity) else { return }
    do { _ = try session.call(get.name, ["id": id], isChange: false) } catch CallFailure.refused(let reason) {
      if let hint = reason.hint { session.notes.hint(hint) }
    }
  }

  /// A number is an id as it is: the record may be gone, and its history is not. A name may be that of deleted records.
  private static func ids(
    _ key: String, of entity: EntityDescription, _ service: ServiceDescription, _ session: inout Session
  ) throws -> [JSON] {
    guard let get = service.method("get", of: entity) else { throw UsageError("\(entity.indefinite) cannot be read") }
    var params = JSON.Object(try KeyArgument.parameters(key, fields: get.keyFields, entity: entity))
    if let id = params["id"] { return [id] }
    if let fields = get.parameter(.fields) { params[fields.name] = ["id"] }
    var refusal: RPCError?
    var ids: [JSON] = []
    do { ids = [try session.call(get.name, .object(params), isChange: false)["id"] ?? .null] } catch {
      guard case CallFailure.refused(let reason) = error, reason.kind == .notFound else { throw error }
      refusal = reason
    }
    let search: JSON = ["entity": .string(entity.name), "name": .string(key)]
    let deletions = try session.call("audit.find", search, isChange: false)["deletions"]?.array ?? []
    for id in deletions.compactMap({ $0["id"] }) where !ids.contains(id) { ids.append(id) }
    guard let refusal, ids.isEmpty else { return ids }
    var ending = Ending(refusal: refusal)
    ending.hint = "no deleted record had that name either: 'vctl audit --entity \(entity.name)' lists all changes"
    throw ending
  }

  private static let changeOptions = [
    OptionDescription(
      "since", takes: "MOMENT", "Only changes from this moment on, in UTC: \(MomentSpan.forms)."),
    OptionDescription("until", takes: "MOMENT", "Only changes before this moment; a date is the whole day."),
    OptionDescription("user", takes: "NAME", "Only changes by this user, or on behalf of this person."),
    OptionDescription("limit", takes: "N", "At most this many changes; all by default."),
  ]

  private static func changeCondition(_ arguments: CommandArguments) throws(UsageError) -> JSON.Object {
    var condition = JSON.Object()
    var moments = JSON.Object()
    for (option, comparison) in [("since", "ge"), ("until", "lt")] {
      guard let text = arguments.value(option) else { continue }
      guard let span = MomentSpan(text, now: .now) else {
        throw UsageError(
          "--\(option) needs a moment, not '\(Escape.controls(in: text))'", hint: "such as \(MomentSpan.forms)")
      }
      moments[comparison] = .string((option == "until" ? span.end ?? span.start : span.start).wire)
    }
    if !moments.members.isEmpty { condition["at"] = .object(moments) }
    if let name = arguments.value("user") {
      condition["or"] = [["user": .string(name)], ["on_behalf_of": .string(name)]]
    }
    return condition
  }

  /// The number of a change.
  static func seq(_ word: String, _ command: String) throws(UsageError) -> Int64 {
    guard let number = Int64(word), number > 0 else {
      throw UsageError(
        "\(command) takes the number of a change, not '\(Escape.controls(in: word))'",
        hint: "'vctl audit' lists them; 'vctl history ENTITY KEY' has those of one record")
    }
    return number
  }
}
