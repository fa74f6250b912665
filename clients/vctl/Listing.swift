import ClientKit
import JSON
import Vocabulary

/// A list: pages are fetched and printed one after the other, so that memory does not grow with it.
struct Listing {
  let entity: EntityDescription
  let method: MethodDescription
  let settings: Settings
  private let limit: Int64?
  private let countsOnly: Bool
  /// Only some of the records were asked for.
  private let isSelected: Bool
  private let columns: [Column]
  /// The fields that are shown.
  private let fields: [String]
  /// Reads one record, with all partners of its relations.
  private let get: MethodDescription?

  /// - Parameter get: reads one record, where that can be done.
  init(
    _ entity: EntityDescription, _ method: MethodDescription, get: MethodDescription?, _ arguments: CommandArguments,
    _ settings: Settings, _ kinds: PathKinds
  ) throws(UsageError) {
    self.get = get
    (self.entity, self.method, self.settings) = (entity, method, settings)
    countsOnly = arguments.has("count")
    isSelected = arguments.has("where")
    limit = try Pages.limit(arguments)
    let choice = try settings.fields(of: entity)
    switch settings.format {
    case .table:
      columns = try Column.shown(choice, of: entity, kinds)
      fields = columns.map(\.path)
    case .csv:
      fields = try entity.paths(choice)
      columns = Column.asked(fields, kinds)
    case .template(let template):
      columns = []
      fields = try settings.fields == nil ? template.paths : entity.paths(choice)
    case .name: (columns, fields) = ([], ["id"] + entity.key)
    case .json, .jsonl, .yaml: (columns, fields) = ([], try entity.paths(choice))
    }
  }

  /// The parameters of one page, as far as a page goes.
  func pageParams(_ params: JSON.Object) -> JSON.Object {
    var params = asking(params)
    params["limit"] = .integer(min(limit ?? PageRows.max, PageRows.max))
    return params
  }

  /// A page as text, with a mark where it is not all.
  func text(_ page: JSON) -> String {
    var format = settings.format.make(columns, key: entity.key, settings.style)
    var text = ""
    format.add(page["items"]?.array ?? [], to: &text)
    format.finish(&text)
    return limit == nil && page["next"]?.string != nil ? text + "…\n" : text
  }

  /// The parameters with the fields that are shown.
  private func asking(_ params: JSON.Object) -> JSON.Object {
    var params = params
    if let parameter = method.parameter(.fields) {
      params[parameter.name] = .array(askedFields.map { .string($0) })
    }
    return params
  }

  func run(_ params: JSON.Object, _ session: inout Session) throws {
    let params = asking(params)
    if countsOnly { return try count(params, &session) }
    var format = settings.format.make(columns, key: entity.key, settings.style)
    var pages = Pages(method.name, params, limit: limit)
    var isEmpty = true
    while let page = try pages.next(&session) {
      if isEmpty { for warning in page.warnings { session.notes.warn(Cell.text(warning)) } }
      isEmpty = isEmpty && page.items.isEmpty
      var text = ""
      format.add(try page.items.compactMap { try completed($0, params, &session) }, to: &text)
      if pages.isLast { format.finish(&text) }
      try session.output.write(text)
    }
    session.remarkLeftOut(format.leftOut)
    if isEmpty { session.saysNothing(Wording.plural(entity.words), isSelected: isSelected) }
  }

  /// With the id, by which a record is read that the list cuts.
  private var askedFields: [String] {
    guard isWhole, !fields.contains("id"), fields.contains(where: isRelated) else { return fields }
    return fields + ["id"]
  }

  /// All partners of a relation are shown, however many there are.
  private var isWhole: Bool { settings.format != .table || settings.style.isWide }

  private func isRelated(_ path: String) -> Bool { entity.relation(String(path.prefix { $0 != "." })) != nil }

  /// The record with all partners of its relations, of which a list answers only the first: a program takes what it
  /// reads for all there is. A table says how many there are.
  /// - Returns: nil where it was deleted meanwhile.
  private func completed(_ item: JSON, _ params: JSON.Object, _ session: inout Session) throws -> JSON? {
    var item = item
    if isWhole, item.isCut {
      guard let get, let id = item["id"], let parameter = get.parameter(.fields) else {
        throw Ending(.refused, "a record has more related records than a list answers", kind: "limit")
      }
      var one = JSON.Object([.init("id", id)])
      one[parameter.name] = params[parameter.name]
      do { item = try session.call(get, one) } catch let ending as Ending where ending.status == .notFound {
        return nil
      }
    }
    if !fields.contains("id"), askedFields != fields, case .object(var object) = item {
      object["id"] = nil
      item = .object(object)
    }
    return item
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
    try session.output.write("\(min(total, limit ?? total))\n")
  }
}
