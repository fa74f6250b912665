package import JSON

/// Text with paths in braces: `{username} <{organization.name}>`. Double braces stand for single ones, `\n`, `\t` and
/// `\\` for a line feed, a tab and a backslash.
package struct Template: Sendable, Hashable {
  package enum Part: Sendable, Hashable {
    case text(String)
    case path(String)
  }

  package let parts: [Part]
  /// The paths that it shows.
  package var paths: [String] {
    parts.compactMap { part in if case .path(let path) = part { path } else { nil } }
  }

  package init(_ source: String) throws(UsageError) {
    var parts: [Part] = []
    var text = ""
    var rest = source[...]
    while let character = rest.popFirst() {
      switch character {
      case "{" where rest.first == "{", "}" where rest.first == "}":
        rest.removeFirst()
        text.append(character)
      case "{":
        guard let end = rest.firstIndex(of: "}") else {
          throw UsageError("the template ends within braces: '{' needs a '}'", hint: "'{{' stands for a brace")
        }
        let path = rest[..<end]
        rest = rest[rest.index(after: end)...]
        guard !path.isEmpty, FieldName.end(in: path, isPath: true) == path.endIndex else {
          throw UsageError("'{\(path)}' in the template is not a field", hint: "'{{' stands for a brace")
        }
        if !text.isEmpty { parts.append(.text(text)) }
        text = ""
        parts.append(.path(String(path)))
      case "}": throw UsageError("the template has one '}' too many", hint: "'}}' stands for a brace")
      case "\\": text += Self.escape(&rest)
      default: text.append(character)
      }
    }
    if !text.isEmpty { parts.append(.text(text)) }
    self.parts = parts
  }

  private static func escape(_ rest: inout Substring) -> String {
    switch rest.first {
    case "n": rest.removeFirst(); return "\n"
    case "t": rest.removeFirst(); return "\t"
    case "\\": rest.removeFirst(); return "\\"
    default: return "\\"
    }
  }
}

/// One line for each record, by a template.
package struct TemplateFormat: Format {
  private let template: Template
  private let style: Style

  package init(_ template: Template, _ style: Style) { (self.template, self.style) = (template, style) }

  package mutating func add(_ items: [JSON], to text: inout String) {
    for item in items { record(item, to: &text) }
  }

  package mutating func finish(_ text: inout String) {}

  package mutating func record(_ value: JSON, to text: inout String) {
    for part in template.parts {
      switch part {
      case .text(let literal): text += literal
      case .path(let path): text += style.safe(Cell.text(value.at(path) ?? .null))
      }
    }
    text += "\n"
  }
}
