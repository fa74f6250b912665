import ClientKit
import JSON
import Testing

@Suite("a record as it is edited")
struct FieldDocumentTests {
  @Test(
    "whatever the YAML format writes is read back",
    arguments: [
      "text", "", "true", "007", "a: b", "a #b", "#a", "- a", "'a'", "a\"b", "a\\b", "a\tb", "\u{85}", "\u{FEFF}a",
      "Zoë",
      "日本", "a\nb", "a\nb\n", "a\n\n", "a\n\nb", " a\nb", "\na", "a\r\nb", "a\n  b", "a\nb \n",
      "a\n# no comment\nb\n\n\n",
      "~", "null", "\u{1B}[31m", "a\n- b\nc: d\n",
    ])
  func roundTrip(text: String) throws {
    let record: JSON = [
      "first": .string(text), "list": [.string(text.replacing("\n", with: " ")), "x"], "last": "end",
    ]
    var format = OutputFormat.yaml.make([], key: [], Style())
    var written = ""
    for member in record.object?.members ?? [] {
      written += "# help\n"
      format.record(.object(JSON.Object([member])), to: &written)
    }
    let fields = try FieldDocument(written).fields
    #expect(fields.map(\.name) == ["first", "list", "last"])
    #expect(string(fields[0].content) == text)
    guard case .list(let items) = fields[1].content else {
      Issue.record("no list: \(fields[1].content)")
      return
    }
    #expect(items.map(string) == [text.replacing("\n", with: " "), "x"])
  }

  private func string(_ content: FieldDocument.Content) -> String? {
    switch content {
    case .plain(let text), .text(let text): text
    case .null: ""
    case .list, .record: nil
    }
  }

  @Test(
    "people write it in other ways too",
    arguments: [
      ("a: b # c", .plain("b")), ("a:   b  ", .plain("b")), ("a: 'it''s' # c", .text("it's")), ("a:", .null),
      ("a: # nothing", .null), ("a: ~", .null), ("a: null", .null), ("a: \"null\"", .text("null")),
      ("a: []", .list([])), ("a:\n- 1\n- \"2\"", .list([.plain("1"), .text("2")])),
      ("a:\n  - x\n  # note\n  - y", .list([.plain("x"), .plain("y")])), ("\n\na: b\r\n", .plain("b")),
      ("a: \"\\u00e9\\x41\\e\"", .text("éA\u{1B}")), ("a: http://x#y", .plain("http://x#y")),
      ("  a: b", .plain("b")), ("a: >\n  b\n  c\n", .text("b c\n")), ("{\"a\": \"b\"}", .text("b")),
      ("a: [x, 2]", .list([.plain("x"), .plain("2")])),
      ("a:\n  id: 2\n  name: b", .record([.init("id", .plain("2")), .init("name", .plain("b"))])),
      ("a:\n  - id: 2\n    name: \"b\"", .list([.record([.init("id", .plain("2")), .init("name", .text("b"))])])),
    ] as [(String, FieldDocument.Content)])
  func people(text: String, expected: FieldDocument.Content) throws {
    let fields = try FieldDocument(text).fields
    #expect(fields.count == 1)
    #expect(fields.first?.content == expected)
  }

  @Test(
    "what it does not read is refused, by its line",
    arguments: [
      ("a: b\nnonsense", "line 3: could not find expected ':'"), ("a:b", "line 1: expected 'field: value'"),
      ("a: 1\na: 2", "line 2: 'a' is given twice"), ("a: 1\nb:\n  c: 1\n  c: 2", "line 4: 'c' is given twice"),
      ("a: \"x", "line 1: found unexpected end of stream"), ("a: 'x", "found unexpected end of stream"),
      ("a: \"x\" y", "line 1: did not find expected key"), ("a: \"\\q\"", "found unknown escape character"),
      ("a: \"\\u12\"", "did not find expected hexdecimal number"), ("a: *x", "found undefined alias"),
      ("- a", "line 1: expected 'field: value'"), ("[a]: b", "line 1: expected 'field: value'"),
      ("a: &x [*x]", "lists within lists"),
    ])
  func refused(text: String, reason: String) {
    let error = #expect(throws: UsageError.self) { try FieldDocument(text) }
    #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
  }
}
