import ShellLanguage
import Testing

@Suite("Typing is understood before it is whole")
struct EditingTests {
  @Test(
    "whether a program is complete",
    arguments: [
      ("x = 1", .complete), ("", .complete), ("x = (1,", .incomplete(indent: 0)),
      ("x = [\n  1,", .incomplete(indent: 2)),
      ("for i in x:", .incomplete(indent: 4)), ("for i in x:\n    print(i)", .incomplete(indent: 4)),
      ("for i in x:\n    print(i)\n", .complete),
      ("for i in x:\n    if i:", .incomplete(indent: 8)),
      ("for i in x:\n    if i:\n        break", .incomplete(indent: 4)),
      ("if x: pass", .incomplete(indent: 0)), ("if x: pass\n", .complete),
      ("if x:\n    1\nelse:", .incomplete(indent: 4)),
      ("'''abc", .incomplete(indent: 0)), ("'''abc\ndef'''", .complete), ("x = 'abc", .invalid), ("x = = 1", .invalid),
      ("x = )", .invalid),
      ("x = 1 + \\", .incomplete(indent: 0)), ("db.Organization?", .complete), ("x = 1 +", .invalid),
      ("f'{x", .invalid),
      ("with db.transaction():", .incomplete(indent: 4)), ("# a comment", .complete), ("print('a')  # :", .complete),
      ("x = {'a': 1,\n", .incomplete(indent: 0)),
      ("if x:  # why", .incomplete(indent: 4)), ("for i in x:\n    f(1,\n      2)", .incomplete(indent: 4)),
      ("for i in x:\n    y = \"\"\"a", .incomplete(indent: 0)), ("x = {'a':", .incomplete(indent: 0)),
      ("if x:\n    1\nelse: pass", .incomplete(indent: 0)), ("if x:\n    1 + \\", .incomplete(indent: 4)),
      ("if x:\r    1", .incomplete(indent: 0)),
      ("def f():", .invalid), ("while True:\n    pass\n\n", .complete), ("f(\"\"\"a\nb\"\"\",", .incomplete(indent: 0)),
    ] as [(String, Completeness)])
  func completeness(_ source: String, _ expected: Completeness) {
    #expect(Completeness.of(source) == expected)
  }

  @Test(
    "what is copied from a page or a session is run without its prompts, answers and indentation",
    arguments: [
      ("x = 1", "x = 1"), ("", ""), ("  x = 1", "x = 1"), ("In [1]: x = 1", "x = 1"), (">>> x", "x"),
      ("Out[3]: 5", ""), ("  Out[3]: 5", ""),
      ("In [1]: x = 1\n\nIn [2]: x\nOut[2]: 1\n", "x = 1\n\nx\n"), (">>> x = 1\n>>> x\n1\n>>> y", "x = 1\nx\ny"),
      ("In [1]: for i in x:\n   ...:     i\n   ...: \n1\n2\nIn [2]: y", "for i in x:\n    i\n\ny"),
      (">>> for i in x:\n...     i\n...\n1\n>>> y", "for i in x:\n    i\n\ny"),
      ("In [1]: for i in x:\n   ...:     i\n", "for i in x:\n    i\n"),
      ("In [10]: f(1,\n    2)\nOut[10]: 3", "f(1,\n    2)"),
      ("  In [1]: x\n  Out[1]: 5", "x"), ("    if x:\n        y\n    z", "if x:\n    y\nz"),
      ("\tx = 1\n\ty", "x = 1\ny"), ("  x\ny", "x\ny"), ("x = '''\n>>> y'''", "x = '''\n>>> y'''"),
      ("Out[3]: 5\nIn [4]: x\nOut[4]: 6", "x"),
      ("for i in x:\n   ...:     i\n   ...: ", "for i in x:\n    i\n"),
      ("for i in x:\n...     i\n...\n1", "for i in x:\n    i\n"), ("if x:\n    ...", "if x:\n    ..."),
      ("x = '''\n... y'''", "x = '''\n... y'''"),
      ("x = 1\n  y", "x = 1\n  y"), ("\n  x", "\nx"), ("Indent = 1", "Indent = 1"), ("x >>> y", "x >>> y"),
    ])
  func transcripts(_ text: String, _ statements: String) {
    #expect(Transcript.statements(in: text) == statements)
  }

  @Test(
    "what is pasted into a block is indented once: as it is, or where all of it is indented, as the block is",
    arguments: [
      ("", "  x\n  y", "  x\n  y"), ("z = ", "  x", "z =   x"), ("    ", "x", "    x"), ("    ", "    x", "    x"),
      ("    ", "    x\n    y\n", "    x\n    y\n"),
      ("        ", "  x\n    y\n\n  z", "        x\n          y\n\n        z"),
      ("    ", "x\n    y", "    x\n    y"), ("    ", "    x\ny", "    x\ny"), ("    ", "\n  ", "    \n  "),
      ("    ", "\tx\n\ty", "    x\n    y"),
    ])
  func pasted(_ before: String, _ text: String, _ whole: String) {
    #expect(PastedText.joined(text, behind: before) == whole)
  }

  @Test("a program is cut into its top-level statements")
  func pieces() {
    let program = """
      # a page
      x = 1

      for i in [1,
                2]:
          print(i)

          print(i)
      else:
          pass
      # between
      s = '''a
      b = 1
      ''' + \\
        "c"
      y = (1,
      2)
      """
    #expect(
      Piece.all(of: program).map { "\($0.firstLine): \($0.source)" } == [
        "2: x = 1", "4: for i in [1,\n          2]:\n    print(i)\n\n    print(i)\nelse:\n    pass",
        "12: s = '''a\nb = 1\n''' + \\\n  \"c\"", "16: y = (1,\n2)",
      ])
    #expect(Piece.all(of: "").isEmpty && Piece.all(of: "\n# x\n").isEmpty)
    #expect(Piece.all(of: "a = 'it' # it's\r\nb = 2").map(\.source) == ["a = 'it' # it's", "b = 2"])
    #expect(Piece.all(of: "elsewhere = 1\nelse_ = 2").count == 2)
  }

  @Test(
    "what is completed, and in which call",
    arguments: [
      ("", .name, "", nil), ("pri", .name, "pri", nil), ("x = pri", .name, "pri", nil),
      ("ann.", .attribute(owner: "ann"), "", nil),
      ("ann.na", .attribute(owner: "ann"), "na", nil), ("db.Person.ge", .attribute(owner: "db.Person"), "ge", nil),
      ("a.b[0].na", .attribute(owner: "a.b[0]"), "na", nil), ("f().na", .attribute(owner: nil), "na", nil),
      ("'x'.up", .attribute(owner: nil), "up", nil),
      ("db.Person(na", .name, "na", "db.Person/0/"), ("db.Person('x', a", .name, "a", "db.Person/1/"),
      ("db.Person(name=x", .name, "x", nil),
      ("f(g(1), h(2, 3), k", .name, "k", "f/2/"), ("f([1, 2, x", .name, "x", "f/0/"), ("x = 'ab", .text, "ab", nil),
      ("f(x)\ng", .name, "g", nil),
      ("import da", .module, "da", nil), ("from uu", .module, "uu", nil),
      ("from datetime import da", .imported(module: "datetime"), "da", nil),
      ("from datetime import datetime, ti", .imported(module: "datetime"), "ti", nil),
      ("import uuid, da", .module, "da", nil),
      ("for x in ann.fr", .attribute(owner: "ann"), "fr", nil),
      ("if x:\n    ann.na", .attribute(owner: "ann"), "na", nil), ("1.", .text, "", nil),
      ("f'{x}' + y", .name, "y", nil), ("x[ann.na", .attribute(owner: "ann"), "na", nil), ("bad $ x.y", .name, "", nil),
    ] as [(String, CompletionContext.Kind, String, String?)])
  func contexts(_ source: String, _ kind: CompletionContext.Kind, _ prefix: String, _ call: String?) {
    let context = CompletionContext.of(source)
    if source != "bad $ x.y" { #expect(context.kind == kind && context.prefix == prefix) }
    #expect(context.call.map(Self.text) == call)
  }

  private static func text(_ site: CompletionContext.CallSite) -> String {
    "\(site.callee ?? "?")/\(site.position)/\(site.keyword ?? "")"
  }

  @Test(
    "inside a string it is known which argument it is",
    arguments: [
      ("db.Person.get_by_name(\"An", "An", "db.Person.get_by_name/0/"),
      ("db.Person('a', friend='B", "B", "db.Person/1/friend"),
      ("db.Person(name='A b", "A b", "db.Person/0/name"), ("db.Person(roles=['x', 'R", "R", "db.Person/0/roles"),
      ("f(1, 2)(\"x", "x", "?/0/"), ("db.Rule.get_by_('node', 'gl", "gl", "db.Rule.get_by_/1/"),
      ("print(f(a)[0], \"\"\"abc\nd", "abc\nd", "print/1/"),
    ])
  func strings(_ source: String, _ prefix: String, _ call: String) {
    let context = CompletionContext.of(source)
    guard case .argumentText(let site) = context.kind else {
      Issue.record("\(context)")
      return
    }
    #expect(context.prefix == prefix && Self.text(site) == call)
  }

  @Test(
    "names, attributes and keyword arguments are offered",
    arguments: [
      ("ann.f", ["fail", "friends"]), ("ann.friends.ap", ["append"]), ("ann.friends[0].na", ["name"]),
      ("pri", ["print"]), ("an", ["and", "ann", "any"]),
      ("Person(na", ["name="]), ("db.Person('x', ag", ["age="]), ("sorted(x, ke", ["key="]),
      ("import da", ["datetime"]), ("nope.x", []),
      ("from datetime import time", ["timedelta", "timezone"]), ("ann.save().x", []),
      ("db.Person.get", ["get_by_name"]), ("ann.name.st", ["startswith", "strip"]),
    ])
  func words(_ source: String, _ expected: [String]) {
    #expect(Session.withPeople().session.interpreter.completions(of: source) == expected)
  }

  @Test("completing never calls anything")
  func harmless() {
    let (session, ann, _) = Session.withPeople()
    for source in ["ann.save().", "ann.save()[0].x", "[ann.save()].", "(ann.save()).x", "ann.friends[ann.save()].x"] {
      _ = session.interpreter.completions(of: source)
    }
    #expect(ann.log.isEmpty)
  }
}
