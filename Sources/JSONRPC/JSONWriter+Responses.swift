package import JSON

/// How writing an answer ended.
package enum Answered: Sendable {
  case result
  /// The body threw: the error was written in place of a result.
  case error(RPCError)
}

extension JSONWriter {
  /// Writes an answer (jsonrpc.org/specification, section 5). `body` writes the result in place, as one value. If it
  /// throws, its error is written instead. If it writes nothing, the result is null.
  ///
  /// - Parameter id: nil for a notification: `body` runs, and what it wrote is removed.
  @discardableResult
  package mutating func writeResult(
    id: RawID?, _ body: (inout JSONWriter) throws(RPCError) -> Void
  ) -> Answered {
    let start = mark()
    rawMembers(#"{"jsonrpc":"2.0","id":"#)
    raw((id ?? .null).text)
    rawMembers(#""result":"#)
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
  /// - Parameter id: null if the request's id could not be read; nil for a notification, for which nothing is written.
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

  /// Ends the answer to a batch.
  /// - Returns: false if all requests were notifications: then nothing is written, not even an empty array.
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
