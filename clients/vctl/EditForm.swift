import ClientKit
import JSON

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
