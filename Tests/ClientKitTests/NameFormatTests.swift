import ClientKit
import JSON
import Testing

@Suite("what --quiet prints")
struct NameFormatTests {
  @Test(
    "names, ids where there are none, the only value of an answer about no record, and else nothing",
    arguments: [
      (["username": "jane", "id": 3], "jane\n"), (["id": 3], "3\n"), (["run_id": 5], "5\n"),
      (["killed": [4, 5]], "4\n5\n"), (["rules": [["id": 2, "name": "node"], ["id": 3]]], "2\n3\n"),
      (["cleaned": 3, "bytes": 61], ""), (["daemon": ["pid": 1]], ""), (["rules": []], ""), ("text", "text\n"),
    ] as [(JSON, String)])
  func names(answer: JSON, expected: String) {
    var format = NameFormat(["username"], Style())
    var text = ""
    format.record(answer, to: &text)
    #expect(text == expected)
  }
}
