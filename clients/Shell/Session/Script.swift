import ShellLanguage
import Vocabulary

/// Statements that run without a person: from a file, standard input or the command line.
package struct Script {
  package var goesOnAfterErrors = false
  /// Prints each statement with its prompt before what it answers.
  package var echoes = false
  /// How wide errors may be.
  package var columns = Int.max

  package enum Outcome: Equatable {
    case well, failed
    /// A statement ended the session with an exit status.
    case ended(Int32)
  }

  package init() {}

  /// Runs all statements.
  ///
  /// - Parameters:
  ///   - mayGoOn: asked before each statement.
  ///   - write: takes what they print.
  ///   - complain: takes errors, as lines without a final newline.
  package func run(
    _ source: String, in shell: Shell, while mayGoOn: () -> Bool = { true }, write: (String) -> Void,
    complain: (String) -> Void
  ) -> Outcome {
    var isWell = true
    for (index, piece) in Piece.all(of: source.withoutByteOrderMark).enumerated() {
      if !mayGoOn() { break }
      if echoes { write(Self.echo(piece.source, index + 1)) }
      do throws(ShellError) {
        try shell.run(piece.source, firstLine: piece.firstLine) { text in
          write((echoes ? Self.answer(text, index + 1) : text) + "\n")
        }
      } catch {
        if let end = error.sessionEnd {
          if let message = end.message { complain(message) }
          guard let status = end.status else { break }
          return .ended(status)
        }
        isWell = false
        let line = error.position?.line ?? piece.firstLine
        complain("line \(line): " + error.text(source: piece.source, firstLine: piece.firstLine, columns: columns))
        if !goesOnAfterErrors || error.className == "KeyboardInterrupt" { break }
      }
      if echoes { write("\n") }
    }
    return isWell ? .well : .failed
  }

  private static func echo(_ source: String, _ number: Int) -> String {
    let prompt = "In [\(number)]: "
    let more = String(repeating: " ", count: max(0, prompt.count - 5)) + "...: "
    let lines = source.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return lines.enumerated().map { ($0.offset == 0 ? prompt : more) + $0.element + "\n" }.joined()
  }

  private static func answer(_ text: String, _ number: Int) -> String {
    let prompt = "Out[\(number)]: "
    return prompt + (text.contains("\n") ? "\n" : "") + text
  }
}
