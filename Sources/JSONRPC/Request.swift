package import JSON

/// A call of a method (jsonrpc.org/specification, section 4).
package struct Request: Hashable, Sendable {
  /// Nil for a notification, which is never answered (section 4.1).
  package var id: RawID?
  package var method: String
  package var params: Params

  package init(id: RawID?, method: String, params: Params = .none) {
    (self.id, self.method, self.params) = (id, method, params)
  }
}

/// The parameters of a call (section 4.2).
package enum Params: Hashable, Sendable {
  case none
  /// No name occurs twice.
  case named(JSON.Object)
  case positional([JSON])

  /// The parameters as they are written; nil if they are left out.
  package var value: JSON? {
    switch self {
    case .none: nil
    case .named(let object): .object(object)
    case .positional(let items): .array(items)
    }
  }
}

/// An element that is not a valid request.
package struct InvalidRequest: Error, Hashable, Sendable {
  /// The id to answer with: null if it could not be read (section 5). Nil only for a notification whose parameters
  /// alone are wrong, which is not answered either (section 4.1).
  package var id: RawID?
  package var error: RPCError

  package init(id: RawID?, error: RPCError) { (self.id, self.error) = (id, error) }
}
