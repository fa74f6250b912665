package import ClientKit
import JSON
package import JSONRPC
package import ShellLanguage
import Vocabulary

extension ShellError {
  /// Why a call failed, with the class names that people know from the old shell.
  package init(_ failure: CallFailure) {
    switch failure {
    case .refused(let error): self.init(error)
    case .connection(.interrupted, let outcomeUnknown):
      self.init("KeyboardInterrupt", outcomeUnknown ? "interrupted: outcome unknown" : "interrupted")
    case .connection(let error, let outcomeUnknown):
      self.init(
        "ConnectionError", error.message + (outcomeUnknown ? ": outcome unknown" : ""),
        hint: outcomeUnknown ? "the change may have been made: look at the record before you try again" : error.hint)
    }
  }

  package init(_ error: RPCError) {
    let name =
      switch error.kind {
      case .notFound: "NoResultFound"
      case .alreadyExists, .constraint: "IntegrityError"
      case .conflict: "ConflictError"
      case .readOnly: "PermissionError"
      case .ambiguous: "MultipleResultsFound"
      case .invalid, .parameters: "ValueError"
      case .unknownMethod: "AttributeError"
      case .busy, .limit, .cancelled: "OperationalError"
      case .internal, nil: "InternalError"
      }
    self.init(name, error.message, hint: error.hint)
    cause = error
  }

  /// The daemon's refusal that it tells of; nil for every other error.
  var refusal: RPCError? { cause as? RPCError }

  /// The same, with the hint as a statement has what would let the call pass.
  /// - Parameter spelled: how the statement writes a parameter of the method; nil where it has none.
  func hinted(_ spelled: (Remedy) -> String?) -> ShellError {
    guard let refusal else { return self }
    var error = self
    error.hint = RemedyHint.of(refusal, spelled)
    return error
  }

  /// The same, with the hint to accept consequences as a statement of the shell says it; other hints stay as they are.
  /// - Parameter method: what the statement calls.
  func acceptable(by method: String) -> ShellError {
    guard let refusal, refusal.remedy == .accept else { return self }
    var error = self
    error.hint =
      "\(method)(accept=[\(refusal.requires.map { "'\($0)'" }.joined(separator: ", "))]) does it anyway"
    return error
  }
}
