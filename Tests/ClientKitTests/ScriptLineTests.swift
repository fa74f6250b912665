import ClientKit
import JSON
import Testing

@Suite("lines of a script")
struct ScriptLineTests {
  @Test(
    "a line is split as a shell would",
    arguments: [
      ("", []), ("   ", []), ("# user list", []), ("  # x", []), ("user list # all", ["user", "list"]),
      ("a#b", ["a#b"]), ("user\tcreate  username=x\r", ["user", "create", "username=x"]), ("'it'\\''s'", ["it's"]),
      ("\"a \\\"b\\\" \\\\ \\n\"", ["a \"b\" \\ \\n"]), ("a\\ b", ["a b"]), ("''", [""]),
      ("x \"\"", ["x", ""]), ("a '$b' \\$c \"\\$d\"", ["a", "$b", "$c", "$d"]), ("a '#b'", ["a", "#b"]),
      ("名前 é", ["名前", "é"]), ("user create name='a b'", ["user", "create", "name=a b"]),
    ] as [(String, [String])])
  func split(line: String, expected: [String]) throws {
    let line = try ScriptLine(line)
    #expect(line.name == nil)
    #expect(line.words == expected)
  }

  @Test(
    "a name in front is what later lines call the answer",
    arguments: ["o = user get 1", "o= user get 1", "o =user get 1", "o=user get 1", "  o  =  user get 1 # x"])
  func named(line: String) throws {
    let line = try ScriptLine(line)
    #expect(line.name == "o")
    #expect(line.words == ["user", "get", "1"])
  }

  @Test("an equals sign further on is no name")
  func values() throws {
    #expect(try ScriptLine("user list --where a=b").name == nil)
    #expect(try ScriptLine("vctl user list").words == ["user", "list"])
    #expect(try ScriptLine("u = vctl user create").words == ["user", "create"])
    #expect(try ScriptLine("user create a=b =c").name == nil)
  }

  @Test(
    "references become what the daemon takes",
    arguments: [
      ("$o.id", ["$ref": "2.id"]), ("$o", ["$ref": "2.id"]), ("\"$o.roles.0.id\"", ["$ref": "2.roles.0.id"]),
      ("'$o.id'", "$o.id"), ("\\$o.id", "$o.id"), ("$o.x:cost", ["$ref": "2.x:cost"]),
    ] as [(String, JSON)])
  func references(word: String, expected: JSON) throws {
    let line = try ScriptLine("x \(word)")
    let params: JSON = ["values": ["a": [.string(line.words[1]), 7]]]
    #expect(try ScriptLine.resolved(params, ["o": 2]) == ["values": ["a": [expected, 7]]])
  }

  @Test(
    "what cannot be a line is refused",
    arguments: [
      ("user 'x", "a \"'\" is missing"), ("user \"x", "a '\"' is missing"), ("user x\\", "ends in a backslash"),
      ("user $", "'$' begins a reference"), ("user a=$5", "'$' begins a reference"), ("o =", "needs a command"),
      ("9 = user get 1", "cannot name a result"), ("é = user get 1", "cannot name"), ("= user get 1", "cannot name"),
      ("a \u{FFFE}", "U+FFFE"), ("\"$", "'$' begins a reference"),
    ])
  func refused(line: String, reason: String) {
    let error = #expect(throws: UsageError.self) { try ScriptLine(line) }
    #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
  }

  @Test(
    "a reference to nothing, or within other text, is refused",
    arguments: [
      ("$q.id", "no earlier line is named 'q'"), ("x$o.id", "must stand alone"), ("$o.id,$o.id", "must stand alone"),
      ("$o.", "must stand alone"), ("$o..id", "must stand alone"), ("$o.y:a", "must stand alone"),
      ("\"$o.id more\"", "must stand alone"),
    ])
  func unresolved(word: String, reason: String) throws {
    let value = JSON.string(try ScriptLine("x \(word)").words[1])
    let error = #expect(throws: UsageError.self) { try ScriptLine.resolved(value, ["o": 0]) }
    #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
  }
}
