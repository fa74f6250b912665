package import JSON

/// YAML 1.2 that a reader of YAML 1.1 takes for the same: whatever could be read as something else than text is quoted.
package struct YAMLFormat: Format {
  private let style: Style
  private var isEmpty = true

  package init(_ style: Style) { self.style = style }

  package mutating func add(_ items: [JSON], to text: inout String) {
    for item in items {
      isEmpty = false
      text += "- "
      write(item, indent: 2, isInline: true, &text)
    }
  }

  package mutating func finish(_ text: inout String) { if isEmpty { text += "[]\n" } }

  package mutating func record(_ value: JSON, to text: inout String) { write(value, indent: 0, isInline: true, &text) }

  /// - Parameter isInline: the place is right after `- ` or at the start, so that a first line needs no indentation.
  private func write(_ value: JSON, indent: Int, isInline: Bool, _ text: inout String) {
    let margin = String(repeating: " ", count: indent)
    switch value {
    case .object(let object) where !object.members.isEmpty:
      for (place, member) in object.members.enumerated() {
        text += place == 0 && isInline ? "" : margin
        text += Self.scalar(.string(member.key)) + ":"
        child(member.value, indent: indent, &text)
      }
    case .array(let items) where !items.isEmpty:
      for (place, item) in items.enumerated() {
        text += (place == 0 && isInline ? "" : margin) + "- "
        write(item, indent: indent + 2, isInline: true, &text)
      }
    case .string(let string) where Self.isBlock(string): block(string, indent: max(indent, 2), &text)
    default: text += Self.scalar(value) + "\n"
    }
  }

  /// What follows `key:`.
  private func child(_ value: JSON, indent: Int, _ text: inout String) {
    switch value {
    case .object(let object) where !object.members.isEmpty:
      text += "\n"
      write(value, indent: indent + 2, isInline: false, &text)
    case .array(let items) where !items.isEmpty:
      text += "\n"
      write(value, indent: indent + 2, isInline: false, &text)
    case .string(let string) where Self.isBlock(string):
      text += " "
      block(string, indent: indent + 2, &text)
    default: text += " " + Self.scalar(value) + "\n"
    }
  }

  /// A literal block (YAML 1.2.2, section 8.1.2); its chomping says how the text ends.
  private func block(_ string: String, indent: Int, _ text: inout String) {
    let lines = string.split(separator: "\n", omittingEmptySubsequences: false)
    let endings = lines.reversed().prefix { $0.isEmpty }.count
    text += endings == 0 ? "|-\n" : endings == 1 ? "|\n" : "|+\n"
    let margin = String(repeating: " ", count: indent)
    for line in endings == 0 ? lines[...] : lines.dropLast() { text += line.isEmpty ? "\n" : margin + line + "\n" }
  }

  /// Several lines that a literal block can hold exactly: the first tells the indentation, so it must begin with text.
  private static func isBlock(_ string: String) -> Bool {
    guard string.utf8.contains(0x0A), let first = string.first, first != " ", first != "\n", first != "\t" else {
      return false
    }
    return !string.unicodeScalars.contains { Escape.isHarmful($0, true) || $0 == "\u{85}" }
  }

  private static func scalar(_ value: JSON) -> String {
    switch value {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .number: value.description
    case .string(let text): isPlain(text) ? text : quoted(text)
    case .array: "[]"
    case .object: "{}"
    }
  }

  /// Whether text can stand without quotes and be nothing but text: it begins with a letter, so that it is no number,
  /// date or mark, and is none of the words that some version of YAML reads as a boolean or null.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last, last != " ", last != ":",
      first.properties.isAlphabetic || first == "_" || first == "/"
    else { return false }
    var before: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      let isSafe =
        scalar.value >= 0x80
        ? scalar.properties.isAlphabetic
        : scalar.properties.isAlphabetic
          || " _./@+-():0123456789".unicodeScalars
            .contains(scalar)
      guard isSafe, !(before == ":" && scalar == " ") else { return false }
      before = scalar
    }
    return !["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"].contains(text.lowercased())
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case "\0": quoted += "\\0"
      case _ where Escape.isHarmful(scalar, false):
        quoted += scalar.value < 0x100 ? "\\x" + Escape.hex(scalar.value, 2) : "\\u" + Escape.hex(scalar.value, 4)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
