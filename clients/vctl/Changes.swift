import ClientKit
import JSON

/// Records of the audit log, as they are printed.
struct Changes {
  let settings: Settings
  /// What `--fields` names.
  private let fields: [String]?

  init(_ settings: Settings) throws(UsageError) {
    self.settings = settings
    let stable = Self.stable.map(\.path)
    let usual = settings.format == .table ? Self.automatic.map(\.path) : stable
    fields = try settings.fields?.paths(usual: usual, all: stable + ["record", "change", "before", "after"])
  }

  /// What a table shows when nobody asks for anything; `record` and `change` are made of the others.
  static let automatic = [
    Column("seq", number: true, importance: 100), Column("at", moment: true, importance: 80),
    Column("user", importance: 70), Column("method", importance: 60), Column("record", isName: true, importance: 95),
    Column("change", importance: 90),
  ]

  private static let stable = [
    "seq", "at", "uid", "user", "on_behalf_of", "pid", "program", "method", "entity", "id", "call", "transaction",
    "undoes", "reason",
  ].map { Column($0) }

  /// What the format has to know of beforehand.
  var columns: [Column] {
    if let fields { return fields.map { Column($0, number: $0 == "seq" || $0 == "id", moment: $0 == "at") } }
    switch settings.format {
    case .table: return Self.automatic
    case .csv: return Self.stable
    default: return []
    }
  }

  /// Prints the changes that fulfil the condition, the newest first.
  /// - Returns: whether there are any.
  @discardableResult
  func list(_ condition: JSON.Object, limit: Int64?, _ session: inout Session) throws -> Bool {
    var params = JSON.Object()
    if !condition.members.isEmpty { params["where"] = .object(condition) }
    var pages = Pages("audit.list", params, limit: limit)
    var format = settings.format.make(columns, key: [], settings.style)
    var isEmpty = true
    while let page = try pages.next(&session) {
      isEmpty = isEmpty && page.items.isEmpty
      var text = ""
      format.add(page.items.map(shown), to: &text)
      if pages.isLast { format.finish(&text) }
      try session.output.write(text)
    }
    session.remarkLeftOut(format.leftOut)
    if isEmpty { session.saysNothing("changes", isSelected: !condition.members.isEmpty) }
    return !isEmpty
  }

  /// A change, as the format wants it.
  func shown(_ change: JSON) -> JSON {
    switch settings.format {
    case .name: return ["id": change["seq"] ?? .null]
    case .table:
      var row = JSON.Object(Self.row(change, isAutomatic: fields == nil).object?.members ?? [])
      for side in ["before", "after"] { row[side] = row[side].map(Self.words) }
      return .object(row)
    case .csv, .template:
      // Whole and exact, whatever is in them.
      var row = JSON.Object(Self.row(change, isAutomatic: false).object?.members ?? [])
      for side in ["before", "after"] where row[side]?.object != nil {
        row[side] = row[side].map { .string($0.description) }
      }
      return .object(row)
    case .json, .jsonl, .yaml: return fields.map { change.selecting($0) } ?? change
    }
  }

  /// - Parameter isAutomatic: the user stands there with the person for whom the call was made.
  static func row(_ change: JSON, isAutomatic: Bool) -> JSON {
    guard case .object(var row) = change else { return change }
    let diff = RecordDiff(change, Style())
    if isAutomatic { row["user"] = .string(author(change)) }
    row["record"] = .string(diff.record)
    row["change"] = .string(diff.summary)
    return .object(row)
  }

  /// What one side of a change holds: `name: A, country: NL`.
  private static func words(_ side: JSON) -> JSON {
    guard let object = side.object else { return side }
    let parts = object.members.filter { $0.key != "id" }.map { "\($0.key): \(Cell.text($0.value, separator: ", "))" }
    return .string(parts.joined(separator: ", "))
  }

  /// `root (for ann)`
  private static func author(_ change: JSON) -> String {
    let user = change["user"]?.string ?? change["uid"].map { "uid " + Cell.text($0) } ?? ""
    guard let person = change["on_behalf_of"]?.string, person != user else { return user }
    return "\(user) (for \(person))"
  }

  /// Prints one change, with what was and what is.
  func show(_ change: JSON, _ session: inout Session) throws {
    var text = ""
    if settings.format == .table, fields == nil {
      text = heading(change) + "\n" + RecordDiff(change, settings.style).text
    } else {
      var format = settings.format.make(columns, key: [], settings.style)
      format.record(shown(change), to: &text)
    }
    try session.output.write(text)
  }

  private func heading(_ change: JSON) -> String {
    var heading = JSON.Object()
    for name in ["seq", "at", "method"] { heading[name] = change[name] }
    heading["user"] = .string(Self.author(change))
    for name in ["program", "pid", "undoes", "reason"] where change[name]?.isNull == false {
      heading[name] = change[name]
    }
    // Alone it is its own transaction, and there is nothing to say.
    if change["transaction"] != change["seq"] { heading["transaction"] = change["transaction"] }
    var format = TableFormat(heading.members.map { Column($0.key, moment: $0.key == "at") }, settings.style)
    var text = ""
    format.record(.object(heading), to: &text)
    return text
  }
}
