extension ShellError {
  /// The error for people: what is wrong, the line with `^^^` under the spot, the nearest thing that works.
  ///
  /// - Parameters:
  ///   - source: the chunk that was run, for the line; without a position there is none.
  ///   - firstLine: the number of the chunk's first line, as given to `Interpreter.run`.
  ///   - columns: of the terminal; words wrap there, and the part of the line round the spot is cut to it.
  /// - Returns: lines joined by newlines, without a final one.
  package func text(source: String, firstLine: Int = 1, columns: Int = .max) -> String {
    var lines = [Wrapping.wrapped(Self.clipped("\(className): \(message)"), columns: columns, hanging: 4)]
    if let position, let line = Self.line(position.line - firstLine, of: source) {
      let marks = Self.caret(under: line, position, columns)
      lines.append("    " + marks.line)
      lines.append("    " + marks.caret)
    }
    if let hint { lines.append(Wrapping.wrapped(Self.clipped("hint: \(hint)"), columns: columns, hanging: 6)) }
    return lines.joined(separator: "\n")
  }

  /// A message with a very long name or value in it is cut.
  private static func clipped(_ text: String) -> String {
    let scalarsMax = 500
    // What a name holds does not act on the terminal.
    let shown = text.unicodeScalars.prefix(scalarsMax).map { DisplayWidth.isControl($0) ? "\u{FFFD}" : $0 }
    return String(String.UnicodeScalarView(shown)) + (text.unicodeScalars.count > scalarsMax ? "…" : "")
  }

  private static func line(_ index: Int, of source: String) -> [Unicode.Scalar]? {
    guard index >= 0 else { return nil }
    var number = 0
    var line: [Unicode.Scalar] = []
    var previous: Unicode.Scalar?
    for scalar in source.unicodeScalars {
      let isBreak = scalar == "\n" || scalar == "\r"
      if isBreak, !(scalar == "\n" && previous == "\r") {
        if number == index { return line }
        number += 1
      } else if !isBreak, number == index {
        line.append(scalar)
      }
      previous = scalar
    }
    return number == index ? line : nil
  }

  /// The widest part of a line that is shown; the caret stays in view.
  private static let shownScalarsMax = 100

  private static func caret(
    under line: [Unicode.Scalar], _ position: SourcePosition, _ columns: Int
  ) -> (line: String, caret: String) {
    // Four blanks before it, and an ellipsis on either side.
    let shownScalarsMax = min(Self.shownScalarsMax, max(8, columns - 7))
    let column = min(max(0, position.column), line.count)
    let end = position.length == 0 ? line.count : min(line.count, column + position.length)
    var first = line.firstIndex { $0 != " " && $0 != "\t" } ?? 0
    first = min(first, column)
    if column - first > shownScalarsMax * 2 / 3 { first = column - shownScalarsMax / 2 }
    let last = min(line.count, first + shownScalarsMax)
    var text = first > 0 && line[..<first].contains { $0 != " " && $0 != "\t" } ? "…" : ""
    var blank = text.isEmpty ? 0 : 1
    var marked = 0
    for index in first..<max(first, last) {
      let scalar = line[index] == "\t" ? " " : line[index]
      let width = DisplayWidth.columns(of: scalar)
      text.unicodeScalars.append(DisplayWidth.isControl(scalar) ? "\u{FFFD}" : scalar)
      if index < column { blank += width } else if index < end { marked += width }
    }
    if last < line.count { text += "…" }
    return (text, String(repeating: " ", count: blank) + String(repeating: "^", count: max(1, marked)))
  }
}
