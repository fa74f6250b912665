import ClientKit
import JSON
import Testing

@Suite("formats")
struct OutputTests {
  private func write(_ value: JSON, _ format: OutputFormat, _ style: Style = Style()) -> String {
    var format = format.make([], key: [], style)
    var text = ""
    format.record(value, to: &text)
    return text
  }

  @Test(
    "yaml leaves text plain only where it can be nothing but text",
    arguments: [
      ("text", "text"), ("two words", "two words"), ("a:b", "a:b"), ("jane@example.org", "jane@example.org"),
      ("", "\"\""), ("true", "\"true\""), ("No", "\"No\""), ("y", "\"y\""), ("null", "\"null\""), ("~", "\"~\""),
      ("12", "\"12\""), ("1e3", "\"1e3\""), ("0x1F", "\"0x1F\""), (".5", "\".5\""), ("-", "\"-\""), ("- a", "\"- a\""),
      ("2026-01-31", "\"2026-01-31\""), ("12:30:45", "\"12:30:45\""), ("a: b", "\"a: b\""), ("a:", "\"a:\""),
      ("a #b", "\"a #b\""), ("#a", "\"#a\""), ("[a]", "\"[a]\""), ("{a}", "\"{a}\""), ("a, b", "\"a, b\""),
      (" a", "\" a\""),
      ("a ", "\"a \""), ("&a", "\"&a\""), ("*a", "\"*a\""), ("!a", "\"!a\""), ("%a", "\"%a\""), ("@a", "\"@a\""),
      ("`a", "\"`a\""), ("'a'", "\"'a'\""), ("a\"b", "\"a\\\"b\""), ("a\\b", "\"a\\\\b\""), ("<<", "\"<<\""),
      ("=", "\"=\""),
      ("a\tb", "\"a\\tb\""), ("\u{85}", "\"\\x85\""), ("\u{FEFF}a", "\"\\ufeffa\""), ("Zoë", "Zoë"), ("...", "\"...\""),
      ("---", "\"---\""), (".nan", "\".nan\""), ("NaN", "\"NaN\""), ("?", "\"?\""), ("|", "\"|\""), (">", "\">\""),
    ])
  func yaml(text: String, expected: String) { #expect(write(.string(text), .yaml) == expected + "\n") }

  @Test(
    "yaml writes lines as literal blocks where those hold them exactly",
    arguments: [
      ("a\nb", "a: |-\n  a\n  b\n"), ("a\nb\n", "a: |\n  a\n  b\n"), ("a\n\n", "a: |+\n  a\n\n"),
      ("a\n\nb", "a: |-\n  a\n\n  b\n"), (" a\nb", "a: \" a\\nb\"\n"), ("\na", "a: \"\\na\"\n"),
      ("a\r\nb", "a: \"a\\r\\nb\"\n"),
      ("a\n  b", "a: |-\n  a\n    b\n"), ("a\nb \n", "a: |\n  a\n  b \n"),
    ])
  func blocks(text: String, expected: String) { #expect(write(["a": .string(text)], .yaml) == expected) }

  @Test("yaml nests")
  func nested() {
    let value: JSON = ["a": [["b": [1, []], "c": [:]], "x\ny", [2]], "d": nil, "e": true]
    let expected = """
      a:
        - b:
            - 1
            - []
          c: {}
        - |-
          x
          y
        - - 2
      d: null
      e: true

      """
    #expect(write(value, .yaml) == expected)
  }

  @Test(
    "a cell is a name where it can be",
    arguments: [
      (nil, ""), (true, "true"), (7, "7"), ("x", "x"), (["id": 3, "name": "IKNL"], "IKNL"), (["id": 3], "3"),
      (["id": 9, "missing": true], "9 (missing)"), (["id": 1, "name": "a", "scope": "b", "operation": "c"], "a:b:c"),
      (["count": 4], "4"), ([["id": 1, "name": "a"], ["id": 2, "name": "b,c"]], "a,b\\,c"), ([1, 2], "1,2"), ([], ""),
      (["a": 1], "{\"a\":1}"), ([[1]], "[[1]]"), (["id": 3, "name": nil], "3"), (.number(1.5), "1.5"),
    ] as [(JSON, String)])
  func cells(value: JSON, text: String) { #expect(Cell.text(value) == text) }

  @Test(
    "csv quotes what must be quoted, and tells null from nothing",
    arguments: [
      ("a", "a"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), ("", "\"\""),
      (nil, ""), (" a ", " a "),
    ] as [(JSON, String)])
  func csv(value: JSON, text: String) { #expect(write(["x": value], .csv) == "x\n\(text)\n") }

  @Test("a template shows paths, braces and escapes")
  func template() throws {
    let format = try OutputFormat("template={a.b}{{x}}\\t{list.n}\\\\{none}|")
    #expect(write(["a": ["b": 1], "list": [["n": 1], ["n": 2]]], format) == "1{x}\t1,2\\|\n")
    #expect(write(["a": ["x:b": 1], "x:c": 2], try OutputFormat("template={a.x:b}{x:c}")) == "12\n")
  }

  @Test(
    "a format that is none is refused",
    arguments: [
      "jsn", "", "template", "template={a", "template=a}", "{}", "{a b}", "template={a-b}", "template={y:a}",
    ])
  func refuses(text: String) { #expect(throws: UsageError.self) { try OutputFormat(text) } }

  @Test("paths reach through references, lists and nothing")
  func paths() {
    let value: JSON = [
      "a": ["b": 1], "list": [["n": 1], [:]], "none": nil, "cut": [["n": 1], ["more": true, "count": 9]],
    ]
    #expect(value.at("a.b") == 1)
    #expect(value.at("list.n") == [1, nil])
    #expect(value.at("none.x.y") == .null)
    #expect(value.at("cut.n") == [1, ["more": true, "count": 9]])
    #expect(value.at("a.x") == nil)
    #expect(value.at("a.b.c") == nil)
  }

  @Test("a selection keeps the shape")
  func selection() {
    let value: JSON = ["a": ["b": 1, "c": 2], "l": [["n": 1, "m": 2]], "x": 1]
    #expect(value.selecting(["a.c", "l.n"]) == ["a": ["c": 2], "l": [["n": 1]]])
    #expect(value.selecting(["a.c", "a"]) == ["a": ["b": 1, "c": 2]])
    #expect(value.selecting(["nothing"]) == [:])
  }

  @Test("an upright record keeps lines under their field, and a damaged field says so")
  func upright() {
    let value: JSON = ["name": "a", "log": "one\ntwo\u{1B}", "none": nil, "bad": nil, "damaged": ["bad"]]
    let text = write(value, .table, Style(isTerminal: true))
    #expect(text == "name     a\nlog      one\n         two\\e\nnone     -\nbad      (damaged)\ndamaged  bad\n")
  }
}
