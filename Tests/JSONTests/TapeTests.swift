import JSON
import Testing

@Suite("the tape and its cursor")
struct TapeTests {
  /// Parses and hands the root to `body`.
  private func withRoot<Answer>(_ text: String, maxDepth: Int = 64, _ body: (Cursor) -> Answer) throws -> Answer {
    var tape = Tape()
    return try Array(text.utf8).withUnsafeBytes { bytes in
      try tape.parse(bytes, maxDepth: maxDepth)
      return tape.withRoot(of: bytes, body)
    }
  }

  @Test("members are found by name, however they were written, and the first one counts")
  func members() throws {
    try withRoot(#"{"id":7,"deep":{"id":8},"\u0069d2":"x","id":9}"#) { root in
      #expect(root.member("id")?.integer == 7)
      #expect(root.member("id2")?.string == "x")
      #expect(root.member("deep")?.member("id")?.integer == 8)
      #expect(root.member("ID") == nil)
      #expect(root.member("i") == nil)
      #expect(root.count == 4)
      #expect(root.members.map { $0.key.string } == ["id", "deep", "id2", "id"])
      #expect(root.member("deep")?.member("id")?.member("id") == nil)
    }
  }

  @Test("a text with more values than there is room for is not parsed, and the tape can be used again")
  func entriesMax() throws {
    var tape = Tape()
    for (count, isParsed) in [(60, true), (1_000, true), (1_100, false), (100_000, false), (3, true)] {
      let bytes = Array("[\(Array(repeating: "1", count: count).joined(separator: ","))]".utf8)
      let outcome = try bytes.withUnsafeBytes { try tape.parse($0, entriesMax: 1_024) }
      #expect(outcome == isParsed, "\(count) values")
      if isParsed { #expect(tape.count == count + 1) }
    }
  }

  @Test(
    "the bytes of tape and tree are known before the tree is made, and are no less than it takes",
    arguments: ["[]", "[[[[]]]]", "[[],[],[]]", "{\"a\":{\"b\":1}}", "[\"\",\"a text longer than fifteen bytes\"]"])
  func bytesWithTree(text: String) throws {
    var tape = Tape()
    let bytes = Array(text.utf8)
    _ = try bytes.withUnsafeBytes { try tape.parse($0) }
    #expect(tape.bytesWithTree >= Tape.bytes(ofEntries: tape.count) + Self.bytes(of: try JSON(parsing: text)))
    #expect(tape.bytesWithTree <= 200 * tape.count + bytes.count)
  }

  /// What a tree takes: its elements, and an allocation with a header of 32 bytes for each container and longer text.
  private static func bytes(of value: JSON) -> Int {
    let own = MemoryLayout<JSON>.stride
    switch value {
    case .array(let items): return own + (items.isEmpty ? 0 : 32) + items.reduce(0) { $0 + bytes(of: $1) }
    case .object(let object):
      return own + (object.members.isEmpty ? 0 : 32)
        + object.members.reduce(0) { $0 + MemoryLayout<String>.stride + bytes(of: $1.value) }
    case .string(let text): return own + (text.utf8.count > 15 ? 32 + text.utf8.count : 0)
    default: return own
    }
  }

  @Test("elements are walked past whatever is in them")
  func elements() throws {
    try withRoot(#"[1,[2,[3]],{"a":[4]},"5",[],{}]"#) { root in
      #expect(root.elements.map(\.kind) == [.integer, .array, .object, .string, .array, .object])
      #expect(root.count == 6)
      #expect(root.members.map { $0.key.string } == [])
      #expect(root.elements.map(\.count) == [0, 2, 1, 0, 0, 0])
    }
  }

  @Test("raw bytes are exactly what was written")
  func rawBytes() throws {
    try withRoot(#" { "id" : 1.50e+1 , "s":"\u0041", "o": { "a" : [ ] } } "#) { root in
      func raw(_ cursor: Cursor?) -> String? { cursor.map { String(decoding: $0.rawBytes, as: UTF8.self) } }
      #expect(raw(root.member("id")) == "1.50e+1")
      #expect(raw(root.member("s")) == #""\u0041""#)
      #expect(raw(root.member("o")) == "{ \"a\" : [ ] }")
      #expect(root.range == 1..<54)
    }
  }

  @Test("scalars answer for their own kind only")
  func scalars() throws {
    try withRoot(#"[null,true,false,12,1.5,"text","\n",[],{}]"#) { root in
      let all = Array(root.elements)
      #expect(all.map(\.isNull) == [true] + Array(repeating: false, count: 8))
      #expect(all.map(\.bool) == [nil, true, false, nil, nil, nil, nil, nil, nil])
      #expect(all.map(\.integer) == [nil, nil, nil, 12, nil, nil, nil, nil, nil])
      #expect(all.map(\.double) == [nil, nil, nil, 12, 1.5, nil, nil, nil, nil])
      #expect(all.map(\.string) == [nil, nil, nil, nil, nil, "text", "\n", nil, nil])
      #expect(all.map { $0.plainUTF8.map { String(decoding: $0, as: UTF8.self) } }[5...6] == ["text", nil])
      #expect(all.map { $0.equals("text") }[4...6] == [false, true, false])
      #expect(all[6].equals("\n") && !all[6].equals("\\n"))
      #expect(all[5].equals("") == false)
    }
  }

  @Test("depth is limited where it is exceeded, for arrays and objects alike")
  func depth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try JSON(parsing: nested(64)) }
    #expect(throws: JSONParseError(offset: 64, reason: "nested deeper than 64 levels")) {
      try JSON(parsing: nested(65))
    }
    #expect(throws: JSONParseError(offset: 0, reason: "nested deeper than 0 levels")) {
      try JSON(parsing: "[]", maxDepth: 0)
    }
    #expect(try JSON(parsing: "1", maxDepth: 0) == 1)
    #expect(throws: JSONParseError(offset: 5, reason: "nested deeper than 1 levels")) {
      try JSON(parsing: "{\"a\":{}}", maxDepth: 1)
    }
    #expect(try JSON(parsing: "[[],[],[]]", maxDepth: 2) == [[], [], []])
  }

  @Test("no depth overflows the stack, and the ceiling holds whatever the caller allows")
  func ceiling() throws {
    let depth = Tape.depthCeiling
    let deepest = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(try JSON(parsing: deepest, maxDepth: .max).description == deepest)
    for opening in ["[", "{\"a\":"] {
      let error = #expect(throws: JSONParseError.self) {
        try JSON(parsing: String(repeating: opening, count: 200_000), maxDepth: .max)
      }
      #expect(error?.offset == depth * opening.utf8.count)
    }
  }

  @Test("a tape grows over any number of values and is used again for small ones")
  func reuse() throws {
    var tape = Tape()
    for count in [1, 10, 63, 64, 65, 5000, 2, 0] {
      for text in [
        "[" + (0..<count).map(String.init).joined(separator: ",") + "]",
        "{" + (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}",
      ] {
        try Array(text.utf8).withUnsafeBytes { bytes in
          try tape.parse(bytes)
          tape.withRoot(of: bytes) { root in
            #expect(root.count == count)
            #expect(root.value.description == text)
          }
        }
      }
    }
    tape.shrink(toEntries: 64)
    try Array("[1]".utf8).withUnsafeBytes { bytes in
      try tape.parse(bytes)
      #expect(tape.withRoot(of: bytes) { $0.value } == [1])
    }
  }

  @Test("a failed parse does not spoil the next one")
  func recovers() throws {
    var tape = Tape()
    #expect(throws: JSONParseError.self) { try Array("[[[1,".utf8).withUnsafeBytes { try tape.parse($0) } }
    try Array("{\"a\":[]}".utf8).withUnsafeBytes { bytes in
      try tape.parse(bytes)
      #expect(tape.withRoot(of: bytes) { $0.value } == ["a": []])
    }
  }
}
