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
    for line in Self.wrapped(words, to: width) { text += line + "\n" }
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
      var lines = Self.wrapped(item.meaning, to: max(width - margin, 20))[...]
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

  private static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ").map(String.init) {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = word
      } else if DisplayWidth.of(last) + 1 + DisplayWidth.of(word) <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }
}
