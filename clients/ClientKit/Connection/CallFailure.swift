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
  /// Whether it is about an entity, field or method that this database lacks, and those of another generation have.
  package var isAbsent: Bool { data?["absent"]?.bool == true }
  /// Whether newer servers leave to another program what it is about; the hint names its command.
  package var isRetired: Bool { data?["retired"]?.bool == true }
  /// What would let the call pass; nil where nothing that we know would.
  package var remedy: Remedy? { data?["remedy"]?.string.flatMap(Remedy.init) }
  /// The name that was probably meant.
  package var suggestion: String? { data?["suggestion"]?.string }
  /// The words for consequences that the call has to accept.
  package var requires: [String] { data?.words("requires") ?? [] }
  /// The place of the call in its transaction.
  package var call: Int? { data?["call"]?.integer.flatMap { Int(exactly: $0) } }
  /// What it says of that call alone.
  package var reason: String { data?["reason"]?.string ?? message }
}
