import ClientKit
import Shell
import ShellLanguage

/// The conversation with a person at a terminal.
struct Prompt {
  private let shell: Shell
  private let history: History
  private let editor: Editor
  private var number = 1
  private var isTiming = false
  /// What a statement asked the session to end with.
  private var status: Int32?

  init(_ shell: Shell) {
    self.shell = shell
    let path = History.standardPath(
      state: Terminal.environment("XDG_STATE_HOME"), home: Terminal.environment("HOME"))
    history = History(path: path)
    editor = Editor(history) { line in shell.completions(of: line) }
  }

  /// Three lines that fit everywhere: who answers where, and what to type first.
  static func banner(_ shell: Shell) -> String {
    let link = shell.database.link
    return """
      vshell \(Version.text) at \(Escape.controls(in: link.path))\(link.isReadOnly ? ", read-only" : "")
      ? and help(db) show what there is, x? explains x, Tab completes.
      Ctrl-C stops a statement, Ctrl-D leaves.


      """
  }

  /// Talks until the person leaves.
  ///
  /// - Returns: the exit status.
  mutating func run() -> Int32 {
    Standard.write(Self.banner(shell))
    /// What was entered and waits for more lines.
    var entered: [String] = []
    var begun = ""
    while !Interruption.hasEnded {
      switch editor.read(prompt(entered), begun: begun, goesOn: !entered.isEmpty) {
      case .ended:
        Standard.write("\n")
        return ExitStatus.ok.rawValue
      case .interrupted:
        Standard.write("\nKeyboardInterrupt\n\n")
        entered = []
        begun = ""
      case .pasted(let lines):
        // They are shown and can be looked at: nothing runs before Enter.
        Standard.write("\r\u{1B}[J")
        for line in lines.dropLast() {
          Standard.write(prompt(entered) + Escape.controls(in: line.replacing("\t", with: "    ")) + "\n")
          entered.append(line)
        }
        begun = lines.last.map { $0.replacing("\t", with: "    ") } ?? ""
      case .text(let line):
        entered.append(line)
        let indent = take(Transcript.statements(in: entered.joined(separator: "\n")))
        begun = String(repeating: " ", count: indent ?? 0)
        if let status { return status }
        if indent == nil { entered = [] }
      }
    }
    return ExitStatus.ok.rawValue
  }

  private func prompt(_ entered: [String]) -> String {
    let first = "In [\(number)]: "
    return entered.isEmpty ? first : String(repeating: " ", count: max(0, first.count - 5)) + "...: "
  }

  /// Runs what was entered, piece by piece up to the first error, where it is whole.
  ///
  /// - Returns: how many blanks the next line begins with; nil where nothing waits for more lines.
  private mutating func take(_ source: String) -> Int? {
    if source.split(whereSeparator: \.isWhitespace) == ["\\timing"] {
      isTiming.toggle()
      Standard.write("timing is \(isTiming ? "on" : "off")\n\n")
      return nil
    }
    let pieces = Piece.all(of: source)
    guard let last = pieces.last else { return nil }
    // Of the piece, the blank lines at its end are cut off: one of them ends a block.
    let endsBlank = source.split(separator: "\n", omittingEmptySubsequences: false).last?.allSatisfy(\.isWhitespace)
    if case .incomplete(let indent) = Completeness.of(endsBlank == true ? last.source + "\n" : last.source) {
      return indent
    }
    remember(source, pieces)
    for (place, piece) in pieces.enumerated() where !execute(piece.source) {
      if status != nil { return nil }
      let left = pieces.count - place - 1
      if left > 0 { Standard.complain("\(left) more statement\(left == 1 ? " was" : "s were") not run") }
      break
    }
    Standard.write("\n")
    number += 1
    return nil
  }

  /// Keeps what holds no secret.
  private func remember(_ source: String, _ pieces: [Piece]) {
    if shell.isFarewell(source) { return }
    guard shell.holdsSecret(source) else { return history.add(source.trimmed) }
    for piece in pieces where !shell.holdsSecret(piece.source) { history.add(piece.source) }
  }

  /// - Returns: whether it went well.
  private mutating func execute(_ source: String) -> Bool {
    _ = Interruption.take()
    var isWell = true
    let start = ContinuousClock.now
    do throws(ShellError) {
      try shell.run(source) { text in
        Standard.write("Out[\(number)]: " + (text.contains("\n") ? "\n" : "") + text + "\n")
      }
    } catch {
      isWell = false
      if let end = error.sessionEnd {
        if let message = end.message { Standard.complain(message) }
        status = end.status ?? ExitStatus.ok.rawValue
        return false
      }
      Standard.complain(error.text(source: source, columns: Terminal.size(1).columns))
    }
    _ = Interruption.take()
    if isTiming { Standard.write("took \(Self.milliseconds(ContinuousClock.now - start)) ms\n") }
    return isWell
  }

  private static func milliseconds(_ duration: Duration) -> String {
    let tenths = duration.components.seconds * 10_000 + duration.components.attoseconds / 100_000_000_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension String {
  /// Without empty lines at its end.
  fileprivate var trimmed: String {
    var text = self
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
