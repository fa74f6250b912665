/// What help tells of a value: sentences, and lists of names with what they mean.
package struct HelpText: Sendable {
  package typealias Entry = (name: String, meaning: String)

  private enum Part: Sendable {
    case paragraph(String)
    case list(title: String, [Entry])
  }

  private var parts: [Part]

  package init(_ paragraph: String) { parts = [.paragraph(paragraph)] }

  package mutating func paragraph(_ text: String) { parts.append(.paragraph(text)) }

  /// Adds a list; nothing where there are no entries.
  package mutating func list(_ title: String, _ entries: [Entry]) {
    if !entries.isEmpty { parts.append(.list(title: title, entries)) }
  }

  package mutating func add(_ other: HelpText) { parts += other.parts }

  /// All parts with an empty line between, in lines that are broken between words.
  package func text(columns: Int) -> String {
    parts.map { part in
      switch part {
      case .paragraph(let text): Wrapping.wrapped(text, columns: columns)
      case .list(let title, let entries): Self.list(title, entries, columns)
      }
    }.joined(separator: "\n\n")
  }

  /// Names are not wider than this, or what they mean stands below them.
  private static let nameColumnsMax = 24
  /// The narrowest room for what a name means beside it.
  private static let meaningColumnsMin = 20

  private static func list(_ title: String, _ entries: [Entry], _ columns: Int) -> String {
    let widths = entries.map { DisplayWidth.columns(of: $0.name) }
    let widest = widths.filter { $0 <= nameColumnsMax }.max() ?? nameColumnsMax
    let isNarrow = columns - widest - 4 < meaningColumnsMin
    let indentation = isNarrow ? 6 : widest + 4
    var lines = [Wrapping.wrapped(title + ":", columns: columns)]
    for (entry, width) in zip(entries, widths) {
      guard !entry.meaning.isEmpty else {
        lines.append(Wrapping.wrapped("  " + entry.name, columns: columns, hanging: 6))
        continue
      }
      let blanks = String(repeating: " ", count: indentation)
      if isNarrow || width > widest {
        lines.append(Wrapping.wrapped("  " + entry.name, columns: columns, hanging: 6))
        lines.append(Wrapping.wrapped(blanks + entry.meaning, columns: columns, hanging: indentation))
      } else {
        let name = "  " + entry.name + String(repeating: " ", count: indentation - 2 - width)
        let meaning = Wrapping.wrapped(blanks + entry.meaning, columns: columns, hanging: indentation)
        lines.append(name + meaning.dropFirst(indentation))
      }
    }
    return lines.joined(separator: "\n")
  }
}
