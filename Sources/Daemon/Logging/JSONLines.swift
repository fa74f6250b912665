import JSON
import Linux
import Synchronization
import Vocabulary

/// Writes messages to descriptor 2 as JSON, an object a line.
final class JSONLines: Sendable {
  /// A pipe takes more than 4,096 bytes in parts, between which lines of other threads could come (pipe(7)).
  private let turn = Mutex(())

  func write(_ entry: Log.Entry) {
    // Nobody can be told that the log cannot be written, ignoring.
    turn.withLock { _ in try? Transfer.writeAll(entry.json(at: .now), to: 2) }
  }
}

extension Log.Entry {
  /// The message as an object, with a newline. The names are those of the journal in small letters, without the prefix
  /// of the fields.
  func json(at moment: Moment) -> [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.beginObject()
    for (name, value) in [
      ("time", moment.wire), ("level", event.level.name), ("message", message), ("message_id", event.rawValue),
    ] + fields {
      writer.key(name)
      writer.string(value)
    }
    writer.endObject()
    writer.endLine()
    return writer.bytes
  }
}
