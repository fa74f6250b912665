import ClientKit
import JSON
import Testing

@Suite("what happened to a record, in words")
struct RecordDiffTests {
  @Test(
    "a diff has a line for what went and one for what came",
    arguments: [
      (
        nil, ["id": 7, "name": "a", "age": nil, "roles": [["id": 1], ["id": 2]]],
        "created user 7\n+ name: a\n+ roles: 1, 2\n"
      ),
      (["id": 7, "name": "a"], nil, "deleted user 7\n- name: a\n"),
      (["name": "a", "age": 1], ["name": "b", "age": nil], "changed user 7\n- name: a\n+ name: b\n- age: 1\n"),
      (["log": "one\ntwo"], ["log": ""], "changed user 7\n- log: one\n-   two\n+ log: \"\"\n"),
      ([:], ["roles": [["id": 3]]], "changed user 7\n+ roles: 3\n"), ([:], [:], "changed user 7\n"),
      (["flag": false], ["flag": true], "changed user 7\n- flag: false\n+ flag: true\n"),
    ] as [(JSON, JSON, String)])
  func text(before: JSON, after: JSON, expected: String) {
    let change: JSON = ["entity": "user", "id": 7, "before": before, "after": after]
    #expect(RecordDiff(change, Style()).text == expected)
  }

  @Test(
    "a summary says it in one line",
    arguments: [
      (nil, ["id": 7, "name": "ann"], "created 'ann'"), (nil, ["id": 7], "created"),
      (["id": 7, "age": 3, "name": "ann"], nil, "deleted 'ann'"), (["age": 1], ["age": nil], "age: 1 → -"),
      (["roles": [["id": 1]], "a": "x"], ["roles": [["id": 2], ["id": 3]], "a": "y"], "roles: +2 +3 -1, a: x → y"),
      (
        ["log": .string(String(repeating: "x", count: 100))], ["log": ""],
        "log: \(String(repeating: "x", count: 23))… → \"\""
      ),
      ([:], [:], "changed"),
    ] as [(JSON, JSON, String)])
  func summary(before: JSON, after: JSON, expected: String) {
    let change: JSON = ["entity": "user", "id": 7, "before": before, "after": after]
    #expect(RecordDiff(change, Style()).summary == expected)
  }

  @Test(
    "a line of a plan names the record; an id that a dry run made up is left out",
    arguments: [
      ("a", nil, ["id": 7, "name": "a"], "+ create user 'a'\n", "+ created user 'a' (7)\n"),
      ("a", ["age": 1], ["age": 2], "~ change user 'a' (7): age: 1 → 2\n", "~ changed user 'a' (7): age: 1 → 2\n"),
      ("a", ["id": 7], nil, "- delete user 'a' (7)\n", "- deleted user 'a' (7)\n"),
      ("a", [:], [:], "~ change user 'a' (7)\n", "~ changed user 'a' (7)\n"),
      (
        nil, nil, ["id": 7, "log": "x", "name": "sum", "task": ["id": 3]], "+ create user: name: sum, task: 3\n",
        "+ created user 7: name: sum, task: 3\n"
      ),
      (nil, ["id": 7, "log": "x"], nil, "- delete user 7\n", "- deleted user 7\n"),
    ] as [(JSON, JSON, JSON, String, String)])
  func planLine(name: JSON, before: JSON, after: JSON, planned: String, done: String) {
    let change: JSON = ["entity": "user", "id": 7, "name": name, "before": before, "after": after]
    #expect(RecordDiff(change, Style(), isDry: true).planLine == planned)
    #expect(RecordDiff(change, Style()).planLine == done)
    let narrow = RecordDiff(change, Style(isTerminal: true, width: 12)).planLine
    #expect(narrow.split(separator: "\n").joined(separator: " ").replacing("     ", with: " ") + "\n" == done)
  }

  @Test("what is no change does no harm")
  func odd() {
    #expect(RecordDiff(7, Style()).text == "created record \n")
    #expect(RecordDiff(["entity": "user", "before": 1, "after": []], Style()).summary == "created")
  }
}
