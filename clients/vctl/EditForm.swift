import ClientKit
import JSON

/// A record as it stands in the editor, and what a text that came out of it changes.
struct EditForm {
  /// As it was read.
  let record: JSON
  private let all: EntityDescription
  /// With the fields and relations that can be changed.
  private let entity: EntityDescription
  /// Those that can be edited, with their values as they are edited.
  private var shown = JSON.Object()

  init(_ entity: EntityDescription, _ record: JSON) {
    (self.record, all) = (record, entity)
    self.entity = entity.filtered(
      { !$0.isReadOnly && !$0.isSecret && !$0.isVolatile }, { !$0.isReadOnly && $0.isOwned })
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

  // MARK: - The text

  private static let errorPrefix = "# error: "

  /// - Parameter values: what stands there in place of the record's own.
  func text(with values: JSON.Object = JSON.Object()) -> String {
    let title = "\(entity.words) \(record["id"].map { Cell.text($0) } ?? "")"
    var text =
      "# \(title): change what you like, save, and leave the editor. A line that is removed leaves its field as\n"
      + "# it is; null empties it.\n"
    let help = FieldHelp.fields(entity) + FieldHelp.relations(entity.relations)
    for member in shown.members {
      for line in (help.first { $0.name == member.key }?.meaning ?? "").split(separator: "\n") { text += "# \(line)\n" }
      var format = YAMLFormat(Style())
      format.record(
        .object(JSON.Object([.init(member.key, values[member.key].map { edited($0, member.key) } ?? member.value)])),
        to: &text)
    }
    return text
  }

  private func edited(_ value: JSON, _ name: String) -> JSON {
    entity.field(name)?.kind == .json && !value.isNull ? .string(value.description) : value
  }

  /// The text with what was wrong on its top, in place of what was wrong before.
  static func noting(_ notes: [String], _ text: String) -> String {
    let lines = text.lines.filter { !$0.hasPrefix(errorPrefix) }
    return (notes.map { errorPrefix + Escape.controls(in: $0) } + lines).joined(separator: "\n")
  }

  // MARK: - What a text changes

  /// The fields to which a document gives other values than the record has. What `get` prints may stand in it, though
  /// nobody can change it.
  func changes(_ document: FieldDocument) throws(UsageError) -> JSON.Object {
    var values = JSON.Object()
    for line in document.fields where ![Self.etag, "warnings"].contains(line.name) {
      let (field, relation) = (all.field(line.name), all.relation(line.name))
      let name = field?.name ?? relation?.name ?? line.name
      let value = try name == "id" ? literal(line.content, .integer, name) : value(line.content, name)
      guard !isSame(value, name) else { continue }
      guard name != "id", field?.isReadOnly != true, relation.map({ !$0.isReadOnly && $0.isOwned }) != false else {
        throw UsageError("'\(name)' of \(all.indefinite) cannot be changed", hint: "leave the line out")
      }
      values[name] = value
    }
    return values
  }

  /// The field by which a document says which state of the record it was made from.
  static let etag = "etag"

  private func isSame(_ value: JSON, _ name: String) -> Bool {
    guard let held = record[name] else { return false }
    guard all.relation(name) != nil else { return value == held }
    guard let items = held.array else { return Self.means(value, held) }
    // Who stands there counts, and not in which order.
    guard let given = value.array, given.count == items.count else { return false }
    return given.allSatisfy { one in items.contains { Self.means(one, $0) } }
      && items.allSatisfy { item in given.contains { Self.means($0, item) } }
  }

  /// Whether an id or a name stands for the record that a reference leads to.
  private static func means(_ value: JSON, _ reference: JSON) -> Bool {
    value == reference || value == name(reference) || (value.integer != nil && value == reference["id"])
  }

  private func value(_ content: FieldDocument.Content, _ name: String) throws(UsageError) -> JSON {
    guard let relation = all.relation(name) else {
      return try literal(content, all.field(name)?.kind ?? .text, name)
    }
    if case .list(let items) = content, relation.isMany {
      var names: [JSON] = []
      for item in items { names.append(try reference(item, name)) }
      return .array(names)
    }
    if relation.isMany, content == .null { return [] }
    guard !relation.isMany else { throw UsageError("'\(name)' is a list: write '- NAME' on lines of their own") }
    return try reference(content, name)
  }

  private func literal(
    _ content: FieldDocument.Content, _ kind: KindDescription, _ name: String
  ) throws(UsageError) -> JSON {
    switch content {
    case .null: return .null
    case .list: throw UsageError("'\(name)' is not a list")
    case .record(let fields) where kind == .any: return try object(fields, name)
    case .record: throw UsageError("'\(name)' holds one value, not fields")
    case .plain(let text) where kind == .any: return ValueReader.number(text) ?? .string(text)
    case .text(let text), .plain(let text):
      guard !text.isEmpty else { return "" }
      return try ValueReader.literal(text, kind, name)
    }
  }

  /// What JSON cannot represent as a number or text: `blob: AP8=`.
  private func object(_ fields: [FieldDocument.Field], _ name: String) throws(UsageError) -> JSON {
    var object = JSON.Object()
    for field in fields { object[field.name] = try literal(field.content, .text, name) }
    return .object(object)
  }

  /// An id, a name, or a reference as `get` prints it.
  private func reference(_ content: FieldDocument.Content, _ name: String) throws(UsageError) -> JSON {
    switch content {
    case .null: return .null
    case .text(let text): return .string(text)
    case .plain(let text): return try ValueReader.reference(text, name)
    case .record(let fields):
      guard let field = fields.first(where: { $0.name == "id" }) ?? (fields.count == 1 ? fields[0] : nil) else {
        throw UsageError("'\(name)': expected an id, a name, or fields of which one is 'id'")
      }
      return try reference(field.content, name)
    case .list: throw UsageError("'\(name)' holds a list within a list, or refers to one record only")
    }
  }
}
