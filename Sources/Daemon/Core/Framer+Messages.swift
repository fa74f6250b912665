import JSON
import JSONRPC

extension Framer {
  func message(_ line: Range<Int>, _ tape: inout Tape, _ limits: Message.Limits) -> Message {
    withBytes(of: line) { Message.parse($0, tape: &tape, limits: limits) }
  }
}
