import ClientKit
import JSON
import JSONRPC
import Testing
import Vocabulary

@Suite("What would let a refused call pass")
struct RemedyHintTests {
  private static let options = ["strict", "long", "cascade", "restore-secrets", "accept", "dependents", "where"].map {
    OptionDescription($0, "")
  }

  private static func hint(_ data: JSON, _ options: [OptionDescription] = options) -> String? {
    RPCError(code: 5, message: "no", data: data).hint(options)
  }

  @Test(
    "is told with the options of the command, whatever the daemon's sentence says",
    arguments: [
      (["remedy": "strict", "hint": "x"], "leave out --strict to do it anyway"),
      (["remedy": "long"], "use --long to allow more time, or do less at once"),
      (["remedy": "cascade"], "use --cascade to undo those too, the newest first"),
      (["remedy": "restore_secrets", "undo": 7], "undo change 7 first, then this one with --restore-secrets"),
      (
        ["remedy": "accept", "requires": ["root", "default_role"]],
        "use --accept root and --accept default_role to do it anyway"
      ),
      (["remedy": "where"], "ask for less at a time, or narrow --where"),
    ] as [(JSON, String)])
  func options(data: JSON, expected: String) { #expect(Self.hint(data) == expected) }

  @Test(
    "names what becomes of dependents",
    arguments: [
      ([2, 0], "use --dependents detach to unlink them: none of them is deleted"),
      ([2, 2], "use --dependents detach to unlink them, or 'delete' to delete them too"),
      ([2, 1], "use --dependents detach to unlink them, or 'delete' to delete 1 node too, and unlink 1 node"),
    ] as [([Int64], String)])
  func dependents(counts: [Int64], expected: String) {
    let group: JSON = ["entity": "node", "count": .integer(counts[0]), "parts": .integer(counts[1])]
    #expect(Self.hint(["remedy": "dependents", "dependents": [group]]) == expected)
  }

  @Test("names no way that the daemon refuses")
  func essential() {
    func hint(_ count: Int64) -> String? {
      let group: JSON = ["entity": "session", "count": .integer(count), "parts": 1]
      return Self.hint(["remedy": "dependents", "dependents": [group], "detachable": false])
    }
    #expect(hint(1) == "some of them cannot be unlinked: use --dependents delete to delete them too")
    #expect(
      hint(2)
        == "some of them cannot be unlinked: use --dependents delete to delete 1 session too, and unlink 1 session")
  }

  @Test("stays the daemon's sentence where the command has no such option, and for what this client does not know")
  func others() {
    #expect(Self.hint(["remedy": "long", "hint": "use 'long'"], []) == "use 'long'")
    #expect(Self.hint(["remedy": "retry", "hint": "try again"]) == "try again")
    #expect(Self.hint(["remedy": "something new", "hint": "as it is"]) == "as it is")
    #expect(Self.hint(["hint": "say 'cascade'"]) == "say 'cascade'")
    #expect(Self.hint([:]) == nil)
  }

  @Test("the way to a secret that an undo left is told once, in the words of the client")
  func withheld() {
    let answer: JSON = [
      "withheld": [
        ["name": "password of user 'u' (1)", "change": 2],
        ["name": "password of user 'v' (2)", "change": 2],
        ["name": "api_key of node 'n' (3)", "change": 5, "undo": 9, "cascade": true],
      ]
    ]
    #expect(
      WithheldHint.all(in: answer) { "--" + $0.rawValue } == [
        "undo change 2 with --restore_secrets to bring the old one back",
        "undo change 9 first, then undo change 5 with --cascade and --restore_secrets to bring the old one back",
      ])
    #expect(WithheldHint.all(in: ["undone": [1]]) { $0.rawValue } == [])
  }
}
