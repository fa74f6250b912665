package import JSON

/// Why a request was refused, in words for people and a kind for programs. Knows no RPC, and never holds SQL or paths.
package struct Failure: Error, Sendable, Equatable {
  /// The raw value is the stable word in the answer's `data.kind`.
  package enum Kind: String, Sendable, CaseIterable {
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
    /// A fault of ours or of the machine; `detail` says more in the log.
    case `internal`
  }

  package var kind: Kind
  package var message: String
  package var entity: String?
  package var id: Int64?
  package var field: String?
  package var hint: String?
  /// More members of the answer's `data`.
  package var more: [JSON.Member]
  /// For the log only.
  package var detail: String?

  package init(
    _ kind: Kind, _ message: String, entity: String? = nil, id: Int64? = nil, field: String? = nil,
    hint: String? = nil, more: [JSON.Member] = [], detail: String? = nil
  ) {
    (self.kind, self.message, self.entity, self.id, self.field) = (kind, message, entity, id, field)
    (self.hint, self.more, self.detail) = (hint, more, detail)
  }
}
