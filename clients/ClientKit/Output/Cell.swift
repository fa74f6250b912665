package import JSON

/// A value as one piece of text, as tables, CSV and templates show it.
package enum Cell {
  /// Null is empty; a record that is referred to is its natural key (its id where it has none), and lists are joined
  /// the way the command line takes them.
  package static func text(_ value: JSON, separator: String = ",") -> String {
    switch value {
    case .null: return ""
    case .bool(let flag): return flag ? "true" : "false"
    case .integer(let number): return String(number)
    case .string(let text): return text
    case .number: return value.description
    case .object(let object): return text(object, separator) ?? value.description
    case .array(let items):
      return NameList(items, separator: separator)?.text(separator: separator) ?? value.description
    }
  }

  /// A moment to the second, as a person reads it: `2026-11-23 09:30:00Z`. What is none stays as it is.
  static func moment(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.count == 27, bytes[10] == UInt8(ascii: "T"), bytes[19] == UInt8(ascii: ".") else { return text }
    return text.prefix(10) + " " + text.dropFirst(11).prefix(8) + "Z"
  }

  /// An item of a list; nil where it has no short text.
  static func name(_ item: JSON, _ separator: String) -> String? {
    switch item {
    case .object(let object): text(object, separator).map(escaped)
    case .array: nil
    default: escaped(text(item))
    }
  }

  /// The name of a reference; nil for an object that is none.
  private static func text(_ object: JSON.Object, _ separator: String) -> String? {
    if object.members.count == 1, let count = object["count"]?.integer { return String(count) }
    guard let id = object["id"]?.integer else { return nil }
    if object["missing"]?.bool == true { return "\(id) (missing)" }
    return name(of: object) ?? String(id)
  }

  /// A value for a person who has to know exactly which records are meant: `'jane' (7)`. Of a list, at most twenty
  /// records are named.
  package static func identified(_ value: JSON) -> String {
    switch value {
    case .object(let object):
      guard let id = object["id"], id.integer != nil, object["missing"] == nil, let name = name(of: object) else {
        return text(value)
      }
      return identified(id, name)
    case .array(let items): return listed(items.prefix(namedMax).map(identified), of: items.count)
    default: return text(value)
    }
  }

  /// A record by its name, if it has one, and its id: `'jane' (7)`, or `7`.
  package static func identified(_ id: JSON, _ name: String?) -> String {
    name.map { "'\($0)' (\(text(id)))" } ?? text(id)
  }

  /// The most records that a sentence names.
  package static let namedMax = 20

  /// `'jane' (7), 'ann' (9) and 30 more`
  /// - Parameter total: how many records there are; the first ones are named.
  package static func listed(_ named: [String], of total: Int) -> String {
    let list = named.joined(separator: ", ")
    return total > named.count ? "\(list)\(list.isEmpty ? "" : " and ")\(total - named.count) more" : list
  }

  /// The values beside the id, joined as the command line takes them; nil when there are none, or they are no texts.
  static func name(of object: JSON.Object) -> String? {
    let others = object.members.filter { $0.key != "id" }
    guard !others.isEmpty else { return nil }
    var parts: [String] = []
    for member in others {
      guard case .string(let text) = member.value else { return nil }
      parts.append(text)
    }
    return parts.joined(separator: ":")
  }

  /// A comma within a name must not look like the end of it.
  private static func escaped(_ name: String) -> String {
    name.utf8.contains(UInt8(ascii: ",")) ? name.replacing(",", with: "\\,") : name
  }
}

extension JSON {
  /// What stands at a path with dots; an array of what stands there where the path leads through an array; nil when it
  /// leads nowhere.
  package func at(_ path: String) -> JSON? { at(path.split(separator: ".")[...]) }

  private func at(_ steps: ArraySlice<Substring>) -> JSON? {
    guard let step = steps.first else { return self }
    switch self {
    case .object(let object):
      return object[String(step)].flatMap { $0.at(steps.dropFirst()) }
    // What says that there are more stays what it is.
    case .array(let items): return .array(items.map { $0.restCount == nil ? $0.at(steps) ?? .null : $0 })
    // Beyond a reference to nothing, there is nothing.
    case .null: return .null
    default: return nil
    }
  }
}
