import ShellLanguage

/// What a person sees: the characters on a terminal that understands the sequences of xterm which line editors use.
package struct Screen {
  package private(set) var columns: Int
  /// Cells by line; the second cell of a wide character is empty.
  private var lines: [[String]] = [[]]
  private var (line, column) = (0, 0)
  /// A character in the last column wraps only before the next one.
  private var isAtEdge = false
  private var inserts = false
  /// Whether programs asked for marks around what is pasted.
  package private(set) var marksPastes = false
  private var pending: [Unicode.Scalar] = []

  package init(columns: Int) { self.columns = columns }

  /// All lines without blanks at their ends.
  package var text: String { lines.map(Self.trimmed).joined(separator: "\n") }
  /// The number of the cursor's line, from the first one that was ever shown.
  package var lineNumber: Int { line }
  /// Whether the cursor is behind a prompt of the shell, and nothing else is in its line.
  package var isAtPrompt: Bool { typed.wholeMatch(of: #/In \[\d+\]: | +\.\.\.: +/#) != nil }
  /// The line of the cursor, up to the cursor.
  package var typed: String {
    let end = column + (isAtEdge ? 1 : 0)
    let cells = lines[line].prefix(end)
    return cells.joined() + String(repeating: " ", count: end - cells.count)
  }

  private static func trimmed(_ cells: [String]) -> String {
    var cells = cells[...]
    while cells.last == " " { cells.removeLast() }
    return cells.joined()
  }

  package mutating func resize(columns: Int) { self.columns = columns }

  package mutating func take(_ text: String) {
    for scalar in text.unicodeScalars {
      pending.append(scalar)
      guard pending[0] == "\u{1B}" else {
        pending = []
        take(scalar)
        continue
      }
      if pending.count == 2, scalar != "[" { pending = [] }
      if pending.count > 2, (0x40...0x7E).contains(scalar.value) {
        let parameters = String(String.UnicodeScalarView(pending[2...].dropLast()))
        pending = []
        sequence(scalar, parameters)
      }
    }
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\r": move(line, 0)
    case "\n": move(line + 1, column)
    case "\u{8}": move(line, column - (isAtEdge ? 0 : 1))
    case "\u{7}", "\0": break
    case "\t": move(line, min(columns - 1, column / 8 * 8 + 8))
    default: write(scalar)
    }
  }

  private mutating func write(_ scalar: Unicode.Scalar) {
    let width = DisplayWidth.columns(of: String(scalar))
    guard width > 0 else {
      if column > 0 { lines[line][column - 1].unicodeScalars.append(scalar) }
      return
    }
    if isAtEdge || column + width > columns { move(line + 1, 0) }
    pad(to: column)
    let cells = [String(scalar)] + Array(repeating: "", count: width - 1)
    let end = inserts ? column : min(lines[line].count, column + width)
    lines[line].replaceSubrange(column..<end, with: cells)
    if lines[line].count > columns { lines[line].removeLast(lines[line].count - columns) }
    isAtEdge = column + width >= columns
    column = min(columns - 1, column + width)
  }

  private mutating func move(_ line: Int, _ column: Int) {
    (self.line, self.column, isAtEdge) = (max(0, line), max(0, min(columns - 1, column)), false)
    while lines.count <= self.line { lines.append([]) }
  }

  private mutating func pad(to column: Int) { while lines[line].count < column { lines[line].append(" ") } }

  private mutating func sequence(_ final: Unicode.Scalar, _ parameters: String) {
    let number = max(1, Int(parameters) ?? 1)
    switch final {
    case "A": move(line - number, column)
    case "B": move(line + number, column)
    case "C": move(line, column + number)
    case "D": move(line, column - number)
    case "G": move(line, number - 1)
    case "K": lines[line].removeLast(max(0, lines[line].count - column))
    case "J":
      lines[line].removeLast(max(0, lines[line].count - column))
      lines.removeLast(lines.count - line - 1)
    case "P":
      let end = min(lines[line].count, column + number)
      if column < end { lines[line].removeSubrange(column..<end) }
    case "@":
      pad(to: column)
      lines[line].insert(contentsOf: Array(repeating: " ", count: number), at: column)
    case "h", "l":
      if parameters == "4" { inserts = final == "h" }
      if parameters == "?2004" { marksPastes = final == "h" }
    default: break
    }
  }
}
