import Shell
import ShellLanguage

/// Two sessions of the shell on one daemon, in this process.
final class TwoSessions {
  private final class Output { var text = "" }
  private let output = Output()
  private let shells: [Shell]

  init(_ path: String) throws {
    let output = output
    var shells: [Shell] = []
    for _ in 0..<2 {
      shells.append(try Shell(Link(path: path), write: { output.text += $0 }, note: { _ in }))
    }
    self.shells = shells
  }

  func first(_ statements: String) throws -> String { run(statements, shells[0]) }
  func second(_ statements: String) throws -> String { run(statements, shells[1]) }

  private func run(_ statements: String, _ shell: Shell) -> String {
    output.text = ""
    let outcome = Script().run(
      statements, in: shell, write: { output.text += $0 },
      complain: { text in output.text += "!" + text.drop { $0 != ":" }.dropFirst(2) })
    if outcome == .well, output.text.hasSuffix("\n") { output.text.removeLast() }
    return output.text
  }
}
