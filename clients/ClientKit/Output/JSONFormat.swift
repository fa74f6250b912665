package import JSON

/// JSON, indented: an array of all items of a list, or one value.
package struct JSONFormat: Format {
  private let style: Style
  private var isEmpty = true

  package init(_ style: Style) { self.style = style }

  package mutating func add(_ items: [JSON], to text: inout String) {
    for item in items {
      text += isEmpty ? "[\n  " : ",\n  "
      isEmpty = false
      Self.indented(item, 2, style, &text)
    }
  }

  package mutating func finish(_ text: inout String) { text += isEmpty ? "[]\n" : "\n]\n" }

  package mutating func record(_ value: JSON, to text: inout String) {
    Self.indented(value, 0, style, &text)
    text += "\n"
  }

  private static func indented(_ value: JSON, _ indent: Int, _ style: Style, _ text: inout String) {
    let margin = "\n" + String(repeating: " ", count: indent + 2)
    let end = "\n" + String(repeating: " ", count: indent)
    switch value {
    case .object(let object) where !object.members.isEmpty:
      for (place, member) in object.members.enumerated() {
        text += (place == 0 ? "{" : ",") + margin
        text += safe(.string(member.key), style) + ": "
        indented(member.value, indent + 2, style, &text)
      }
      text += end + "}"
    case .array(let items) where !items.isEmpty:
      for (place, item) in items.enumerated() {
        text += (place == 0 ? "[" : ",") + margin
        indented(item, indent + 2, style, &text)
      }
      text += end + "]"
    default: text += safe(value, style)
    }
  }

  /// JSON text that a terminal does not act on: JSON itself escapes only the first 32 control characters.
  static func safe(_ value: JSON, _ style: Style) -> String {
    let text = value.description
    guard style.isTerminal, text.unicodeScalars.contains(where: { Escape.isHarmful($0, false) }) else { return text }
    var escaped = ""
    for scalar in text.unicodeScalars {
      if Escape.isHarmful(scalar, false) {
        escaped += "\\u" + Escape.hex(scalar.value, 4)
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

/// JSON, one value a line.
package struct JSONLinesFormat: Format {
  private let style: Style

  package init(_ style: Style) { self.style = style }

  package mutating func add(_ items: [JSON], to text: inout String) {
    for item in items { record(item, to: &text) }
  }

  package mutating func finish(_ text: inout String) {}
  package mutating func record(_ value: JSON, to text: inout String) { text += JSONFormat.safe(value, style) + "\n" }
}
