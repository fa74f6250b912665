import ClientKit

/// Help as it is laid out: paragraphs, and lists of names with what they mean.
struct HelpText {
  private(set) var text = ""
  private let width: Int

  /// Lines longer than this are hard to read, whatever the terminal's width.
  private static let widthMax = 100
  private static let nameColumnsMax = 32

  init() {
    width = Terminal.isTerminal(1) ? min(Terminal.size(1).columns, Self.widthMax) : Self.widthMax
  }

  mutating func paragraph(_ words: String) {
    text += text.isEmpty ? "" : "\n"
    for line in WrappedText(words, width: width).lines { text += line + "\n" }
  }

  /// Lines that stand as they are.
  mutating func lines(_ title: String, _ lines: [String]) {
    guard !lines.isEmpty else { return }
    text += (text.isEmpty ? "" : "\n") + title + ":\n"
    for line in lines { text += "  " + line + "\n" }
  }

  mutating func list(_ title: String, _ items: [(name: String, meaning: String)]) {
    guard !items.isEmpty else { return }
    text += (text.isEmpty ? "" : "\n") + title + ":\n"
    let widest = items.map { DisplayWidth.of($0.name) }.filter { $0 <= Self.nameColumnsMax }.max() ?? 0
    for item in items {
      let name = "  " + DisplayWidth.padded(item.name, to: widest)
      let margin = widest + 4
      var lines = WrappedText(item.meaning, width: max(width - margin, 20)).lines[...]
      if DisplayWidth.of(item.name) > widest {
        text += name + "\n"
      } else if let first = lines.popFirst() {
        text += name + (first.isEmpty ? "" : "  " + first) + "\n"
      }
      for line in lines { text += String(repeating: " ", count: margin) + line + "\n" }
    }
  }

  mutating func options(_ title: String, _ options: [OptionDescription]) {
    list(title, options.map { ($0.synopsis, $0.help) })
  }
}
