import JSON
import Testing

@Suite("writing JSON")
struct WriterTests {
  private func written(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test(
    "a member is written in one step as in two",
    arguments: [
      "", "plain", "eight by", "a longer text that needs no escapes", "with \"quotes\"", "line\nbreak",
      "Ünicode \u{1F600}", "\\",
    ])
  func members(text: String) {
    for name in ["name", "tab\t"] {
      let key = JSONWriter.encodedKey(name)
      let once = written { writer in
        writer.beginObject()
        for _ in 0..<2 {
          #expect(Array(text.utf8).withUnsafeBufferPointer { writer.member(key, utf8: $0) })
          writer.nullMember(key)
        }
        writer.endObject()
      }
      let twice = written { writer in
        writer.beginObject()
        for _ in 0..<2 {
          writer.rawKey(key)
          writer.string(text)
          writer.rawKey(key)
          writer.null()
        }
        writer.endObject()
      }
      #expect(once == twice)
    }
  }

  @Test("a member that is no text is not written")
  func noMember() {
    let text = written { writer in
      writer.beginObject()
      writer.nullMember(JSONWriter.encodedKey("a"))
      #expect(![0x61, 0xFF].withUnsafeBufferPointer { writer.member(JSONWriter.encodedKey("b"), utf8: $0) })
      writer.nullMember(JSONWriter.encodedKey("c"))
      writer.endObject()
    }
    #expect(text == #"{"a":null,"c":null}"#)
  }

  @Test("commas are put where they belong")
  func commas() {
    let text = written { writer in
      writer.beginObject()
      writer.key("empty")
      writer.beginArray()
      writer.endArray()
      writer.key("list")
      writer.beginArray()
      writer.integer(1)
      writer.null()
      writer.bool(true)
      writer.bool(false)
      writer.number(1.5)
      writer.string("x")
      writer.raw("[0]")
      writer.raw([0x37])
      writer.value(["a": [1, 2]])
      writer.beginObject()
      writer.endObject()
      writer.beginArray()
      writer.endArray()
      writer.endArray()
      let name = "with \"quotes\""
      writer.key(name)
      writer.null()
      writer.rawKey(JSONWriter.encodedKey("tab\t"))
      writer.integer(2)
      writer.endObject()
      writer.endLine()
      writer.integer(3)
      writer.endLine()
    }
    #expect(
      text
        == #"{"empty":[],"list":[1,null,true,false,1.5,"x",[0],7,{"a":[1,2]},{},[]],"with \"quotes\"":null,"tab\t":2}"#
        + "\n3\n")
  }

  private static let escaped: [(text: String, encoded: String)] = [
    ("", #""""#), ("plain", #""plain""#), ("\"", #""\"""#), ("\\", #""\\""#), ("/", #""/""#),
    ("\u{8}\u{9}\u{A}\u{C}\u{D}", #""\b\t\n\f\r""#), ("\0\u{1}\u{B}\u{1F}", #""\u0000\u0001\u000b\u001f""#),
    ("\u{7F}é日\u{1F600}\u{2028}", "\"\u{7F}é日\u{1F600}\u{2028}\""), ("12345678\"9", #""12345678\"9""#),
    ("\"12345678\\", #""\"12345678\\""#), ("<script>&'", #""<script>&'""#),
  ]

  @Test("strings escape quotes, backslashes and controls, and nothing else", arguments: escaped)
  func escapes(text: String, expected: String) throws {
    #expect(written { $0.string(text) } == expected)
    #expect(JSON.string(text).description == expected)
    let utf8 = Array(text.utf8)
    var isValid = false
    let fromBytes = written { writer in isValid = utf8.withUnsafeBufferPointer { writer.string(utf8: $0) } }
    #expect(isValid && fromBytes == expected)
    #expect(try JSON(parsing: expected) == .string(text))
  }

  @Test("an escape is found at every distance from the start and the end", arguments: 0..<20, 0..<12)
  func escapesEverywhere(before: Int, after: Int) throws {
    for special in ["\"", "\\", "\n", "\u{1}", "\u{1F}"] {
      let text = String(repeating: "é", count: before / 2) + String(repeating: "x", count: before % 2)
      let whole = text + special + String(repeating: "y", count: after)
      #expect(try JSON(parsing: written { $0.string(whole) }) == .string(whole))
    }
  }

  private static let notUTF8: [[UInt8]] = [
    [0x80], [0x61, 0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    Array("12345678".utf8) + [0xFF], Array("1234567".utf8) + [0xC3, 0x28] + Array("12345678".utf8),
  ]

  @Test("bytes that are not UTF-8 write nothing", arguments: notUTF8)
  func invalidUTF8(bytes: [UInt8]) {
    let text = written { writer in
      writer.beginArray()
      writer.integer(1)
      let isValid = bytes.withUnsafeBufferPointer { writer.string(utf8: $0) }
      #expect(!isValid)
      writer.integer(2)
      writer.endArray()
    }
    #expect(text == "[1,2]")
  }

  @Test(
    "integers are written in full",
    arguments: [0, 1, 9, 10, -1, -9, -10, 12_345_678_901, .max, .min, -1_000_000_000_000_000_000] as [Int64])
  func integers(number: Int64) {
    #expect(written { $0.integer(number) } == "\(number)")
  }

  private static let numbers: [(number: Double, text: String)] = [
    (0.0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-3, "-3.0"), (0.1, "0.1"), (1.0 / 3, "0.3333333333333333"),
    (1e16, "1e+16"), (1e300, "1e+300"), (.leastNonzeroMagnitude, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"),
    (.infinity, "null"), (-.infinity, "null"), (.nan, "null"),
  ]

  @Test("numbers are the shortest text that reads back the same, and stay numbers", arguments: numbers)
  func writesNumbers(number: Double, expected: String) throws {
    #expect(written { $0.number(number) } == expected)
    if number.isFinite { #expect(try JSON(parsing: expected) == .number(number)) }
  }

  @Test("bytes are written as base64")
  func base64() {
    let text = written { writer in
      writer.beginArray()
      for bytes in [[], [0xFB], [0xFB, 0xFF], [0xFB, 0xFF, 0xBF]] as [[UInt8]] {
        bytes.withUnsafeBytes { writer.base64($0) }
      }
      writer.endArray()
    }
    #expect(text == #"["","+w==","+/8=","+/+/"]"#)
  }

  @Test("a half written value is taken back with its comma")
  func truncates() {
    let text = written { writer in
      writer.beginArray()
      let first = writer.mark()
      writer.integer(1)
      #expect(writer.count(since: first) == 1)
      let backToFirst = writer.truncate(to: first)
      #expect(backToFirst)
      writer.integer(2)
      let second = writer.mark()
      writer.beginObject()
      writer.key("half")
      let backToSecond = writer.truncate(to: second)
      #expect(backToSecond)
      writer.integer(3)
      writer.endArray()
    }
    #expect(text == "[2,3]")
  }

  @Test("a value is replaced where it stands, with what is around it as it was")
  func replaces() {
    func double(_ value: JSON) -> JSON { .array([value, value]) }
    let text = written { writer in
      writer.beginArray()
      var marks = [writer.mark()]
      for number in 1...3 as ClosedRange<Int64> {
        writer.integer(number)
        marks.append(writer.mark())
      }
      for place in [2, 1, 0] where place != 1 { writer.replace(from: marks[place], to: marks[place + 1], double) }
      writer.endArray()
    }
    #expect(text == "[[1,1],2,[3,3]]")
    let lines = written { writer in
      let start = writer.mark()
      writer.integer(1)
      writer.endLine()
      let middle = writer.mark()
      writer.replace(from: middle, to: writer.mark(), double)
      writer.replace(from: start, to: middle, double)
      writer.integer(2)
    }
    #expect(lines == "[1,1]\n2")
  }

  @Test("emptying keeps the capacity, so that the next text allocates nothing")
  func capacity() {
    var writer = JSONWriter(capacity: 1000)
    let before = writer.bytes.capacity
    for _ in 0..<100 {
      writer.string(String(repeating: "x", count: 500))
      writer.removeAll()
    }
    #expect(before >= 1000 && writer.bytes.capacity == before)
  }
}
