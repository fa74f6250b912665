package import ShellLanguage

/// `exit` and `quit`: alone on a line or called, they end the session.
final class ExitCommand: HostObject {
  /// Its names.
  static let names = ["exit", "quit"]
  private let name: String

  init(_ name: String) { self.name = name }

  var typeName: String { "command" }
  var phrase: String { "'\(name)'" }
  var standsOnItsOwnLine: Bool { false }
  func representation() throws(ShellError) -> String { "<\(name): ends the session>" }
  func parameters() -> Parameters? { ["status="] }
  func standAlone() throws(ShellError) { throw SessionEnd().error }

  func help() throws(ShellError) -> HelpText {
    HelpText("\(name)(status=…)\nEnds the session, with an exit status such as 3, or with a text, which is printed.")
  }

  func call(_ call: Call) throws(ShellError) -> Value {
    var end = SessionEnd()
    switch call[0] {
    case nil, Value.none?: break
    case .bool(let flag)?: end.status = flag ? 1 : 0
    // As the system keeps it.
    case .int(let number)?: end.status = Int32(UInt8(truncatingIfNeeded: number))
    case let other?: (end.status, end.message) = (1, try call.runtime.text(of: other))
    }
    throw end.error
  }
}

/// That a statement asked for the session to end.
package struct SessionEnd: Error {
  /// The exit status; nil where none was given.
  package fileprivate(set) var status: Int32?
  /// What is said on standard error first.
  package fileprivate(set) var message: String?

  fileprivate var error: ShellError {
    var error = ShellError("SystemExit", "the session ends")
    error.cause = self
    return error
  }
}

extension ShellError {
  /// How the session is to end; nil for what went wrong.
  package var sessionEnd: SessionEnd? { cause as? SessionEnd }
}
