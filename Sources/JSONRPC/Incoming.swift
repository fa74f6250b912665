package import JSON

/// The answer to one call (jsonrpc.org/specification, section 5).
package struct Reply: Hashable, Sendable {
  /// Null if the server could not read the request's id.
  package var id: RawID
  package var result: Result<JSON, RPCError>

  package init(id: RawID, result: Result<JSON, RPCError>) { (self.id, self.result) = (id, result) }
}

/// What a client reads from a server.
package enum Incoming: Hashable, Sendable {
  case reply(Reply)
  /// A message of the server's own, which is not answered.
  case notification(method: String, params: Params)
  case batch([Incoming])

  /// A frame that is neither an answer nor a notification: the server does not speak JSON-RPC 2.0.
  package struct Malformed: Error, Hashable, CustomStringConvertible {
    package let reason: String

    package var description: String { reason }
  }

  /// Reads a frame from a server.
  ///
  /// - Parameter tape: the caller's tape, reused for each frame.
  package static func parse(
    _ frame: UnsafeRawBufferPointer, tape: inout Tape, depthMax: Int = Tape.depthCeiling
  ) throws(Malformed) -> Incoming {
    do throws(JSONParseError) {
      try tape.parse(frame, maxDepth: depthMax)
    } catch {
      throw Malformed(reason: "not valid json: \(error)")
    }
    return try tape.withRoot(of: frame) { (root) throws(Malformed) in
      guard root.kind == .array else { return try Incoming(root) }
      var items: [Incoming] = []
      for element in root.elements { items.append(try Incoming(element)) }
      return .batch(items)
    }
  }

  private init(_ cursor: Cursor) throws(Malformed) {
    guard cursor.kind == .object else { throw Malformed(reason: "an answer must be an object") }
    let envelope = Envelope(cursor)
    if let name = envelope.duplicate { throw Malformed(reason: "member '\(name)' occurs twice in the answer") }
    guard let version = envelope.version, version.equals("2.0") else {
      throw Malformed(reason: "member 'jsonrpc' must be exactly \"2.0\"")
    }
    if let method = envelope.method {
      self = try Self.notification(method, envelope)
      return
    }
    guard let id = envelope.id.flatMap(RawID.init) else {
      throw Malformed(reason: "member 'id' must be a string, a number or null")
    }
    switch (envelope.result, envelope.error) {
    case (let result?, nil): self = .reply(Reply(id: id, result: .success(result.value)))
    case (nil, let error?): self = .reply(Reply(id: id, result: .failure(try RPCError(error))))
    default: throw Malformed(reason: "an answer must have either 'result' or 'error'")
    }
  }

  private static func notification(_ method: Cursor, _ envelope: Envelope) throws(Malformed) -> Incoming {
    guard let name = method.string else { throw Malformed(reason: "member 'method' must be a string") }
    guard envelope.id == nil else { throw Malformed(reason: "a server may send notifications, not calls") }
    guard let params = envelope.params else { return .notification(method: name, params: .none) }
    switch params.kind {
    case .array: return .notification(method: name, params: .positional(params.array))
    case .object: return .notification(method: name, params: .named(params.object))
    default: throw Malformed(reason: "member 'params' must be an object or an array")
    }
  }
}

extension RPCError {
  /// Reads an error object (section 5.1).
  init(_ cursor: Cursor) throws(Incoming.Malformed) {
    guard let code = cursor.member("code")?.integer, let message = cursor.member("message")?.string else {
      throw Incoming.Malformed(reason: "an error must have an integer 'code' and a string 'message'")
    }
    self.init(code: Int(code), message: message, data: cursor.member("data")?.value)
  }
}
