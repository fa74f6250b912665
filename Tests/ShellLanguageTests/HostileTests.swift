import ShellLanguage
import Testing

@Suite("Hostile programs give an error, and harm nothing")
struct HostileTests {
  private static func deep(_ open: String, _ close: String = "", _ inner: String = "1", count: Int = 10_000) -> String {
    String(repeating: open, count: count) + inner + String(repeating: close, count: count)
  }

  /// A program that is described by its start only.
  struct Program: CustomTestStringConvertible, Sendable {
    let source: String
    var testDescription: String {
      String(source.prefix(80).map { $0.isNewline ? "⏎" : $0 }) + " (\(source.utf8.count) bytes)"
    }
  }

  static let programs: [Program] = (nesting + sizes + recursion).map(Program.init)

  private static let nesting: [String] = [
    deep("("), deep("(", ")"), deep("[", "]"), deep("{1:", "}"), deep("f(", ")"), deep("-"), deep("not "), deep("1+("),
    deep("1+"), deep("1**"),
    deep("lambda: "), deep("1 if 1 else "), deep("[x for x in ", "]"), deep("a.") + "b", "a" + deep(".b", "", ""),
    "a" + deep("[0]", "", ""),
    "a" + deep("()", "", ""), deep("x = ") + "\nnope", deep("1 < ") + "\nnope", deep("1 and ") + "\nnope", deep("(1, "),
    deep("f'{", "}'"), deep("'", "'"), deep("if 1:\n "), deep("not ", "", ""),
    (0..<60).map { String(repeating: " ", count: $0) + "if 1:" }.joined(separator: "\n"), deep("{"), deep("}"),
    deep("]"), deep("\""), deep("\\"),
    deep("@"), deep("#") + "\nnope", deep("\n") + " x", deep(";"), deep(","), deep("a,", "", "") + "= 1",
    "[" + deep("for x in y ", "", "") + "]",
    "[x " + deep("for x in [1] ", "", "", count: 100) + "]", deep("elif "), deep("import a."), deep("*"), deep("(*"),
    deep("lambda x: (", ")"), deep("x[", "]"), deep("x[1:", "]"),
    deep("{**", "}"), deep("x if (", ") else 1"), "1" + deep(" if 1 else 1", "", ""), deep("-(", ")"), deep("[[", "]]"),
    deep("f\"\"\"{"), deep("\u{301}"), deep("漢"),
  ]

  private static let sizes: [String] = [
    "'x' * 10**18", "'x' * 2**24 * 2", "[0] * 10**18", "(0,) * 10**9", "[0] * 10**7 * 10**7", "list(range(10**18))",
    "tuple(range(10**9))", "sorted(range(10**9))",
    "[x for x in range(10**12)]", "{x: 1 for x in range(10**12)}", "10**19", "2**64", "9**9**9", "2**2**2**2**2**2",
    "9223372036854775807 + 1", "-9223372036854775808 - 1",
    "9223372036854775807 * 2", "-(-9223372036854775808)", "abs(-9223372036854775808)", "-9223372036854775808 // -1",
    "int(1e300)", "1e308 ** 10", "int('9' * 1000)", "99999999999999999999",
    "0x10000000000000000", "9223372036854775808", "1" + String(repeating: "0", count: 100_000),
    "0." + String(repeating: "1", count: 100_000), "round(9223372036854775807, -1)",
    "f'{1:99999999999}'", "f'{1:.99999999999f}'", "'{:1000000}'.format(1)", "'x'.ljust(10**18)", "'x'.zfill(10**18)",
    "'x'.center(10**9)", "f'{1.5:.20000f}'",
    "'x'.replace('', 'y' * 10**7) * 3", "('a' * 10**6).replace('a', 'b' * 10**6)", "('x' * 10**7).join(['a'] * 100)",
    "''.join('x' * 10**6 for i in range(100))",
    "x = 'x'\nwhile True: x = x + x", "x = [0]\nwhile True: x = x + x", "x = [0]\nwhile True: x += x",
    "x = [0]\nwhile True: x *= 2", "x = 'x'\nwhile True: x = f'{x}{x}'",
    "x = (0,)\nwhile True: x += x", "x = [0]\nfor y in x: x.append(y)",
    "import datetime\ndatetime.datetime(10**10, 1, 1)", "import datetime\ndatetime.timedelta(days=10**18)",
    "import datetime\ndatetime.timedelta(days=1e300)", "import datetime\ndatetime.timedelta(10**9) * 10**18",
    "chr(10**18)", "range(10**19)", "range(-9223372036854775808, 9223372036854775807)",
    "sum(range(9223372036854775800, 9223372036854775807))", "print(*range(10**9))", "'\\U00110000'", "'\\ud800'",
    "'\\x4'", "'\\N{DASH}'", "list(enumerate(range(10**9)))", "max(*range(10**8))",
    "dict.fromkeys('x')", "('ab' * 10**7).split('a')", "list('x' * 10**7)",
    "'{}{}'.format('x' * 10**7, 'y' * 10**7) * 2", "x = 2\nwhile True: x = x ** 2", "x = 1.5\nwhile True: x = x ** 2",
  ]

  private static let recursion: [String] = [
    "f = lambda: f()\nf()", "f = lambda x: f(x + 1)\nf(0)", "f = lambda x: [f(y) for y in [x]]\nf(0)",
    "f = lambda x: sorted([1], key=f)\nf(0)", "f = lambda x: max(x, key=f)\nf([[1]])",
    "a = []\nb = [a]\na.append(b)\na == b and nope\nc = []\nd = [c]\nc.append(d)\na == c",
    "a = []\nfor i in range(100000): a = [a]\nrepr(a)",
    "a = []\nfor i in range(100000): a = [a]\nb = []\nfor i in range(100000): b = [b]\na == b",
    "t = ()\nfor i in range(100000): t = (t,)\n{t: 1}", "d = {}\nfor i in range(100000): d = {1: d}\nprint(d)",
    "a = []\nfor i in range(100000): a = [a]\na < a + [1]\na < [[[]]]\nb = []\nfor i in range(200): b = [b]\nc = [1]\nfor i in range(200): c = [c]\nb < c",
    "g = [1]\nfor i in range(1000): g = enumerate(g)\nlist(g)",
    "g = [1]\nfor i in range(1000): g = (x for x in g)\nlist(g)",
    "g = [1]\nfor i in range(1000): g = zip(g, g)\nlist(g)",
    "g = [1]\nfor i in range(1000): g = (lambda h: (y for x in [1] for y in h))(g)\nlist(g)",
    "f = lambda: 1\nfor i in range(1000): f = (lambda g: lambda: g())(f)\nf()",
    "g = (x for x in [1] if next(g))\nlist(g)", "x = lambda: [x() for i in range(2)]\nx()",
    "f = lambda: f'{f()}'\nf()", "f = lambda: '{}'.format(f())\nf()",
    "import datetime\nx = datetime.datetime.now\nx(x)", "a = [1]\na.sort(key=lambda x: a.clear())\nnope",
    "a = [3, 2, 1]\na.sort(key=lambda x: a.append(x) or x)", "del a", "print.x = 1", "len = 5\nlen([])", "None = 1",
    "f() = 1", "1 = x", "(x, 1) = 2",
  ]

  @Test("each gives one clear error with a spot, in time", .timeLimit(.minutes(5)), arguments: programs)
  func hostile(_ program: Program) throws {
    // Smaller than in use, since tests are not optimised.
    var limits = Limits()
    limits.elementsMax = 30_000
    let error = try #require(Session(limits: limits).error(program.source))
    let text = error.text(source: program.source)
    #expect(!error.message.isEmpty && !error.className.isEmpty)
    #expect(text.utf8.count < 4000)
    #expect(error.position != nil)
  }

  @Test(
    "values that hold each other a hundred thousand deep are let go of",
    arguments: [
      "a = []\nfor i in range(80000): a = [a]\n", "a = ()\nfor i in range(80000): a = (a,)\n",
      "a = {}\nfor i in range(100000): a = {1: a}\n", "a = {}\nfor i in range(100000): a = {'x': a.keys()}\n",
      "f = 1\nfor i in range(100000): f = (lambda g: lambda: g)(f)\n",
      "f = 1\nfor i in range(100000): f = [lambda: x for x in [f]][0]\n",
      "a = []\nfor i in range(100000): a = [a.append]\n",
      "f = 1\nfor i in range(100000): f = (lambda g: (lambda x: lambda: x)(1) or g)(f)\n",
      "g = []\nfor i in range(100000): g = (lambda h: (h for x in [1]))(g)\n",
      "a = []\nfor i in range(100000):\n    n = []\n    a.append(n)\n    a = n\n",
      "p = None\nfor i in range(100000):\n    q = Person('x')\n    q.age = p\n    p = q\n",
      "p = None\nfor i in range(100000):\n    q = Person('x', age=[p])\n    p = q\n",
    ])
  func teardown(_ program: String) {
    let session = Session.withPeople().session
    #expect(session.run(program + "a = f = g = p = q = n = i = None\n1") == "1")
  }

  @Test(
    "endless programs stop when asked to",
    arguments: [
      "while True: pass", "for i in range(10**18): pass", "[x for x in range(10**18) if False]",
      "sum(range(10**12) and (0 for x in range(10**18)))", "any(False for x in range(10**18))",
      "max(range(10**18))", "all(range(1, 10**18))",
      "(x for x in range(10**18) if x < 0) and next(x for x in range(10**18) if x < 0)",
      "-1.5 in (x for x in range(10**18))",
      "f = lambda n: n\nwhile f(1): f(2)",
      "a = []\nfor i in range(60): a = [a, a]\na == a + []\na[0] == [a[0][0]] * 2\nb = []\nfor i in range(60): b = [b, b]\na == b",
      "a = ()\nfor i in range(60): a = (a, a)\n{a: 1}",
      "while True:\n    while True:\n        break", "min(x for x in range(10**18))",
      "isinstance(1, tuple) or sorted(0 for x in range(10**18) if x < 0)", "'x'.join('' for x in range(10**18))",
    ])
  func interrupted(_ program: String) throws {
    let calls = Counter()
    let session = Session(isInterrupted: { calls.next() > 50_000 })
    #expect(session.error(program)?.className == "KeyboardInterrupt")
    calls.value = 0
    #expect(session.run("1 + 1") == "2")
  }

  private final class Counter {
    var value = 0
    func next() -> Int {
      value += 1
      return value
    }
  }

  @Test("a value that would print without end is refused")
  func hugePrint() {
    #expect(Session().error("a = ['x' * 1000]\nfor i in range(60): a = [a, a]\nprint(a)")?.className == "MemoryError")
    #expect(Session().run("a = ['x' * 1000]\nfor i in range(60): a = [a, a]\na", isDisplay: true) == "!MemoryError")
  }

  @Test("a session that grows too large says so, and goes on once things are let go of")
  func memory() throws {
    final class Gauge { var bytes = 0 }
    let gauge = Gauge()
    let session = Session(memoryInUse: { gauge.bytes })
    #expect(session.run("a = []\nfor i in range(100): a.append('x' * 1000000)\nlen(a)") == "100")
    gauge.bytes = 600 << 20
    let error = try #require(session.error("while True: a.append('x' * 1000000)"))
    #expect(error.className == "MemoryError" && error.hint?.contains("del") == true)
    gauge.bytes = 0
    #expect(session.run("del a\nb = 'x' * 10000000\nlen(b)") == "10000000")
  }

  @Test(
    "the process's own memory is bounded, whatever grows",
    arguments: [
      "a = []\nwhile True: a.append('x' * 1000000)", "d = {}\ni = 0\nwhile True:\n    i += 1\n    d[i] = [i]",
      "a = []\nwhile True: a = [a, [1, 2, 3]]", "a = []\nwhile True: a.append([x for x in range(100)])",
      "a = ()\nwhile True: a = (a, 'x' * 100)", "a = []\nwhile True: a.append(f'{len(a):>1000}')",
      "a = []\nwhile True: a += [lambda: 1]", "a = []\nwhile True: a.append('x y ' * 1000)\na[0].split()",
      "p = None\nwhile True: p = Person('x', age=p)",
    ])
  func realMemory(_ program: String) {
    var limits = Limits()
    limits.memoryBytesMax = 48 << 20
    let session = Session.withPeople(limits: limits, memoryInUse: ProcessMemory.residentBytes).session
    #expect(session.error(program)?.className == "MemoryError")
    #expect(ProcessMemory.residentBytes() < 4 << 30)
  }

  @Test("the process's own memory is measured")
  func ownMemory() { #expect(ProcessMemory.residentBytes() > 1 << 20) }

  @Test("a program that is too long is refused")
  func length() {
    #expect(Session().error(String(repeating: "x = 1\n", count: 200_000))?.className == "MemoryError")
  }
}
