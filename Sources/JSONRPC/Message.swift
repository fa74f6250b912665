package import JSON

/// What one frame from a client holds.
package enum Message: Sendable {
  case single(Result<Request, InvalidRequest>)
  /// Never empty (jsonrpc.org/specification, section 6).
  case batch([Result<Request, InvalidRequest>])

  /// What a frame may hold at most.
  package struct Limits: Sendable {
    package var depthMax: Int
    package var batchMax: Int

    package init(depthMax: Int = 64, batchMax: Int = 1000) { (self.depthMax, self.batchMax) = (depthMax, batchMax) }
  }

  /// Reads a frame by the rules of JSON-RPC 2.0. Whatever is wrong is an `InvalidRequest`, ready to be answered.
  ///
  /// Members of the envelope that the specification does not know are ignored.
  /// - Parameter tape: the caller's, kept from frame to frame.
  package static func parse(_ frame: UnsafeRawBufferPointer, tape: inout Tape, limits: Limits = Limits()) -> Message {
    do throws(JSONParseError) {
      try tape.parse(frame, maxDepth: limits.depthMax)
    } catch {
      return .refused(.parse("not valid json: \(error)"))
    }
    return tape.withRoot(of: frame) { root in
      guard root.kind == .array else { return .single(Result { () throws(InvalidRequest) in try Request(root) }) }
      let count = root.count
      guard count > 0 else { return .refused(.invalidRequest("a batch must hold at least one request")) }
      guard count <= limits.batchMax else {
        return .refused(.invalidRequest("a batch may hold \(limits.batchMax) requests at most, this one has \(count)"))
      }
      return .batch(root.elements.map { element in Result { () throws(InvalidRequest) in try Request(element) } })
    }
  }

  private static func refused(_ error: RPCError) -> Message {
    .single(.failure(InvalidRequest(id: .null, error: error)))
  }
}
