import JSON
package import JSONRPC

/// The notification that tells a caller how far its call is.
package enum ProgressNotice {
  /// - Parameter perSecond: how much of the stage was done in a second.
  package static func frame(of id: RawID, _ progress: LongWork.Progress, perSecond: Int64) -> [UInt8] {
    var writer = JSONWriter()
    writer.writeRequest(id: nil, method: "rpc.progress") { writer in
      writer.beginObject()
      writer.key("id")
      writer.raw(id.text)
      writer.key("stage")
      writer.string(progress.stage)
      writer.key("done")
      writer.value(.integer(progress.done))
      writer.key("total")
      writer.value(progress.total.map { .integer($0) } ?? .null)
      writer.key("unit")
      writer.string(progress.unit.rawValue)
      writer.key("rate")
      writer.value(.integer(perSecond))
      writer.endObject()
    }
    writer.endLine()
    return writer.bytes
  }
}
