import Vocabulary

/// A record as a person edits it: the part of YAML that `YAMLFormat` writes for fields, lists of names and lines of text,
/// read strictly. What a value means is decided by the kind of its field, so that `007` stays text where text belongs.
package struct FieldDocument: Sendable {
  package enum Content: Sendable, Hashable {
    /// Without quotes, as it stands.
    case plain(String)
    case text(String)
    case list([Content])

    package var isNull: Bool { self == .plain("") || self == .plain("null") || self == .plain("~") }
  }

  /// In the order of the document, each name once.
  package private(set) var fields: [(name: String, content: Content)] = []

  package init(_ text: String) throws(UsageError) {
    let lines = text.withoutByteOrderMark.lines
    var place = 0
    while place < lines.count {
      do throws(UsageError) {
        try readField(lines, &place)
      } catch {
        throw UsageError("line \(place + 1): \(error.message)")
      }
    }
  }

  private mutating func readField(_ lines: [String], _ place: inout Int) throws(UsageError) {
    let line = lines[place]
    guard !Self.isBlank(line) else {
      place += 1
      return
    }
    let name = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    let rest = line.dropFirst(name.count)
    guard !name.isEmpty, rest.first == ":", rest.count == 1 || rest.dropFirst().first == " " else {
      throw UsageError("expected 'field: value'")
    }
    guard !fields.contains(where: { $0.name == name }) else { throw UsageError("'\(name)' stands here twice") }
    let value = Self.trimmed(rest.dropFirst())
    let content: Content
    if ["|", "|-", "|+"].contains(value) {
      place += 1
      content = .text(Self.block(lines, &place, value))
    } else if value.isEmpty || value.hasPrefix("#") {
      place += 1
      content = try Self.list(lines, &place)
    } else {
      content = value == "[]" ? .list([]) : try Self.scalar(value)
      place += 1
    }
    fields.append((String(name), content))
  }

  private static func isBlank(_ line: String) -> Bool {
    let text = trimmed(line[...])
    return text.isEmpty || text.hasPrefix("#")
  }

  private static func trimmed(_ text: Substring) -> String {
    let begun = text.drop { $0 == " " || $0 == "\r" }
    guard let last = begun.lastIndex(where: { $0 != " " && $0 != "\r" }) else { return "" }
    return String(begun[...last])
  }

  /// The lines of a literal block, which stand two columns further in.
  private static func block(_ lines: [String], _ place: inout Int, _ style: String) -> String {
    var text: [String] = []
    while place < lines.count, lines[place].isEmpty || lines[place].hasPrefix("  ") {
      text.append(String(lines[place].dropFirst(2)))
      place += 1
    }
    // The document's own last line end is no line of the block.
    if place == lines.count, text.last?.isEmpty == true { text.removeLast() }
    if style != "|+" { while text.last?.isEmpty == true { text.removeLast() } }
    return text.joined(separator: "\n") + (style == "|-" ? "" : "\n")
  }

  private static func list(_ lines: [String], _ place: inout Int) throws(UsageError) -> Content {
    var items: [Content] = []
    while place < lines.count {
      let line = lines[place]
      let text = trimmed(line[...])
      guard text.hasPrefix("- ") || (isBlank(line) && !items.isEmpty && line.hasPrefix(" ")) else { break }
      if text.hasPrefix("- ") { items.append(try scalar(trimmed(text.dropFirst(2)))) }
      place += 1
    }
    return items.isEmpty ? .plain("") : .list(items)
  }

  private static func scalar(_ text: String) throws(UsageError) -> Content {
    var rest = text[...]
    switch text.first {
    case "\"":
      guard let end = closing(text) else { throw UsageError("a '\"' is missing at the end") }
      try checkEnd(text[text.index(after: end)...])
      return .text(try unescaped(text[text.index(after: text.startIndex)..<end]))
    case "'":
      rest.removeFirst()
      var value = ""
      while let character = rest.popFirst() {
        if character != "'" {
          value.append(character)
        } else if rest.first == "'" {
          value.append(rest.removeFirst())
        } else {
          try checkEnd(rest)
          return .text(value)
        }
      }
      throw UsageError("a \"'\" is missing at the end")
    case "&", "*", "!", "|", ">", "%", "@", "`":
      throw UsageError("text that begins with '\(text.prefix(1))' needs quotes")
    default:
      let end = text.firstRange(of: " #")?.lowerBound ?? text.endIndex
      return .plain(trimmed(text[..<end]))
    }
  }

  private static func checkEnd(_ rest: Substring) throws(UsageError) {
    let text = trimmed(rest)
    guard text.isEmpty || text.hasPrefix("#") else { throw UsageError("there is text after the closing quote") }
  }

  private static func closing(_ text: String) -> String.Index? {
    var isEscaped = true
    for index in text.indices {
      if isEscaped {
        isEscaped = false
      } else if text[index] == "\\" {
        isEscaped = true
      } else if text[index] == "\"" {
        return index
      }
    }
    return nil
  }

  /// The escapes of YAML 1.2.2, section 5.7, as far as `YAMLFormat` writes them.
  private static func unescaped(_ text: Substring) throws(UsageError) -> String {
    var (value, rest) = ("", text.unicodeScalars)
    while let scalar = rest.popFirst() {
      guard scalar == "\\" else {
        value.unicodeScalars.append(scalar)
        continue
      }
      let escape = rest.popFirst() ?? "\\"
      switch escape {
      case "n": value += "\n"
      case "t": value += "\t"
      case "r": value += "\r"
      case "0": value += "\0"
      case "e": value += "\u{1B}"
      case "\"", "\\", "/": value.unicodeScalars.append(escape)
      case "x", "u", "U":
        let count = escape == "x" ? 2 : escape == "u" ? 4 : 8
        let digits = String(String.UnicodeScalarView(rest.prefix(count)))
        guard digits.count == count, let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) else {
          throw UsageError("'\\\(escape)' needs \(count) hexadecimal digits")
        }
        value.unicodeScalars.append(scalar)
        rest.removeFirst(count)
      default: throw UsageError("unknown escape '\\\(escape)': '\\\\' is a backslash")
      }
    }
    return value
  }
}
