import JSON
import JSONRPC
import Testing

@Suite("reading a frame if there is memory for it")
struct AdmissionTests {
  private func admit(_ text: String, entriesMax: Int = .max, mayTake: (Int) -> Bool = { _ in true })
    -> Message.Admission
  {
    Array(text.utf8).withUnsafeBytes {
      Message.admit($0, limits: Message.Limits(), entriesMax: entriesMax, mayTake: mayTake)
    }
  }

  @Test(
    "a frame that is admitted is read as every other one",
    arguments: [#"{"jsonrpc":"2.0","id":7,"method":"m","params":[1]}"#, "{", "[]", "[1]"])
  func admitted(text: String) throws {
    guard case .message(let message) = admit(text) else { throw Unexpected() }
    var tape = Tape()
    let usual = Array(text.utf8).withUnsafeBytes { Message.parse($0, tape: &tape) }
    #expect("\(message)" == "\(usual)")
  }

  @Test(
    "a request whose tree may not be made is told by its id",
    arguments: [
      (#"{"jsonrpc":"2.0","id":7,"method":"m"}"#, "7"), (#"{"id":"a"}"#, #""a""#), (#"{"id":[1]}"#, "null"),
      ("[1,2]", "null"), ("{}", "null"),
    ])
  func tooLarge(text: String, id: String) throws {
    var asked = 0
    let admission = admit(text) { bytes in
      asked = bytes
      return false
    }
    guard case .tooLarge(let found) = admission else { throw Unexpected() }
    #expect(found.text == id)
    #expect(asked > 0)
  }

  @Test("a frame with more values than there is room for is not read")
  func tooManyValues() throws {
    let text = "[\(Array(repeating: "1", count: 1_000).joined(separator: ","))]"
    guard case .tooManyValues = admit(text, entriesMax: 100, mayTake: { _ in false }) else { throw Unexpected() }
  }

  private struct Unexpected: Error {}
}
