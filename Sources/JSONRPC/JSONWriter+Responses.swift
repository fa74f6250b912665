package import JSON

/// How writing an answer ended.
package enum Answered: Sendable {
  case result
  /// The body threw: nothing of its result is left, the error stands in its place.
  case error(RPCError)
}

extension JSONWriter {
  /// Writes an answer whose result `body` writes in place, as one value (jsonrpc.org/specification, section 5).
  /// If it throws, the error is answered instead. A body that writes nothing answers null.
  ///
  /// - Parameter id: nil for a notification: the body runs, and what it wrote is taken back.
  @discardableResult
  package mutating func writeResult(
    id: RawID?, _ body: (inout JSONWriter) throws(RPCError) -> Void
  ) -> Answered {
    let start = mark()
    beginResponse(id: id ?? .null)
    key("result")
    let bodyStart = mark()
    do throws(RPCError) {
      try body(&self)
    } catch {
      truncate(to: start)
      writeError(id: id, error)
      return .error(error)
    }
    if count(since: bodyStart) == 0 { null() }
    endObject()
    if id == nil { truncate(to: start) }
    return .result
  }

  /// Writes an error as the answer (section 5.1).
  ///
  /// - Parameter id: null where the request's could not be read; nil for a notification, which writes nothing.
  package mutating func writeError(id: RawID?, _ error: RPCError) {
    guard let id else { return }
    beginResponse(id: id)
    key("error")
    beginObject()
    key("code")
    integer(Int64(error.code))
    key("message")
    string(error.message)
    if let data = error.data {
      key("data")
      value(data)
    }
    endObject()
    endObject()
  }

  /// Starts the answer to a batch (section 6); the answers are written one after another.
  package mutating func beginBatch() -> Mark {
    let start = mark()
    beginArray()
    return start
  }

  /// Ends the answer to a batch. If all of it were notifications nothing is answered, not even an empty array: then
  /// nothing is left and false is returned.
  package mutating func endBatch(_ start: Mark) -> Bool {
    if count(since: start) == 1, truncate(to: start) { return false }
    endArray()
    return true
  }

  private mutating func beginResponse(id: RawID) {
    beginObject()
    rawMembers(#""jsonrpc":"2.0","id":"#)
    raw(id.text)
  }
}
