package import JSON

extension JSONWriter {
  /// Writes a request, or a notification if it has no id (jsonrpc.org/specification, section 4).
  package mutating func writeRequest(_ request: Request) {
    writeRequest(id: request.id, method: request.method) { writer in
      if let params = request.params.value { writer.value(params) }
    }
  }

  /// Writes a request. `params` writes the parameters in place, as one array or object, or nothing.
  package mutating func writeRequest(
    id: RawID?, method: String, params: (inout JSONWriter) -> Void
  ) {
    beginObject()
    key("jsonrpc")
    string("2.0")
    if let id {
      key("id")
      raw(id.text)
    }
    key("method")
    string(method)
    let beforeKey = mark()
    key("params")
    let start = mark()
    params(&self)
    if count(since: start) == 0 { truncate(to: beforeKey) }
    endObject()
  }
}

extension Request {
  /// The request as one frame, with its newline.
  package func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.writeRequest(self)
    writer.endLine()
    return writer.bytes
  }
}
