import CEdit
import ClientKit
import Glibc

extension Editor {
  /// Writes what all possible words have in common; where that is nothing new, shows the words below the line.
  func complete() -> UInt8 {
    if let answer = indent() { return answer }
    let (prefix, words) = completions(line().before)
    guard !words.isEmpty else { return UInt8(CC_ERROR) }
    let rest = String(Self.common(words).dropFirst(prefix.count))
    if !rest.isEmpty { return UInt8(el_insertstr(edit, rest) == 0 ? CC_REFRESH : CC_ERROR) }
    guard words.count > 1 else { return UInt8(CC_NORM) }
    Standard.write("\n" + Self.columns(words, Terminal.size(1).columns))
    vshell_edit_show(edit)
    return UInt8(CC_NORM)
  }

  private static func common(_ words: [String]) -> String {
    var shared = words.first ?? ""
    for word in words { while !word.hasPrefix(shared) { shared.removeLast() } }
    return shared
  }

  private static let shownMax = 100

  /// The words in columns that fit, in the order of reading downwards; a line each where nothing else does.
  static func columns(_ words: [String], _ width: Int) -> String {
    let shown = words.prefix(shownMax).map { DisplayWidth.cut(Escape.controls(in: $0), to: max(1, width - 1)) }
    let column = (shown.map { DisplayWidth.of($0) }.max() ?? 0) + 2
    let count = max(1, (width + 1) / column)
    let rows = (shown.count + count - 1) / count
    var text = ""
    for row in 0..<rows {
      let cells = stride(from: row, to: shown.count, by: rows).map { shown[$0] }
      text += cells.dropLast().map { DisplayWidth.padded($0, to: column) }.joined() + (cells.last ?? "") + "\n"
    }
    if words.count > shownMax { text += "… \(words.count - shownMax) more\n" }
    return text
  }
}
