import JSON
import Store

/// What a call changed, record by record: all is counted, and the first changes are listed.
struct AppliedChanges {
  /// `{entity, id, name, before, after}`, without secrets.
  private(set) var listed: [JSON] = []
  private(set) var unlisted: Int64 = 0
  private(set) var created: Int64 = 0
  private(set) var changed: Int64 = 0
  private(set) var deleted: Int64 = 0
  private var bytes = 0
  private var hash = Etag.Hash()
  /// The most bytes of changes that are listed.
  private let bytesMax: Int

  private static let listedMax = 1_000

  init(bytesMax: Int) { self.bytesMax = bytesMax }

  /// A text that is the same for the same changes to the same records of a file. A new record's id and moments differ from
  /// call to call, and the rest of it is in the file.
  var plan: String { String(hash.finished, radix: 36) }

  mutating func add(_ changes: [JSON]) {
    for change in changes {
      if change["before"]?.isNull == true {
        created += 1
      } else if change["after"]?.isNull == true {
        deleted += 1
      } else {
        changed += 1
      }
      var writer = JSONWriter()
      writer.value(change)
      add(toHash: change, writer.bytes)
      bytes += writer.bytes.count
      if listed.count < Self.listedMax, bytes <= bytesMax { listed.append(change) } else { unlisted += 1 }
    }
  }

  private mutating func add(toHash change: JSON, _ bytes: [UInt8]) {
    var bytes = bytes
    if change["before"]?.isNull == true {
      var writer = JSONWriter()
      writer.value(["entity": change["entity"] ?? .null, "name": change["name"] ?? .null])
      bytes = writer.bytes
    }
    bytes.withUnsafeBufferPointer { hash.add($0) }
  }
}
