import ClientKit
import JSON

/// `vctl ENTITY edit KEY`: the record in the person's editor, guarded by its etag.
struct EditCommand {
  let entity: EntityDescription
  let get: MethodDescription
  let update: MethodDescription
  let arguments: CommandArguments
  let settings: Settings

  /// Nil where records cannot be read and changed.
  init?(
    _ service: ServiceDescription, _ entity: EntityDescription, _ arguments: CommandArguments, _ settings: Settings
  ) {
    guard let get = service.method("get", of: entity), let update = service.method("update", of: entity) else {
      return nil
    }
    (self.entity, self.get, self.update) = (entity, get, update)
    (self.arguments, self.settings) = (arguments, settings)
  }

  static func help(_ entity: EntityDescription) -> String {
    "Change a \(entity.words) in an editor (VISUAL, EDITOR, or vi), unless it is changed by others meanwhile."
  }

  var usage: String { "vctl \(entity.name) edit \(RecordKey.placeholder(get.keyFields)) [options]" }

  var helpText: String {
    var help = HelpText()
    help.lines("Usage", [usage])
    help.paragraph(Self.help(entity))
    help.options("Options", [Self.dryRun])
    help.options("Common options", OptionDescription.common)
    return help.text
  }

  private static let dryRun = OptionDescription("dry-run", short: "n", "Show what would change, and keep nothing.")

  /// - Returns: the answer of the update; nil when nothing was changed.
  func run(_ words: [String], _ session: inout Session) throws -> JSON? {
    guard words.count == 1 else {
      throw UsageError("\(entity.name) edit needs \(RecordKey.placeholder(get.keyFields)), and nothing else")
    }
    for option in arguments.options
    where option.name != "dry-run" && !OptionDescription.common.contains(where: { $0.name == option.name }) {
      throw UsageError("\(entity.name) edit takes no --\(option.name)")
    }
    let key = JSON.Object(try RecordKey.parameters(words[0], fields: get.keyFields, entity: entity))
    let record = try session.call(get, key)
    let form = EditForm(entity, record)
    let editor = try Editor("\(entity.name).yaml")
    var text = form.text
    while true {
      let edited = try editor.edit(text)
      do {
        guard let content = String(validating: edited, as: UTF8.self) else {
          throw UsageError("this is not UTF-8 text")
        }
        text = content
        let values = try form.changes(content)
        guard !values.members.isEmpty else { return nil }
        return try send(values, record, &session)
      } catch {
        let ending = Ending(error)
        // A conflict does not end by editing again: what was read is old.
        guard Prompt.isPossible, [.refused, .usage].contains(ending.status) else { throw ending }
        let before = text
        text = EditForm.noting(ending, text)
        guard before != text else { throw ending }
      }
    }
  }

  private func send(_ values: JSON.Object, _ record: JSON, _ session: inout Session) throws -> JSON {
    var params = JSON.Object([.init("id", record["id"] ?? .null), .init("values", .object(values))])
    params["if_match"] = record["etag"]
    if arguments.has("dry-run") { params["dry_run"] = true }
    do {
      return try session.call(update, params)
    } catch var ending as Ending where ending.status == .conflict {
      // What was typed is not lost with the file.
      let mine: JSON = [
        "entity": .string(entity.name), "id": record["id"] ?? .null, "before": [:], "after": .object(values),
      ]
      if !settings.format.isJSON { Notes.write("not saved:\n" + RecordDiff(mine, settings.errorStyle).text) }
      ending.hint = "edit it again: it is read anew"
      throw ending
    }
  }
}

/// A record as it stands in the editor.
struct EditForm {
  private let entity: EntityDescription
  /// The fields and relations that can be changed, with their values as they are edited.
  private var shown = JSON.Object()
  private let title: String

  init(_ entity: EntityDescription, _ record: JSON) {
    self.entity = entity.filtered(
      { !$0.isReadOnly && !$0.isSecret && !$0.isVolatile }, { !$0.isReadOnly && $0.isOwned })
    title = "\(entity.words) \(record["id"].map { Cell.text($0) } ?? "")"
    for field in self.entity.fields {
      guard let value = record[field.name], record.object?.damaged.contains(field.name) != true else { continue }
      shown[field.name] = field.kind == .json && !value.isNull ? .string(value.description) : value
    }
    for relation in self.entity.relations {
      guard let value = record[relation.name] else { continue }
      if let items = value.array {
        shown[relation.name] = .array(items.map(Self.name))
      } else if !relation.isMany {
        // The beginning of a longer list cannot be edited.
        shown[relation.name] = Self.name(value)
      }
    }
  }

  /// The natural key, or the id where there is none.
  private static func name(_ reference: JSON) -> JSON {
    guard reference.object != nil else { return reference }
    let text = Cell.text(reference)
    guard reference["missing"] != true, reference.object?.members.count ?? 0 > 1 else {
      return reference["id"] ?? .null
    }
    return .string(text)
  }

  private static let errorPrefix = "# error: "

  var text: String {
    var text =
      "# \(title): change what you like, save, and leave the editor. A line that is removed leaves its field as\n"
      + "# it is; null empties it.\n"
    let help = FieldHelp.fields(entity) + FieldHelp.relations(entity.relations)
    for member in shown.members {
      for line in (help.first { $0.name == member.key }?.meaning ?? "").split(separator: "\n") { text += "# \(line)\n" }
      var format = YAMLFormat(Style())
      format.record(.object(JSON.Object([member])), to: &text)
    }
    return text
  }

  /// The text with what was wrong on its top, in place of what was wrong before.
  static func noting(_ ending: Ending, _ text: String) -> String {
    let lines = text.lines.filter { !$0.hasPrefix(errorPrefix) }
    let notes = [ending.message, ending.hint].compactMap { $0 }.map { errorPrefix + Escape.controls(in: $0) }
    return (notes + lines).joined(separator: "\n")
  }

  /// What the edited text has otherwise.
  func changes(_ text: String) throws(UsageError) -> JSON.Object {
    var values = JSON.Object()
    let before = try FieldDocument(self.text)
    for field in try FieldDocument(text).fields {
      guard before.fields.first(where: { $0.name == field.name })?.content != field.content else { continue }
      values[field.name] = try value(field.content, field.name)
    }
    return values
  }

  private func value(_ content: FieldDocument.Content, _ name: String) throws(UsageError) -> JSON {
    if let relation = entity.relation(name) {
      if case .list(let items) = content, relation.isMany {
        var names: [JSON] = []
        for item in items { names.append(try reference(item, name)) }
        return .array(names)
      }
      if relation.isMany, content.isNull { return [] }
      guard !relation.isMany else { throw UsageError("'\(name)' is a list: write '- NAME' on lines of their own") }
      return try reference(content, name)
    }
    switch content {
    case _ where content.isNull: return .null
    case .list: throw UsageError("'\(name)' is no list")
    case .text(let text), .plain(let text):
      guard !text.isEmpty else { return "" }
      return try ValueReader.literal(text, entity.field(name)?.kind ?? .text, name)
    }
  }

  private func reference(_ content: FieldDocument.Content, _ name: String) throws(UsageError) -> JSON {
    switch content {
    case _ where content.isNull: return .null
    case .text(let text): return .string(text)
    case .plain(let text): return try ValueReader.reference(text, name)
    case .list: throw UsageError("'\(name)' holds a list within a list, or refers to one record only")
    }
  }
}
