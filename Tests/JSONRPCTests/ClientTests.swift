import JSON
import JSONRPC
import Testing

@Suite("the client's side")
struct ClientTests {
  private func incoming(_ text: String) throws -> Incoming {
    var tape = Tape()
    return try Array(text.utf8).withUnsafeBytes { try Incoming.parse($0, tape: &tape) }
  }

  @Test(
    "a request is written and reads back the same",
    arguments: [
      Request(id: RawID(1), method: "rpc.ping"), Request(id: nil, method: "rpc.cancel", params: .positional([1])),
      Request(id: RawID("a\"b"), method: "é", params: .named(JSON.Object([JSON.Member("x", [1, nil, "\n"])]))),
      Request(id: .null, method: "m", params: .named(JSON.Object())),
    ])
  func requests(request: Request) {
    let frame = request.encoded()
    #expect(frame.last == UInt8(ascii: "\n"))
    #expect(frame.dropLast().contains(UInt8(ascii: "\n")) == false)
    var tape = Tape()
    guard case .single(let read) = frame.withUnsafeBytes({ Message.parse($0, tape: &tape) }) else {
      Issue.record("not a single request")
      return
    }
    #expect(read == .success(request))
  }

  @Test("parameters are left out if nothing is written for them")
  func noParams() {
    var writer = JSONWriter()
    writer.writeRequest(id: RawID(1), method: "m") { _ in }
    writer.endLine()
    writer.writeRequest(id: nil, method: "n") { $0.raw("[1]") }
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"jsonrpc":"2.0","id":1,"method":"m"}"# + "\n" + #"{"jsonrpc":"2.0","method":"n","params":[1]}"#)
  }

  private static let valid: [(text: String, incoming: Incoming)] = [
    (#"{"jsonrpc":"2.0","id":1,"result":{"a":[1]}}"#, .reply(Reply(id: RawID(1), result: .success(["a": [1]])))),
    (#"{"result":null,"id":"x","jsonrpc":"2.0"}"#, .reply(Reply(id: RawID("x"), result: .success(nil)))),
    (
      #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no","data":{"kind":"x"}}}"#,
      .reply(Reply(id: .null, result: .failure(RPCError(code: -32700, message: "no", data: ["kind": "x"]))))
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"error":{"message":"no","code":3,"more":1}}"#,
      .reply(Reply(id: RawID(1), result: .failure(RPCError(code: 3, message: "no"))))
    ),
    (#"{"jsonrpc":"2.0","method":"watch.change"}"#, .notification(method: "watch.change", params: .none)),
    (
      #"{"jsonrpc":"2.0","method":"p","params":{"done":3}}"#,
      .notification(method: "p", params: .named(JSON.Object([JSON.Member("done", 3)])))
    ),
    (#"{"jsonrpc":"2.0","method":"p","params":[3]}"#, .notification(method: "p", params: .positional([3]))),
    (
      #"[{"jsonrpc":"2.0","id":2,"result":1},{"jsonrpc":"2.0","id":1,"result":2}]"#,
      .batch([
        .reply(Reply(id: RawID(2), result: .success(1))), .reply(Reply(id: RawID(1), result: .success(2))),
      ])
    ),
  ]

  @Test("answers and notifications are read", arguments: valid)
  func accepts(text: String, expected: Incoming) throws {
    #expect(try incoming(text) == expected)
  }

  private static let malformed: [(text: String, reason: String)] = [
    ("", "not valid json: the text is empty at byte 0"),
    ("HTTP/1.1 200 OK", "not valid json: expected a value, found 'H' at byte 0"),
    ("7", "an answer must be an object"),
    ("[7]", "an answer must be an object"),
    (#"{"id":1,"result":1}"#, "member 'jsonrpc' must be exactly \"2.0\""),
    (#"{"jsonrpc":"2.0","result":1}"#, "member 'id' must be a string, a number or null"),
    (#"{"jsonrpc":"2.0","id":{},"result":1}"#, "member 'id' must be a string, a number or null"),
    (#"{"jsonrpc":"2.0","id":1}"#, "an answer must have either 'result' or 'error'"),
    (
      #"{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":"x"}}"#,
      "an answer must have either 'result' or 'error'"
    ),
    (#"{"jsonrpc":"2.0","id":1,"result":1,"result":1}"#, "member 'result' occurs twice in the answer"),
    (#"{"jsonrpc":"2.0","id":1,"error":"x"}"#, "an error must have an integer 'code' and a string 'message'"),
    (#"{"jsonrpc":"2.0","id":1,"error":{"code":1}}"#, "an error must have an integer 'code' and a string 'message'"),
    (
      #"{"jsonrpc":"2.0","id":1,"error":{"code":1.5,"message":"x"}}"#,
      "an error must have an integer 'code' and a string 'message'"
    ),
    (#"{"jsonrpc":"2.0","id":1,"method":"m"}"#, "a server may send notifications, not calls"),
    (#"{"jsonrpc":"2.0","method":1}"#, "member 'method' must be a string"),
    (#"{"jsonrpc":"2.0","method":"m","params":1}"#, "member 'params' must be an object or an array"),
  ]

  @Test("anything else is malformed, and why is told", arguments: malformed)
  func refuses(text: String, reason: String) {
    let error = #expect(throws: Incoming.Malformed.self) { try incoming(text) }
    #expect(error?.description == reason)
  }

  @Test("what the daemon writes the client reads")
  func bothSides() throws {
    var writer = JSONWriter()
    let error = RPCError(code: 9, message: "ambiguous \u{1}", data: [1, ["x": nil]])
    writer.writeError(id: RawID("q"), error)
    #expect(
      try incoming(String(decoding: writer.bytes, as: UTF8.self))
        == .reply(Reply(id: RawID("q"), result: .failure(error))))
  }
}
