/// Why a request was refused, for programs. The raw value is the stable word in the answer's `data.kind`.
package enum FailureKind: String, Sendable, CaseIterable {
  case notFound = "not_found"
  case alreadyExists = "already_exists"
  case conflict
  case readOnly = "read_only"
  case constraint
  case busy
  case limit
  case invalid
  case ambiguous
  case cancelled
  /// The parameters do not fit the method's description.
  case parameters = "invalid_params"
  case unknownMethod = "unknown_method"
  /// A fault of the daemon or of the machine.
  case `internal`
}
