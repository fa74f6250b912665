import ShellLanguage
import Testing

@Suite("Errors are clear")
struct ErrorTests {
  /// The whole text of the error of a program.
  private func text(_ program: String) -> String? {
    Session.withPeople().session.error(program)?.text(source: program)
  }

  @Test("an error shows the line, a caret under the spot, and the nearest thing that works")
  func wholeText() {
    #expect(
      text("x = 1\n  \ny = ann.nmae + 1") == """
        AttributeError: a Person has no attribute 'nmae'
            y = ann.nmae + 1
                    ^^^^
        hint: did you mean 'name'?
        """)
    #expect(
      text("Person('x', aeg=5)") == """
        TypeError: 'aeg' is an invalid keyword argument for Person
            Person('x', aeg=5)
                        ^^^
        hint: did you mean 'age'?
        """)
    #expect(
      text("for i in range(3):\n    pritn(i)") == """
        NameError: name 'pritn' is not defined
            pritn(i)
            ^^^^^
        hint: did you mean 'print'?
        """)
  }

  @Test(
    "the caret stands under wide and combining characters",
    arguments: [
      ("\"漢字\" + nope", "    \"漢字\" + nope\n             ^^^^"),
      ("\"e\u{301}\" + nope", "    \"e\u{301}\" + nope\n          ^^^^"),
      ("\"é\" + nope", "    \"é\" + nope\n          ^^^^"), ("\"😀\" + nope", "    \"😀\" + nope\n           ^^^^"),
      ("nope漢 + 1", "    nope漢 + 1\n    ^^^^^^"), ("\tx = 1\n\ty", "    x = 1\n    ^"),
    ])
  func caret(_ program: String, _ lines: String) {
    #expect(text(program)?.contains(lines) == true, "\(text(program) ?? "")")
  }

  @Test("a very long line is cut round the spot")
  func longLine() throws {
    let program = String(repeating: "1 + ", count: 50) + "nope" + String(repeating: " + 1", count: 50)
    let lines = try #require(text(program)).split(separator: "\n")
    #expect(lines[1].count <= 110 && lines[1].hasSuffix("…"))
    let column = lines[2].prefix { $0 != "^" }.count
    #expect(lines[1].dropFirst(column).hasPrefix("nope"))
  }

  @Test(
    "each error hints at what works",
    arguments: [
      ("tru = true", "use 'True'"), ("null", "use 'None'"), ("prnt(1)", "did you mean 'print'?"),
      ("open('x')", "use 'vctl' for files"),
      ("exec('x')", "write the statements themselves"), ("set([1])", "use a list: '[…]'"),
      ("print 1", "call it: print(…)"),
      ("if x = 1: pass", "use '=='"), ("x && y", "use 'and'"), ("x || y", "use 'or'"), ("!x", "use 'not'"),
      ("1 <> 2", "use '!='"),
      ("“x”", "use ' or \""), ("\"a\" + 1", "use an f-string: f\"{…}\", or str(…)"),
      ("uuid.uuid4()", "run 'import uuid' first"),
      ("'x'.uper()", "did you mean 'upper'?"), ("[1].apend(2)", "did you mean 'append'?"),
      ("{'name': 1}['nmae']", "did you mean 'name'?"),
      ("from datetime import datetim", "did you mean 'datetime'?"), ("import uid", "did you mean 'uuid'?"),
      ("for i in 5: pass", "to count use 'range(5)'"), ("for x in len: pass", "call it with '(…)'"),
      ("{1, 2}", "use a list: '[…]'"),
      ("a = [1]\na.name", "it is a list: pick one with [0], or use a comprehension"),
      ("None.name", "nothing was found: test with 'is None' first"),
      ("x.__class__", "type(x), dir(x) and help(x) tell about an object"),
      ("x := 1", "assign in a statement of its own"),
      ("def f(): pass", "write the statements where they are needed, in a 'for' loop or a comprehension"),
      ("class A: pass", "use the entities of 'db', or a dict"),
      ("return 1", "write the expression itself: its value is printed"),
      ("try:\n  pass", "a statement that fails changes nothing: run the next one, or test first with 'if'"),
      ("raise ValueError", "use 'assert condition, \"message\"'"),
      ("sorted([1, None])", "leave those out that are None"),
      ("\", \".join([1])", "make them texts: '\", \".join(str(x) for x in items)'"),
      ("f\"{x\"", "write '{{' for a brace"),
      ("len(a, b)", nil), ("del ann.name", "assign None: 'object.name = None'"),
      ("x = 99999999999999999999", "write it as text, in quotes"),
      ("async def f(): pass", "calls wait for their answer already: leave it out"), ("lambda x=1: x", nil),
      ("b'x'", "leave the 'b' out: text is stored as it is"),
    ] as [(String, String?)])
  func hints(_ program: String, _ hint: String?) throws {
    let error = try #require(Session.withPeople().session.error(program))
    if let hint { #expect(error.hint == hint) }
    #expect(error.position != nil)
  }

  @Test("an error in an older lambda is shown at its call")
  func olderLambda() throws {
    let session = Session()
    #expect(session.run("f = lambda x: 1 / x") == "")
    let error = try #require(session.error("\n\n  \nf(0)"))
    #expect(error.position == SourcePosition(line: 4, column: 0, length: 4))
  }

  @Test("what ran before an error stays, and nothing runs where the program does not parse")
  func steps() {
    let session = Session()
    #expect(session.run("x = 1\n1 / 0\nx = 2") == "!ZeroDivisionError")
    #expect(session.run("x") == "1")
    #expect(session.run("x = 3\nx = = 4") == "!SyntaxError")
    #expect(session.run("x") == "1")
  }

  @Test("lines are counted from the given one")
  func firstLine() throws {
    let session = Session()
    do throws(ShellError) {
      try session.interpreter.run("a = 1\nnope", firstLine: 41) { (_) throws(ShellError) in }
      Issue.record("the name is unknown")
    } catch {
      #expect(error.position?.line == 42)
      #expect(error.text(source: "a = 1\nnope", firstLine: 41).contains("    nope\n    ^^^^"))
    }
  }

  @Test(
    "names that are near are found, others are not",
    arguments: [
      ("organizaton", "organization"), ("nmae", "name"), ("Name", "name"), ("xyz", nil), ("a", nil), ("", nil),
      ("usres", "users"),
    ] as [(String, String?)])
  func nearMiss(_ name: String, _ expected: String?) {
    #expect(NearMiss.of(name, among: ["organization", "name", "users", "b"]) == expected)
  }
}
