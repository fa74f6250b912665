import ClientKit
import Glibc
import Shell
import ShellLanguage

/// The conversation with a person at a terminal.
@MainActor
struct Prompt {
  private let shell: Shell
  private let editor: Editor
  private var number = 1
  private var isTiming = false

  init(_ shell: Shell) {
    self.shell = shell
    editor = Editor(historyPath: Self.historyPath()) { line in shell.completions(of: line) }
  }

  static func banner(_ shell: Shell) -> String {
    "vshell \(Version.text), \(shell.database.link.path)"
      + (shell.database.link.isReadOnly ? ", reading only" : "")
      + "\n'help(db)' lists what there is, 'x?' tells about x, Tab completes, Ctrl-D leaves.\n"
  }

  mutating func run() {
    Standard.write(Self.banner(shell))
    var source = ""
    while true {
      let isFirst = source.isEmpty
      let prompt = "In [\(number)]: "
      let more = String(repeating: " ", count: max(0, prompt.count - 5)) + "...: "
      switch editor.read(isFirst ? prompt : more) {
      case .ended:
        Standard.write("\n")
        return
      case .interrupted:
        Standard.write("\nKeyboardInterrupt\n")
        source = ""
      case .text(let line):
        source += isFirst ? line : "\n" + line
        if isFirst, Script.isExit(line) { return }
        source = take(source)
      }
    }
  }

  /// Runs what is whole; answers what still waits for more lines.
  private mutating func take(_ source: String) -> String {
    guard source.contains(where: { !$0.isWhitespace }) else { return "" }
    if source.split(whereSeparator: \.isWhitespace) == ["\\timing"] {
      isTiming.toggle()
      Standard.write("timing is \(isTiming ? "on" : "off")\n")
      return ""
    }
    var pieces = Piece.all(of: source)
    // A pasted block ends where the next statement begins.
    while pieces.count > 1 { execute(pieces.removeFirst().source) }
    let last = pieces.first?.source ?? ""
    let isWhole = source.hasSuffix("\n") ? last + "\n" : last
    if case .incomplete = Completeness.of(isWhole) { return last }
    if !last.isEmpty { execute(last) }
    return ""
  }

  private mutating func execute(_ source: String) {
    if !shell.holdsSecret(source) { editor.remember(source) }
    _ = Interruption.take()
    let start = ContinuousClock.now
    do throws(ShellError) {
      try shell.run(source) { text in
        Standard.write("Out[\(number)]: " + (text.contains("\n") ? "\n" : "") + text + "\n")
      }
    } catch {
      Standard.complain(error.text(source: source))
    }
    _ = Interruption.take()
    if isTiming { Standard.write("\(ContinuousClock.now - start)\n") }
    Standard.write("\n")
    number += 1
  }

  /// `$XDG_STATE_HOME/vshell/history`, by default below `~/.local/state`; nil where there is no home.
  private static func historyPath() -> String? {
    let state = Terminal.environment("XDG_STATE_HOME") ?? ""
    let home = Terminal.environment("HOME") ?? ""
    guard !(state.isEmpty && home.isEmpty) else { return nil }
    let folder = (state.isEmpty ? home + "/.local/state" : state) + "/vshell"
    var path = ""
    for part in folder.split(separator: "/") {
      path += "/" + part
      mkdir(path, 0o700)
    }
    return folder + "/history"
  }
}
