import JSON

extension Request {
  /// Reads one request object (jsonrpc.org/specification, section 4).
  init(_ cursor: Cursor) throws(InvalidRequest) {
    guard cursor.kind == .object else {
      throw InvalidRequest(id: .null, error: .invalidRequest("a request must be an object"))
    }
    let envelope = Envelope(cursor)
    // An id that occurs twice is ambiguous, and counts as unreadable.
    let readable = envelope.duplicate == "id" ? nil : envelope.id.flatMap(RawID.init)
    func invalid(_ message: String) -> InvalidRequest {
      InvalidRequest(id: readable ?? .null, error: .invalidRequest(message))
    }

    if let name = envelope.duplicate { throw invalid("member '\(name)' occurs twice in the request") }
    guard let version = envelope.version, version.equals("2.0") else {
      throw invalid("member 'jsonrpc' must be exactly \"2.0\"")
    }
    guard envelope.id == nil || readable != nil else {
      throw invalid("member 'id' must be a string, a number or null")
    }
    guard let method = envelope.method else { throw invalid("member 'method' is missing") }
    guard let name = method.string else { throw invalid("member 'method' must be a string") }
    switch envelope.params?.kind {
    case nil:
      self.init(id: readable, method: name)
    case .array:
      self.init(id: readable, method: name, params: .positional(envelope.params?.array ?? []))
    case .object:
      let object = envelope.params?.object ?? JSON.Object()
      if let key = object.duplicateKey() {
        throw InvalidRequest(id: readable, error: .invalidParams("parameter '\(key)' occurs twice"))
      }
      self.init(id: readable, method: name, params: .named(object))
    default:
      throw invalid("member 'params' must be an object or an array")
    }
  }
}
