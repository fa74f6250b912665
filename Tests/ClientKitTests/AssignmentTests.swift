import ClientKit
import JSON
import Testing

@Suite("assignments")
struct AssignmentTests {
  @Test(
    "a word is a name, an operator and the rest",
    arguments: [
      ("a=b", "a", "=", "b"), ("a=", "a", "=", ""), ("a:=[1]", "a", ":=", "[1]"), ("a+=b,c", "a", "+=", "b,c"),
      ("a-=b", "a", "-=", "b"), ("a", "a", "", ""), ("a==b", "a", "=", "=b"), ("a_1=x=y", "a_1", "=", "x=y"),
      ("x:a=5", "x:a", "=", "5"), ("x:a:=5", "x:a", ":=", "5"),
      ("x:=5", "x", ":=", "5"), ("x:a", "x:a", "", ""), ("x:a=x:b=c", "x:a", "=", "x:b=c"),
      ("a:=x:b", "a", ":=", "x:b"),
    ])
  func reads(word: String, name: String, sign: String, text: String) throws {
    let assignment = try #require(Assignment(word))
    #expect(assignment.name == name)
    #expect(assignment.operator.rawValue == sign)
    #expect(assignment.text == text)
  }

  @Test(
    "what begins with no name is no assignment",
    arguments: ["", "=x", "a.b=c", "a b", "é=1", "--x", ":=1", "y:a=1", "x::a=1", "x:", "x:é=1", "x:x:a=1", ":a=1"])
  func refuses(word: String) { #expect(Assignment(word) == nil) }

  @Test(
    "lists are split at commas that no backslash protects",
    arguments: [
      ("", []), ("a", ["a"]), ("a,b", ["a", "b"]), ("a\\,b,c", ["a,b", "c"]), ("a\\\\,b", ["a\\", "b"]),
      ("a,", ["a", ""]),
      ("a\\", ["a\\"]),
    ] as [(String, [String])])
  func splits(text: String, items: [String]) { #expect(splitList(text) == items) }
}
