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
