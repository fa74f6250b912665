import ClientKit
import JSON

/// A list: pages are fetched and printed one after the other, so that memory does not grow with it.
struct Listing {
  let entity: EntityDescription
  let method: MethodDescription
  let settings: Settings
  private let limit: Int64?
  private let countsOnly: Bool
  private let columns: [Column]
  /// The fields to ask for; nil for what the daemon gives by itself.
  private let fields: [String]?

  init(
    _ entity: EntityDescription, _ method: MethodDescription, _ arguments: CommandArguments, _ settings: Settings,
    _ kinds: PathKinds
  ) throws(UsageError) {
    (self.entity, self.method, self.settings) = (entity, method, settings)
    countsOnly = arguments.has("count")
    limit = try Pages.limit(arguments)
    let asked = arguments.value("fields").map { splitList($0) }
    switch settings.format {
    case .table:
      columns = asked.map { Column.asked($0, kinds) } ?? Column.automatic(entity)
      fields = columns.map(\.path)
    case .csv:
      columns = asked.map { Column.asked($0, kinds) } ?? Column.stable(entity)
      fields = columns.map(\.path)
    case .template(let template): (columns, fields) = ([], asked ?? template.paths)
    case .name: (columns, fields) = ([], ["id"] + entity.key)
    case .json, .jsonl, .yaml: (columns, fields) = ([], asked)
    }
  }

  func run(_ params: JSON.Object, _ session: inout Session) throws {
    var params = params
    if let parameter = method.parameter(.fields) {
      params[parameter.name] = fields.map { .array($0.map { .string($0) }) }
    }
    if countsOnly { return try count(params, &session) }
    var format = settings.format.make(columns, key: entity.key, settings.style)
    var pages = Pages(method.name, params, limit: limit)
    var isEmpty = true
    while let page = try pages.next(&session) {
      if isEmpty { for warning in page.warnings { session.notes.warn(Cell.text(warning)) } }
      isEmpty = isEmpty && page.items.isEmpty
      var text = ""
      format.add(page.items, to: &text)
      if pages.isLast { format.finish(&text) }
      try session.output.write(text)
    }
    if isEmpty, settings.errorStyle.isTerminal, settings.format == .table {
      session.notes.say("no \(Deletion.plural(entity.words))")
    }
  }

  private func count(_ params: JSON.Object, _ session: inout Session) throws {
    var params = params
    params["limit"] = 1
    params["count"] = true
    params["fields"] = ["id"]
    let page = try session.call(method.name, .object(params), isChange: false)
    guard let total = page["total"]?.integer else {
      throw ConnectionError.malformed("'\(method.name)' answers no total")
    }
    try session.output.write("\(total)\n")
  }
}
