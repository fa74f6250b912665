import ClientKit
import JSON

/// The text that represents a record: as the 3.11 shell printed it, in every layout, without secrets.
struct RecordText {
  enum Part {
    case literal(String)
    /// The value at a path over relations to one.
    case path([String])
    /// How many a relation has.
    case count(String)
    /// The records of a relation, as each prints.
    case list(String)
    /// A word of an enumeration, with its class.
    case word(String)
  }

  let parts: [Part]

  /// - Parameter text: the form that the 3.11 shell had; for other classes, the id and the first two fields are shown.
  static func of(_ entity: EntityDescription, _ text: String?) -> RecordText {
    if let text { return RecordText(text, entity) }
    let name = ClassName.of(entity.name)
    let shown = entity.fields.filter(\.isListed).prefix(2).map { ", \($0.name): {\($0.name)}" }
    return RecordText("<\(name) {id}\(shown.joined())>", entity)
  }

  private init(_ text: String, _ entity: EntityDescription) {
    var parts: [Part] = []
    for (index, piece) in text.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
      guard index > 0 else {
        parts.append(.literal(String(piece)))
        continue
      }
      let halves = piece.split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(halves[0])
      switch name.first {
      case "#": parts.append(.count(String(name.dropFirst())))
      case "[": parts.append(.list(String(name.dropFirst())))
      case "!": parts.append(.word(String(name.dropFirst())))
      // A literal only where the database has the field.
      case "?":
        let words = name.dropFirst().split(separator: ":", maxSplits: 1)
        if words.count == 2, entity.field(String(words[0])) != nil { parts.append(.literal(String(words[1]))) }
      default: parts.append(.path(name.split(separator: ".").map(String.init)))
      }
      if halves.count > 1 { parts.append(.literal(String(halves[1]))) }
    }
    self.parts = parts
  }

  /// What has to be read for it, beside the record's own fields.
  func paths(_ shape: Shape, _ schema: Schema) -> [String] {
    var paths: [String] = []
    for part in parts {
      switch part {
      case .path(let names) where names.count > 1: paths.append(names.joined(separator: "."))
      case .count(let relation) where shape.entity.relation(relation) != nil: paths.append(relation + ".count")
      case .list(let relation):
        guard let target = shape.entity.relation(relation).flatMap({ schema.shape($0.target) }) else { continue }
        let own = target.recordText.parts.compactMap { part in
          if case .path(let names) = part { names.joined(separator: ".") } else { nil }
        }
        paths += (own + target.recordText.paths(target, schema)).map { "\(relation).\($0)" }
      case .literal, .path, .word, .count: break
      }
    }
    return paths
  }

  func text(_ record: JSON, _ shape: Shape, _ schema: Schema) -> String {
    if record["missing"]?.bool == true { return "<\(shape.className) \(record["id"]?.integer ?? 0): missing>" }
    var text = ""
    for part in parts {
      switch part {
      case .literal(let literal): text += literal
      case .path(let names): text += Self.value(record, names[...])
      case .word(let name): text += ClassName.of(name) + "." + Self.value(record, [name]).uppercased()
      case .count(let relation):
        let found = record[relation]
        text += String(found?["count"]?.integer ?? found?.array.map { $0.last?.restCount ?? Int64($0.count) } ?? 0)
      case .list(let relation):
        let target = shape.entity.relation(relation).flatMap { schema.shape($0.target) }
        let items = (record[relation]?.array ?? []).map { item in
          if let count = item.restCount { return "… (\(count))" }
          return target.map { $0.recordText.text(item, $0, schema) } ?? "\(item)"
        }
        text += "[" + items.joined(separator: ", ") + "]"
      }
    }
    return text
  }

  /// A reference to what is not there is told as such, where the old shell failed.
  private static func value(_ record: JSON, _ path: ArraySlice<String>) -> String {
    if record["missing"]?.bool == true { return "missing \(record["id"]?.integer ?? 0)" }
    guard let name = path.first, let value = record[name], !value.isNull else { return "None" }
    if path.count > 1 { return self.value(value, path.dropFirst()) }
    switch value {
    case .bool(let flag): return flag ? "True" : "False"
    case .string(let text): return Escape.controls(in: text)
    case .object(let object): return "missing \(object["id"]?.integer ?? 0)"
    default: return value.description
    }
  }
}
