/// Text that is broken between words.
package enum Wrapping {
  /// The text in lines of at most so many columns; a word that is longer stays whole.
  ///
  /// - Parameter hanging: how many blanks the lines begin with that a longer one is broken into, but for the first.
  package static func wrapped(_ text: String, columns: Int, hanging: Int = 0) -> String {
    guard columns < Int.max else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line($0, columns, hanging).joined(separator: "\n") }.joined(separator: "\n")
  }

  private static func line(_ text: Substring, _ columns: Int, _ hanging: Int) -> [String] {
    guard DisplayWidth.columns(of: String(text)) > columns else { return [String(text)] }
    let indentation = text.prefix { $0 == " " }
    var lines: [String] = []
    var (line, width) = (String(indentation), indentation.count)
    var isBegun = false
    for word in text.dropFirst(indentation.count).split(separator: " ", omittingEmptySubsequences: false) {
      let columnsOfWord = DisplayWidth.columns(of: String(word))
      if isBegun, width + 1 + columnsOfWord > columns {
        lines.append(line)
        (line, width) = (String(repeating: " ", count: hanging), hanging)
        isBegun = false
      }
      if isBegun { (line, width) = (line + " ", width + 1) }
      (line, width, isBegun) = (line + word, width + columnsOfWord, true)
    }
    return lines + [line]
  }
}
