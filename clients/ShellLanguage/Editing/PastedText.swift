/// A paste, and the blanks that stood before the cursor because a block is open.
package enum PastedText {
  /// What the line and those after it hold with `text` in them.
  ///
  /// Text brings its own indentation. Where all of its lines have one, the block's takes its place; where only the first
  /// line and others have one, they keep it.
  package static func joined(_ text: String, behind before: String) -> String {
    guard !before.isEmpty, before.allSatisfy(isBlank) else { return before + text }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let indented = lines.filter { !$0.allSatisfy(isBlank) }
    guard let first = indented.first else { return before + text }
    let common = indented.dropFirst().reduce(indentation(of: first)) { shared($0, indentation(of: $1)) }
    if !common.isEmpty {
      return lines.map { $0.allSatisfy(isBlank) ? "" : before + $0.dropFirst(common.count) }.joined(separator: "\n")
    }
    return indentation(of: first).isEmpty ? before + text : text
  }

  private static func indentation(of line: Substring) -> Substring { line.prefix(while: isBlank) }

  private static func shared(_ one: Substring, _ other: Substring) -> Substring {
    one.prefix(zip(one, other).prefix { $0 == $1 }.count)
  }

  private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
}
