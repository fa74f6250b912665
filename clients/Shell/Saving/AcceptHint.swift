import ClientKit
import ShellLanguage
import Vocabulary

extension ShellError {
  /// The same, with the hint to accept consequences as a statement of the shell says it; other hints stay as they are.
  /// - Parameter method: what the statement calls.
  func acceptable(by method: String) -> ShellError {
    guard let refusal, refusal.remedy == .accept else { return self }
    var error = self
    error.hint =
      "\(method)(accept=[\(refusal.requires.map { "'\($0)'" }.joined(separator: ", "))]) does it all the same"
    return error
  }
}
