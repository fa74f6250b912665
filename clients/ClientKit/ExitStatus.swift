package import JSONRPC
import Vocabulary

/// How a client ends, as scripts see it.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  case ok = 0
  case refused = 1
  case usage = 2
  case notFound = 3
  /// A conflict, or what was to be made exists.
  case conflict = 4
  case notPermitted = 5
  case disconnected = 6
  case timeout = 7
  /// A check found damage, or a repair left some.
  case found = 8
  /// What a file declares differs from the database: of a dry run of `apply`, and of `diff`.
  case differs = 9
  /// The answer to a question.
  case no = 10
  case interrupted = 130

  /// What it means, for help.
  package var meaning: String {
    switch self {
    case .ok: "done"
    case .refused: "refused by the daemon, or output could not be written"
    case .usage: "the command line is wrong"
    case .notFound: "there is no such record"
    case .conflict: "a conflict, or the record exists already"
    case .notPermitted: "not permitted"
    case .disconnected: "cannot connect, or the connection was lost"
    case .timeout: "no answer in time"
    case .found: "check found something, or repair left something"
    case .differs: "a dry run of apply would change something, or diff found a difference"
    case .no: "the answer is no"
    case .interrupted: "interrupted"
    }
  }

  package init(_ error: RPCError) {
    self =
      switch error.kind {
      case .notFound: .notFound
      case .alreadyExists, .conflict: .conflict
      case .readOnly: .notPermitted
      case .parameters, .unknownMethod: .usage
      case nil where error.code == RPCError.Code.methodNotFound || error.code == RPCError.Code.invalidParams: .usage
      default: .refused
      }
  }

  package init(_ error: ConnectionError) {
    self =
      switch error {
      case .notPermitted: .notPermitted
      case .pathTooLong: .usage
      case .timeout: .timeout
      case .interrupted: .interrupted
      case .absent, .refused, .system, .closed, .malformed: .disconnected
      }
  }
}
