package import JSON

/// The content of one frame from a client.
package enum Message: Sendable {
  case single(Result<Request, InvalidRequest>)
  /// Never empty (jsonrpc.org/specification, section 6).
  case batch([Result<Request, InvalidRequest>])

  /// The limits of a frame.
  package struct Limits: Sendable {
    package var depthMax: Int
    package var batchMax: Int

    package init(depthMax: Int = 64, batchMax: Int = 1000) { (self.depthMax, self.batchMax) = (depthMax, batchMax) }
  }

  /// Reads a frame by the rules of JSON-RPC 2.0. Anything wrong becomes an `InvalidRequest`, which can be answered.
  ///
  /// Members of the envelope that the specification does not define are ignored.
  /// - Parameter tape: the caller's tape, reused for each frame.
  package static func parse(_ frame: UnsafeRawBufferPointer, tape: inout Tape, limits: Limits = Limits()) -> Message {
    do throws(JSONParseError) {
      try tape.parse(frame, maxDepth: limits.depthMax)
    } catch {
      return .refused(.parse("not valid json: \(error)"))
    }
    return read(frame, tape, limits)
  }

  /// Makes the message of a frame that the tape has parsed.
  static func read(_ frame: UnsafeRawBufferPointer, _ tape: borrowing Tape, _ limits: Limits) -> Message {
    tape.withRoot(of: frame) { root in
      guard root.kind == .array else { return .single(Result { () throws(InvalidRequest) in try Request(root) }) }
      let count = root.count
      guard count > 0 else { return .refused(.invalidRequest("a batch must hold at least one request")) }
      guard count <= limits.batchMax else {
        return .refused(.invalidRequest("a batch may hold \(limits.batchMax) requests at most, this one has \(count)"))
      }
      return .batch(root.elements.map { element in Result { () throws(InvalidRequest) in try Request(element) } })
    }
  }

  static func refused(_ error: RPCError) -> Message {
    .single(.failure(InvalidRequest(id: .null, error: error)))
  }
}
