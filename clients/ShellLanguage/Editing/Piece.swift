/// One top-level statement of a longer program, with everything that belongs to it.
///
/// A shell that reads a file or a paste runs piece by piece, so that what comes before an error has happened.
package struct Piece: Equatable, Sendable {
  package let source: String
  /// The number of its first line, from 1.
  package let firstLine: Int

  /// Cuts a program into its top-level statements.
  ///
  /// Lines that do not make words (an open quote) stay together with the rest, whose error tells about them.
  package static func all(of program: String) -> [Piece] {
    var pieces: [Piece] = []
    var lines: [Substring] = []
    var first = 1
    var tracker = LineTracker()
    let all = program.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    for (index, line) in all.enumerated() {
      if tracker.isAtTopLevel, startsStatement(line) {
        append(lines, first, to: &pieces)
        (lines, first) = ([], index + 1)
      }
      lines.append(line)
      tracker.read(line)
    }
    append(lines, first, to: &pieces)
    return pieces
  }

  private static func append(_ lines: [Substring], _ first: Int, to pieces: inout [Piece]) {
    var lines = lines[...]
    while let last = lines.last, isEmpty(last) { lines.removeLast() }
    var first = first
    while let line = lines.first, isEmpty(line) {
      lines.removeFirst()
      first += 1
    }
    guard !lines.isEmpty else { return }
    pieces.append(Piece(source: lines.joined(separator: "\n"), firstLine: first))
  }

  private static func isEmpty(_ line: Substring) -> Bool {
    let code = line.drop { $0 == " " || $0 == "\t" }
    return code.isEmpty || code.hasPrefix("#")
  }

  private static func startsStatement(_ line: Substring) -> Bool {
    guard let first = line.first, first != " ", first != "\t", first != "#" else { return false }
    for word in ["else", "elif"] where line.hasPrefix(word) {
      let next = line.dropFirst(4).first ?? ":"
      if !(next.isLetter || next.isNumber || next == "_") { return false }
    }
    return true
  }
}

/// Follows brackets and strings from line to line.
private struct LineTracker {
  private var brackets = 0
  /// The quote of an open triple-quoted string.
  private var quote: Character?
  private var isContinued = false

  var isAtTopLevel: Bool { brackets == 0 && quote == nil && !isContinued }

  mutating func read(_ line: Substring) {
    isContinued = false
    var rest = line
    while let character = rest.first {
      if let open = quote {
        let closes = rest.hasPrefix(String(repeating: String(open), count: 3))
        if closes { quote = nil }
        rest = rest.dropFirst(closes ? 3 : character == "\\" ? 2 : 1)
        continue
      }
      switch character {
      case "#": return
      case "\\" where rest.count == 1: isContinued = true
      case "(", "[", "{": brackets += 1
      case ")", "]", "}": brackets = max(0, brackets - 1)
      case "'", "\"":
        guard rest.hasPrefix(String(repeating: String(character), count: 3)) else {
          rest = Self.afterString(rest, character)
          continue
        }
        quote = character
        rest = rest.dropFirst(2)
      default: break
      }
      rest = rest.dropFirst()
    }
  }

  /// What follows a string of one line.
  private static func afterString(_ text: Substring, _ quote: Character) -> Substring {
    var rest = text.dropFirst()
    while let character = rest.first {
      rest = rest.dropFirst(character == "\\" ? 2 : 1)
      if character == quote { break }
    }
    return rest
  }
}
