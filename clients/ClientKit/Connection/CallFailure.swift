import JSON
package import JSONRPC
package import Vocabulary

/// Why a call has no result.
package enum CallFailure: Error, Sendable {
  /// The daemon answered with an error.
  case refused(RPCError)
  /// There was no answer. With `outcomeUnknown`, the change may have been made all the same.
  case connection(ConnectionError, outcomeUnknown: Bool)
}

extension RPCError {
  /// The stable word of what went wrong; nil where it is none that we know.
  package var kind: FailureKind? { data?["kind"]?.string.flatMap(FailureKind.init) }
  package var hint: String? { data?["hint"]?.string }
}
