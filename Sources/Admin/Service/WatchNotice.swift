import JSON
import JSONRPC

/// The notifications for subscribers.
package enum WatchNotice {
  /// - Parameter record: a record of the audit log, encoded.
  static func change(_ record: [UInt8]) -> [UInt8] { frame("watch.change") { $0.raw(record) } }

  /// Another process changed the database.
  package static let foreign: [UInt8] = frame("watch.change") { $0.value(["foreign": true]) }

  /// The subscription ended; `seq` is the number of the last change that was sent.
  /// - Parameter reason: nil for a client that was too slow, which may subscribe again from that number.
  package static func dropped(_ seq: Int64, reason: String? = nil) -> [UInt8] {
    var params = JSON.Object([.init("seq", .integer(seq))])
    params["reason"] = reason.map { .string($0) }
    return frame("watch.dropped") { $0.value(.object(params)) }
  }

  private static func frame(_ method: String, _ params: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    writer.writeRequest(id: nil, method: method, params: params)
    writer.endLine()
    return writer.bytes
  }
}
