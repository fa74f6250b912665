import JSON
import JSONRPC

extension Framer {
  /// The next message that is complete; nil when there is none, and when the stream cannot be read any further.
  mutating func nextMessage(_ tape: inout Tape, _ limits: Message.Limits) -> Message? {
    guard case .line(let line) = next() else { return nil }
    return message(line, &tape, limits)
  }

  func message(_ line: Range<Int>, _ tape: inout Tape, _ limits: Message.Limits) -> Message {
    withBytes(of: line) { Message.parse($0, tape: &tape, limits: limits) }
  }
}
