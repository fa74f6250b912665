import JSON
import JSONRPC
import Testing

@Suite("reading the same requests again")
struct MessageReaderTests {
  /// A reader, and the requests that it keeps, by their places.
  private struct Reader: ~Copyable {
    var messages: MessageReader
    var kept: [Int: Request] = [:]

    init(limits: Message.Limits = Message.Limits()) { messages = MessageReader(limits: limits) }
  }

  /// Reads the frame and keeps the request as its meaning.
  private static func read(_ frame: UnsafeRawBufferPointer, _ reader: inout Reader) -> Message {
    let request: Request
    switch reader.messages.read(frame) {
    case .message(.single(.success(let read))): request = read
    case .message(let message): return message
    case .known(let place, let id, let params, _):
      guard let earlier = reader.kept[place] else { return .batch([]) }
      request = Request(id: id, method: earlier.method, params: params ?? earlier.params)
    }
    if let place = reader.messages.keep(frame, isWhole: true) { reader.kept[place] = request }
    return .single(.success(request))
  }

  /// Whether the reader reads the frame as it would be read if it came first.
  private static func isRead(
    _ frame: [UInt8], _ reader: inout Reader, _ limits: Message.Limits = Message.Limits()
  ) -> Bool {
    var tape = Tape()
    return frame.withUnsafeBytes { bytes in
      switch (read(bytes, &reader), Message.parse(bytes, tape: &tape, limits: limits)) {
      case (.single(let read), .single(let expected)): read == expected
      case (.batch(let read), .batch(let expected)): read == expected
      default: false
      }
    }
  }

  private static let texts = [
    #"{"jsonrpc":"2.0","id":1,"method":"a.b","params":{"id":7}}"#,
    #"{"jsonrpc": "2.0", "id": 12, "method": "a.b", "params": {"name": "x", "deep": [[1], {"a": null}]}}"#,
    #"{"jsonrpc":"2.0","id":0,"method":"m","params":[1,"2"],"trace":{"a":1,"a":2}}"#,
    #"{"jsonrpc":"2.0","id":3,"method":"m"}"#,
    #"{"id":3,"params":{},"method":"m","jsonrpc":"2.0"}"#,
    #"{"method":"m","params":{"a":1},"jsonrpc":"2.0","id":9}"#,
    #"{"jsonrpc":"2.0","id":"x","method":"m","params":{}}"#,
    #"{"jsonrpc":"2.0","method":"m","params":{"a":true}}"#,
    #"{"jsonrpc":"2.0","id":1.5,"method":"m","params":{}}"#,
    #"{"jsonrpc":"2.0","id":-3,"method":"m","params":{}}"#,
    #"{"jsonrpc":"2.0","id":1,"method":"m","params":7}"#,
    #"{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":1,"a":2}}"#,
    #"[{"jsonrpc":"2.0","id":1,"method":"m","params":{}}]"#,
  ]

  @Test("each text is read as if it came first, whatever came before")
  func pairs() {
    for first in Self.texts {
      for second in Self.texts {
        var reader = Reader()
        for text in [first, second, first, second] {
          #expect(Self.isRead(Array(text.utf8), &reader))
        }
      }
    }
  }

  /// The text with one byte more, less, or another one, at every place.
  private static func variants(of text: [UInt8]) -> [[UInt8]] {
    var variants: [[UInt8]] = []
    for place in text.indices {
      variants.append(Array(text[..<place] + text[(place + 1)...]))
      variants.append(Array(text[..<place]))
      for byte in #"0 ,:"}]{[\9-.ea"#.utf8 + [0xC3, 0x00] {
        variants.append(Array(text[..<place]) + [byte] + text[(place + 1)...])
        variants.append(Array(text[..<place]) + [byte] + text[place...])
      }
    }
    return variants
  }

  @Test("a text that differs in a byte from one that is known is read as if it came first", arguments: texts)
  func bytes(text: String) {
    let known = Array(text.utf8)
    var wrong = 0
    for frame in Self.variants(of: known) {
      var reader = Reader()
      _ = known.withUnsafeBytes { Self.read($0, &reader) }
      if !Self.isRead(frame, &reader) { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test(
    "other ids and other parameters of a known text are read",
    arguments: [
      (#"5,"method":"m","params":{"id":5}"#, #"10000000000000000000000000,"method":"m","params":{"id":5}"#),
      (#"5,"method":"m","params":{"id":5}"#, #"007,"method":"m","params":{"id":5}"#),
      (
        #"5,"method":"m","params":{"id":5}"#,
        #"123456789012345,"method":"m","params":{"name":"a long name with Ünicode"}"#
      ),
      (#"5,"method":"m","params":{"id":5}"#, #"1234567890123456,"method":"m","params":[[],{}]"#),
      (#"5,"method":"m","params":{"id":5}"#, #"6,"method":"m","params":"#),
      (#"5,"method":"m","params":{"id":5}"#, #"6,"method":"m","params":{"a":1},"params":{"b":1}"#),
      (#"5,"method":"m","params":{"id":5}"#, #"6,"method":"m","params":{"id":1,"id":1}"#),
      (#"5,"method":"m""#, #"6,"method":"m","params":{}"#), (#"5,"method":"m""#, #"6,"method":"n""#),
    ])
  func others(first: String, second: String) {
    var reader = Reader()
    for rest in [first, second, first, second] {
      let frame = Array(("{\"jsonrpc\":\"2.0\",\"id\":" + rest + "}").utf8)
      #expect(Self.isRead(frame, &reader))
    }
  }

  @Test("parameters may be as deep as in a text that comes first", arguments: 1...6)
  func depth(depth: Int) {
    let limits = Message.Limits(depthMax: 4)
    var reader = Reader(limits: limits)
    for nested in ["[]", String(repeating: "[", count: depth) + String(repeating: "]", count: depth)] {
      let frame = Array(#"{"jsonrpc":"2.0","id":1,"method":"m","params":\#(nested)}"#.utf8)
      #expect(Self.isRead(frame, &reader, limits))
    }
  }

  @Test("more texts than are kept are read, and long ones")
  func many() {
    var reader = Reader()
    let long = String(repeating: "x", count: 3_000)
    for number in 0..<100 {
      let frame = Array(
        #"{"jsonrpc":"2.0","id":\#(number),"method":"m\#(number % 20)","params":["\#(number % 7 == 0 ? long : "")"]}"#
          .utf8)
      #expect(Self.isRead(frame, &reader))
    }
  }

  private static func frame(_ params: String) -> [UInt8] {
    Array(#"{"jsonrpc":"2.0","id":1,"method":"m","params":\#(params)}"#.utf8)
  }

  /// How the reader knows the frame: its parameters, or nothing, and whether they come again.
  private static func known(_ params: String, _ reader: inout MessageReader) -> String {
    frame(params).withUnsafeBytes { bytes in
      switch reader.read(bytes) {
      case .message: "new"
      case .known(0, RawID(1), let params?, let comesAgain): "\(params.value ?? .null)\(comesAgain ? " again" : "")"
      case .known(0, RawID(1), nil, false): "whole"
      case .known: "wrong"
      }
    }
  }

  private static func keep(_ params: String, isWhole: Bool, _ reader: inout MessageReader) -> Int? {
    frame(params).withUnsafeBytes { reader.keep($0, isWhole: isWhole) }
  }

  @Test("parameters are recognised once they came twice")
  func wholes() {
    var reader = MessageReader()
    #expect(Self.known("[1]", &reader) == "new" && Self.keep("[1]", isWhole: true, &reader) == 0)
    #expect(Self.known("[1]", &reader) == "whole")
    #expect(Self.known("[2]", &reader) == "[2]")
    #expect(Self.known("[1]", &reader) == "[1]")
    #expect(Self.known("[1]", &reader) == "[1] again" && Self.keep("[1]", isWhole: true, &reader) == 0)
    #expect(Self.known("[1]", &reader) == "whole")
    let long = "[" + String(repeating: "0,", count: 100) + "0]"
    for _ in 0..<3 { #expect(!Self.known(long, &reader).hasSuffix("again")) }
  }

  @Test("parameters that are not to be kept are read each time")
  func parts() {
    var reader = MessageReader()
    let secret = #"{"password":"x"}"#
    #expect(Self.known(secret, &reader) == "new" && Self.keep(secret, isWhole: false, &reader) == 0)
    for _ in 0..<3 { #expect(Self.known(secret, &reader) == secret) }
  }
}
