import JSON
import Testing

@Suite("parsing JSON")
struct ParserTests {
  private static let allowed: [(text: String, value: JSON)] = [
    ("null", JSON.null), (" true", true), ("false\n", false), ("\t\r\n 0 \t\r\n", 0), ("\"\"", ""),
    ("[]", []), ("{}", [:]), ("[ ]", []), ("{ }", [:]), ("[[]]", [[]]), ("[{}]", [[:]]), ("{\"\":{}}", ["": [:]]),
    ("[null,1,\"1\",{}]", [nil, 1, "1", [:]]), ("[1\n,\r2\t]", [1, 2]), ("[[],[[]],[]]", [[], [[]], []]),
    ("{\"a\":1,\"b\":[true]}", ["a": 1, "b": [true]]), (" { \"a\" : 1 , \"b\" : 2 } ", ["a": 1, "b": 2]),
    ("{\"a\":1,\"a\":2}", ["a": 1, "a": 2]), ("{\"a\":null}", ["a": nil]),
    ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{C}\n\r\t"), ("\"\\u0041\\u00e9\\u00E9\"", "A\u{E9}\u{E9}"),
    ("\"\\u0000\"", "\0"), ("\"\\u0022\\u005C\"", "\"\\"), ("\"\\uD834\\udd1e\"", "\u{1D11E}"),
    ("\"\\uDBFF\\uDFFD\"", "\u{10FFFD}"),
    ("\"\\uD7FF\\uE000\"", "\u{D7FF}\u{E000}"), ("\"\u{7F}\u{80}\u{7FF}\u{800}\"", "\u{7F}\u{80}\u{7FF}\u{800}"),
    ("\"\u{D7FF}\u{E000}\u{FFFD}\u{10000}\u{10FFFD}\"", "\u{D7FF}\u{E000}\u{FFFD}\u{10000}\u{10FFFD}"),
    ("\"\u{FEFF}\u{2028}\u{2029}\"", "\u{FEFF}\u{2028}\u{2029}"), ("\"/* no comment */\"", "/* no comment */"),
    ("\"a\\\\\"", "a\\"), ("{\"\\u0061\\n\":0}", ["a\n": 0]), ("\"\\\\u0041\"", "\\u0041"),
  ]

  @Test("what RFC 8259 allows is read", arguments: allowed)
  func accepts(text: String, expected: JSON) throws {
    #expect(try JSON(parsing: text) == expected)
    #expect(Grammar.accepts(Array(text.utf8)))
  }

  private static let forbidden: [(text: String, offset: Int)] = [
    // Nothing, or too little.
    ("", 0), (" ", 1), ("\n", 1), ("[", 1), ("{", 1), ("[1", 2), ("[1,", 3), ("{\"a\"", 4), ("{\"a\":", 5),
    ("{\"a\":1", 6), ("{\"a\":1,", 7), ("\"", 1), ("\"abc", 4), ("\"abcdefghijkl", 13), ("[\"a", 3), ("\"\\", 2),
    ("\"\\u", 3), ("\"\\u00", 5), ("-", 1), ("[[[[", 4), ("[{", 2), ("[\"a\",\n4\n,1,", 11),
    // Too much.
    ("1 2", 2), ("[]]", 2), ("{}}", 2), ("[][]", 2), ("\"a\"x", 3), ("null,", 4), ("{\"a\":1}#", 7), ("[1]x", 3),
    ("{}//", 2), ("\"a\"/**/", 3), ("1\0", 1),
    // Structure.
    ("]", 0), ("}", 0), (",", 0), (":", 0), ("[,]", 1), ("[1,]", 3), ("[,1]", 1), ("[1,,2]", 3), ("[1 2]", 3),
    ("[1:2]", 2), ("[1}", 2), ("{]", 1), ("{\"a\":1]", 6), ("{\"a\":1,}", 7), ("{,\"a\":1}", 1), ("{\"a\" 1}", 5),
    ("{\"a\",1}", 4), ("{\"a\"}", 4), ("{\"a\"::1}", 5), ("{\"a\":1 \"b\":2}", 7), ("{1:1}", 1), ("{a:1}", 1),
    ("{'a':1}", 1), ("{null:1}", 1), ("{\"a\":1;}", 6), ("[\"a\"\"b\"]", 4), ("<null>", 0), ("[a]", 1),
    ("/**/1", 0), ("[1/**/]", 2),
    // Literals.
    ("nul", 3), ("tru]", 3), ("True", 0), ("NULL", 0), ("nulll", 4), ("falsy", 4), ("undefined", 0), ("[nan]", 2),
    // Numbers.
    ("01", 0), ("-01", 1), ("00", 0), ("+1", 0), (".5", 0), ("-.5", 1), ("1.", 2), ("1.e1", 2), ("1.5.", 3),
    ("1e", 2), ("1e+", 3), ("1E-", 3), ("1eE1", 2), ("1e1.5", 3), ("0x1", 1), ("1_000", 1), ("--1", 1), ("- 1", 1),
    ("NaN", 0), ("-NaN", 1), ("Infinity", 0), ("-Infinity", 1), ("1a", 1), ("1+1", 1), ("\u{FF11}", 0),
    // Strings.
    ("\"\t\"", 1), ("\"a\nb\"", 2), ("\"\0\"", 1), ("\"abcdefgh\u{1F}\"", 9), ("'a'", 0), ("\"\\x41\"", 1),
    ("\"\\a\"", 1), ("\"\\U0041\"", 1), ("\"\\'\"", 1), ("\"\\\n\"", 1), ("\"\\u00G0\"", 5), ("\"\\u 041\"", 3),
    ("\"\\u+041\"", 3), ("\\u0041", 0), ("\"\\é\"", 1), ("\u{A0}1", 0), ("[\u{2060}]", 1), ("[\u{C}]", 1),
    ("\u{B}1", 0), ("é", 0),
    // Surrogates that make no character.
    ("\"\\uD800\"", 1), ("\"\\uDC00\"", 1), ("\"\\uD800x\"", 1), ("\"\\uD800\\n\"", 1), ("\"\\uD800\\u0041\"", 1),
    ("\"\\uD800\\uD800\"", 1), ("\"\\uDC00\\uD800\"", 1), ("\"ab\\uDFFF\"", 3), ("{\"\\uD800\":1}", 2),
    ("\"\\uD800\\u\"", 9), ("\"\\uD834\\uDd\"", 11),
    // A byte order mark.
    ("\u{FEFF}", 0), ("\u{FEFF}{}", 0),
  ]

  @Test("what RFC 8259 forbids is refused where it goes wrong", arguments: forbidden)
  func refuses(text: String, offset: Int) {
    let error = #expect(throws: JSONParseError.self) { try JSON(parsing: text) }
    #expect(error?.offset == offset, "\(error.debugDescription)")
    #expect(error?.reason.isEmpty == false)
    #expect(!Grammar.accepts(Array(text.utf8)))
  }

  private static let badSequences: [[UInt8]] = [
    [0x80], [0xBF], [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80],
    [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
    [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x28, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
    [0xFC, 0x83, 0xBF, 0xBF, 0xBF, 0xBF], [0xFE], [0xFF],
  ]

  @Test("text that is not UTF-8 is refused at its first bad byte", arguments: badSequences, [0, 1, 7, 8, 20])
  func refusesBadUTF8(sequence: [UInt8], before: Int) {
    let text = Array("\"".utf8) + Array(repeating: 0x61, count: before) + sequence + Array("\"".utf8)
    let error = #expect(throws: JSONParseError.self) { try JSON(parsing: text) }
    #expect(error == JSONParseError(offset: before + 1, reason: "a string is not valid utf-8"))
    #expect(throws: JSONParseError.self) { try JSON(parsing: Array("\"".utf8) + sequence) }
    #expect(throws: JSONParseError.self) { try JSON(parsing: Array("[".utf8) + sequence + Array("]".utf8)) }
  }

  @Test("code points that are no characters are text all the same", arguments: [0xFDD0, 0xFFFE, 0xFFFF, 0x10FFFF])
  func noncharacters(code: UInt32) throws {
    let text = String(try #require(Unicode.Scalar(code)))
    #expect(try JSON(parsing: "\"\(text)\"") == .string(text))
    let escaped = text.utf16.map { "\\u" + String($0, radix: 16) }.joined()
    #expect(try JSON(parsing: "\"\(escaped)\"") == .string(text))
  }

  @Test("UTF-16 is refused", arguments: [[0xFF, 0xFE, 0x5B, 0, 0x5D, 0], [0, 0x5B, 0, 0x5D], [0x5B, 0, 0x5D, 0]])
  func refusesUTF16(bytes: [UInt8]) {
    #expect(throws: JSONParseError.self) { try JSON(parsing: bytes) }
  }

  @Test("every control character in a string is refused and every other ASCII character read", arguments: 0..<16)
  func controls(before: Int) throws {
    let filling = String(repeating: "x", count: before)
    for code in UInt8(0)..<0x80 where code != 0x22 && code != 0x5C {
      let text = filling + String(Unicode.Scalar(code))
      let bytes = Array("\"\(text)\"".utf8)
      if code < 0x20 {
        #expect(throws: JSONParseError(offset: before + 1, reason: "a control character in a string must be escaped")) {
          try JSON(parsing: bytes)
        }
      } else {
        #expect(try JSON(parsing: bytes) == .string(text))
      }
    }
  }

  @Test("every prefix of a text is refused as too short, without reading past its end")
  func prefixes() {
    let text = Array(#"{"a":[1.5e3,-20,true,false,null,"é\n\ud834\udd1e 日本 plain text"],"bb":{"c":[]}}"#.utf8)
    #expect(throws: Never.self) { try JSON(parsing: text) }
    for length in text.indices {
      let error = #expect(throws: JSONParseError.self) { try JSON(parsing: Array(text[..<length])) }
      #expect((error?.offset ?? .max) <= length)
    }
  }

  private static let explained: [(text: String, message: String)] = [
    ("[1 2]", "expected ',' or ']', found '2' at byte 3"),
    ("{\"a\" 1}", "expected ':' after a member's name, found '1' at byte 5"),
    ("{1}", "expected a member's name in double quotes, found '1' at byte 1"),
    ("\u{1}", "expected a value, found byte 0x01 at byte 0"), ("[1", "the text ends too early at byte 2"),
    ("", "the text is empty at byte 0"), ("trie", "expected 'true', found 'i' at byte 2"),
    ("\"ab", "the string that starts at byte 0 has no end at byte 3"),
    ("\u{FEFF}1", "a byte order mark is not allowed at byte 0"), ("1e999", "number out of range at byte 0"),
    ("[] x", "expected nothing more after the value, found 'x' at byte 3"),
  ]

  @Test("an error names what it found and what would be right", arguments: explained)
  func messages(text: String, message: String) {
    let error = #expect(throws: JSONParseError.self) { try JSON(parsing: text) }
    #expect(error?.description == message)
  }
}
