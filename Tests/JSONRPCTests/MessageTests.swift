import JSON
import JSONRPC
import Testing

@Suite("reading requests")
struct MessageTests {
  private func message(_ text: String, limits: Message.Limits = Message.Limits()) -> Message {
    var tape = Tape()
    return Array(text.utf8).withUnsafeBytes { Message.parse($0, tape: &tape, limits: limits) }
  }

  private func single(_ text: String, limits: Message.Limits = Message.Limits()) -> Result<Request, InvalidRequest>? {
    guard case .single(let result) = message(text, limits: limits) else { return nil }
    return result
  }

  private static let valid: [(text: String, request: Request)] = [
    (#"{"jsonrpc":"2.0","id":1,"method":"a.b"}"#, Request(id: RawID(1), method: "a.b")),
    (#"{"jsonrpc":"2.0","method":"a.b"}"#, Request(id: nil, method: "a.b")),
    (#"{"jsonrpc":"2.0","id":null,"method":"a.b"}"#, Request(id: .null, method: "a.b")),
    (#"{"jsonrpc":"2.0","id":"x","method":"m"}"#, Request(id: RawID("x"), method: "m")),
    (
      #" { "method" : "m" , "params" : { "a" : 1 } , "id" : -5 , "jsonrpc" : "2.0" } "#,
      Request(id: RawID(-5), method: "m", params: .named(JSON.Object([JSON.Member("a", 1)])))
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"m","params":[1,[2],null]}"#,
      Request(id: RawID(1), method: "m", params: .positional([1, [2], nil]))
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"m","params":[]}"#, Request(id: RawID(1), method: "m", params: .positional([]))
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"m","params":{}}"#,
      Request(id: RawID(1), method: "m", params: .named(JSON.Object()))
    ),
    (#"{"jsonrpc":"2.0","id":1,"method":""}"#, Request(id: RawID(1), method: "")),
    (
      #"{"jsonrpc":"2.0","trace":{"a":1,"a":2},"id":1,"method":"m","other":[]}"#,
      Request(id: RawID(1), method: "m")
    ),
    (
      #"{"json\u0072pc":"\u0032.0","\u0069d":1,"meth\u006Fd":"\u006d","p\u0061rams":[]}"#,
      Request(id: RawID(1), method: "m", params: .positional([]))
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":{"b":1,"b":2}}}"#,
      Request(id: RawID(1), method: "m", params: .named(JSON.Object([JSON.Member("a", ["b": 1, "b": 2])])))
    ),
  ]

  @Test("what the specification allows is a request", arguments: valid)
  func accepts(text: String, request: Request) {
    #expect(single(text) == .success(request))
  }

  private static let invalid: [(text: String, id: String, code: Int, message: String)] = [
    ("", "null", -32700, "not valid json: the text is empty at byte 0"),
    ("{", "null", -32700, "not valid json: the text ends too early at byte 1"),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"m"} {}"#, "null", -32700,
      "not valid json: expected nothing more after the value, found '{' at byte 38"
    ),
    ("1", "null", -32600, "a request must be an object"),
    ("null", "null", -32600, "a request must be an object"),
    (#""rpc.ping""#, "null", -32600, "a request must be an object"),
    ("[]", "null", -32600, "a batch must hold at least one request"),
    ("{}", "null", -32600, "member 'jsonrpc' must be exactly \"2.0\""),
    (#"{"id":1,"method":"m"}"#, "1", -32600, "member 'jsonrpc' must be exactly \"2.0\""),
    (#"{"jsonrpc":2.0,"id":1,"method":"m"}"#, "1", -32600, "member 'jsonrpc' must be exactly \"2.0\""),
    (#"{"jsonrpc":"2","id":1,"method":"m"}"#, "1", -32600, "member 'jsonrpc' must be exactly \"2.0\""),
    (#"{"jsonrpc":"2.0 ","id":1,"method":"m"}"#, "1", -32600, "member 'jsonrpc' must be exactly \"2.0\""),
    (#"{"jsonrpc":"1.0","id":"q","method":"m"}"#, #""q""#, -32600, "member 'jsonrpc' must be exactly \"2.0\""),
    (#"{"jsonrpc":"2.0","id":true,"method":"m"}"#, "null", -32600, "member 'id' must be a string, a number or null"),
    (#"{"jsonrpc":"2.0","id":[1],"method":"m"}"#, "null", -32600, "member 'id' must be a string, a number or null"),
    (#"{"jsonrpc":"2.0","id":{},"method":"m"}"#, "null", -32600, "member 'id' must be a string, a number or null"),
    (#"{"jsonrpc":"2.0","id":1}"#, "1", -32600, "member 'method' is missing"),
    (#"{"jsonrpc":"2.0","id":1,"Method":"m"}"#, "1", -32600, "member 'method' is missing"),
    (#"{"jsonrpc":"2.0","id":1,"method":1}"#, "1", -32600, "member 'method' must be a string"),
    (#"{"jsonrpc":"2.0","id":1,"method":null}"#, "1", -32600, "member 'method' must be a string"),
    (#"{"jsonrpc":"2.0","method":1,"params":"x"}"#, "null", -32600, "member 'method' must be a string"),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"m","params":"x"}"#, "1", -32600,
      "member 'params' must be an object or an array"
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"m","params":null}"#, "1", -32600,
      "member 'params' must be an object or an array"
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"m","method":"n"}"#, "1", -32600, "member 'method' occurs twice in the request"
    ),
    (#"{"jsonrpc":"2.0","id":1,"method":"m","id":2}"#, "null", -32600, "member 'id' occurs twice in the request"),
    (#"{"jsonrpc":"2.0","id":1,"method":"m","\u0069d":1}"#, "null", -32600, "member 'id' occurs twice in the request"),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"m","x":1,"y":1,"x":1}"#, "1", -32600,
      "member 'x' occurs twice in the request"
    ),
    (#"{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":1,"b":2,"a":3}}"#, "1", -32602, "parameter 'a' occurs twice"),
    (#"{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":1,"\u0061":3}}"#, "1", -32602, "parameter 'a' occurs twice"),
  ]

  @Test(
    "everything else is refused with the right code, the id if it can be read, and what is wrong", arguments: invalid)
  func refuses(text: String, id: String, code: Int, message: String) {
    guard case .failure(let refused)? = single(text) else {
      Issue.record("'\(text)' was accepted")
      return
    }
    #expect(refused.id?.text == id)
    #expect(refused.error == RPCError(code: code, message: message))
  }

  @Test("any number of unknown members is read in time that grows with it, and a duplicate among them found")
  func manyUnknownMembers() {
    let members = (0..<100_000).map { "\"x\($0)\":0" }.joined(separator: ",")
    let start = #"{"jsonrpc":"2.0","id":1,"method":"m","# + members
    #expect(single(start + "}") == .success(Request(id: RawID(1), method: "m")))
    let twice = InvalidRequest(id: RawID(1), error: .invalidRequest("member 'x7' occurs twice in the request"))
    #expect(single(start + #","x7":1}"#) == .failure(twice))
  }

  @Test("a notification that is right but for its parameters is not to be answered")
  func silentNotification() {
    guard case .failure(let refused)? = single(#"{"jsonrpc":"2.0","method":"m","params":{"a":1,"a":2}}"#) else {
      Issue.record("duplicate parameters were accepted")
      return
    }
    #expect(refused.id == nil)
    #expect(refused.error.code == RPCError.Code.invalidParams)
  }

  @Test(
    "an id is kept byte for byte",
    arguments: [
      "1", "-0", "1.0", "1e2", "1E+2", "12345678901234567890123", "0.1000", #""""#, #""\u0041\/""#, #""é 日本 😀""#,
      "\"e\u{301}\"", #""0123456789abcdef0123456789abcdef""#,
    ])
  func exactIDs(id: String) {
    guard case .success(let request)? = single(#"{"jsonrpc":"2.0","id": \#(id) ,"method":"m"}"#) else {
      Issue.record("id \(id) was refused")
      return
    }
    #expect(request.id?.text.utf8.elementsEqual(id.utf8) == true)
  }

  @Test("ids are equal if their bytes are")
  func comparesIDs() {
    #expect(RawID(1) == RawID(1))
    #expect(RawID(1) != RawID("1"))
    #expect(RawID("\u{E9}") != RawID("e\u{301}"))
    #expect(Set([RawID(1), RawID(1), RawID("1"), .null]).count == 3)
    #expect(RawID("quoted \"").text == #""quoted \"""#)
  }

  @Test("a batch is read item by item, and a bad item spoils no other")
  func batch() {
    let text = #"[{"jsonrpc":"2.0","id":1,"method":"a"},7,[],{"jsonrpc":"2.0","method":"b"},{"id":"z","method":"c"}]"#
    guard case .batch(let items) = message(text) else {
      Issue.record("no batch")
      return
    }
    #expect(items.count == 5)
    #expect(items[0] == .success(Request(id: RawID(1), method: "a")))
    let noObject = InvalidRequest(id: .null, error: .invalidRequest("a request must be an object"))
    #expect(items[1] == .failure(noObject) && items[2] == .failure(noObject))
    #expect(items[3] == .success(Request(id: nil, method: "b")))
    #expect(
      items[4]
        == .failure(
          InvalidRequest(id: RawID("z"), error: .invalidRequest("member 'jsonrpc' must be exactly \"2.0\""))))
  }

  @Test("a batch of one stays a batch")
  func batchOfOne() {
    guard case .batch(let items) = message(#"[{"jsonrpc":"2.0","id":1,"method":"a"}]"#) else {
      Issue.record("no batch")
      return
    }
    #expect(items == [.success(Request(id: RawID(1), method: "a"))])
  }

  @Test("a batch above the limit is refused as a whole")
  func batchLimit() {
    let item = #"{"jsonrpc":"2.0","id":1,"method":"a"}"#
    let limits = Message.Limits(batchMax: 3)
    func batch(_ count: Int) -> Message {
      message("[" + Array(repeating: item, count: count).joined(separator: ",") + "]", limits: limits)
    }
    guard case .batch(let items) = batch(3) else {
      Issue.record("a batch within the limit was refused")
      return
    }
    #expect(items.count == 3)
    guard case .single(.failure(let refused)) = batch(4) else {
      Issue.record("a batch above the limit was accepted")
      return
    }
    #expect(refused.id == .null)
    #expect(refused.error == .invalidRequest("a batch may hold 3 requests at most, this one has 4"))
  }

  @Test("nesting above the limit is refused")
  func depthLimit() {
    let limits = Message.Limits(depthMax: 3)
    #expect(throws: Never.self) {
      try single(#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"x":[]}}"#, limits: limits)?.get()
    }
    let deep = single(#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"x":[[]]}}"#, limits: limits)
    #expect(
      deep
        == .failure(
          InvalidRequest(
            id: .null, error: .parse("not valid json: nested deeper than 3 levels at byte 52"))))
  }
}
