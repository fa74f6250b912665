import JSON
import JSONRPC

/// What is said to those who watch.
package enum WatchNotice {
  static func change(_ record: JSON) -> [UInt8] { frame("watch.change", record) }

  /// Another process changed the database.
  package static let foreign: [UInt8] = frame("watch.change", ["foreign": true])

  /// Nothing more is told; `seq` is the number of the last change that was.
  package static func dropped(_ seq: Int64) -> [UInt8] { frame("watch.dropped", ["seq": .integer(seq)]) }

  private static func frame(_ method: String, _ params: JSON) -> [UInt8] {
    var writer = JSONWriter()
    writer.writeRequest(id: nil, method: method) { $0.value(params) }
    writer.endLine()
    return writer.bytes
  }
}
