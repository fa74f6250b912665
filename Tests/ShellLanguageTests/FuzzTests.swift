import ShellLanguage
import Testing

/// SplitMix64: the same programs at every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite("Random programs end well")
struct FuzzTests {
  private static let words: [String] = [
    "x", "y", "ann", "bob", "db", "Person", "print", "len", "sorted", "range", "str", "int", "list", "dict", "None",
    "True", "1", "0", "-1", "2.5", "'a'", "\"b\"", "f'{x}'", "f\"{y!r:>5}\"",
    "'''t'''", "r'\\d'", "+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", ">=", "=", "+=", "(", ")", "[", "]", "{",
    "}", ",", ":", ".", ";", "?", "!", "and", "or", "not", "in", "is", "if",
    "else", "elif", "for", "while", "with", "as", "import", "from", "lambda", "del", "assert", "pass", "break",
    "continue", "\n", "\n    ", "\n        ", " ", "\\\n", "#", "name", "friends", "append", "upper", "def",
    "9223372036854775807", "é", "漢", "\u{0}", "\t", "__class__", "uuid", "datetime", "key", "x.y", "[0]", "()", "[:2]",
    "[::-1]", "for x in y", "lambda x: x", "\r\n",
  ]

  private static func program(_ generator: inout SeededGenerator) -> String {
    let count = Int.random(in: 1...25, using: &generator)
    var text = ""
    for _ in 0..<count {
      text += words.randomElement(using: &generator) ?? ""
      if Bool.random(using: &generator) { text += " " }
    }
    return text
  }

  /// What only a good program of that form can be.
  private static func expression(_ generator: inout SeededGenerator, depth: Int) -> String {
    func inner() -> String { expression(&generator, depth: depth - 1) }
    let leaves = [
      "x", "y", "1", "0", "-3", "2.5", "'ab'", "[]", "[1, 2]", "(1,)", "{'a': 1}", "None", "True", "range(3)", "ann",
      "ann.friends", "''",
    ]
    guard depth > 0 else { return leaves.randomElement(using: &generator) ?? "1" }
    switch Int.random(in: 0..<16, using: &generator) {
    case 0: return "(\(inner()) + \(inner()))"
    case 1: return "(\(inner()) * \(inner()))"
    case 2: return "(\(inner()) % \(inner()))"
    case 3: return "\(inner())[\(inner())]"
    case 4: return "\(inner())[\(inner()):\(inner())]"
    case 5: return "[\(inner()) for x in \(inner()) if \(inner())]"
    case 6: return "f'{\(inner().replacing("'", with: "\""))}'"
    case 7: return "(\(inner()) if \(inner()) else \(inner()))"
    case 8: return "str(\(inner()))"
    case 9: return "sorted(\(inner()), key=lambda z: \(inner()))"
    case 10: return "(\(inner()) < \(inner()) == \(inner()))"
    case 11: return "(\(inner()) in \(inner()))"
    case 12: return "{\(inner()): \(inner())}"
    case 13:
      return
        "\(inner()).\(["upper()", "append(1)", "get('a')", "name", "sort()", "items()", "pop()"].randomElement(using: &generator) ?? "x")"
    case 14: return "(\(inner()) ** \(inner()))"
    default: return "(\(inner()) or \(inner()) and not \(inner()))"
    }
  }

  @Test("random words give a value or an error with words", arguments: 0..<8)
  func words(_ seed: Int) {
    var generator = SeededGenerator(state: UInt64(seed) &* 7919 + 1)
    for _ in 0..<400 { check(Self.program(&generator)) }
  }

  @Test("random expressions give a value or an error with words", arguments: 0..<8)
  func expressions(_ seed: Int) {
    var generator = SeededGenerator(state: UInt64(seed) &* 104_729 + 3)
    for _ in 0..<300 { check("x = 3\ny = [1, 'b']\nx = " + Self.expression(&generator, depth: 4) + "\nx") }
  }

  @Test("random cuts and exchanges in good programs give a value or an error", arguments: 0..<4)
  func mutations(_ seed: Int) {
    let good = [
      "for p in [ann, bob]:\n    if p.name.startswith('A'):\n        print(f\"{p.name!r:>10} {len(p.friends)}\")\n    else:\n        continue\n",
      "x = {k: [v for v in range(3) if v % 2] for k in 'abc'}\nprint(*x, sep=', ')\n",
      "with ann as a:\n    a.age, b = (1, 2)\n    a.friends += [bob]\n",
      "import datetime as d\nfrom uuid import uuid4 as u\nprint(d.datetime(2024, 1, 2) + d.timedelta(days=1), str(u())[:8])\n",
    ]
    var generator = SeededGenerator(state: UInt64(seed) + 99)
    for _ in 0..<300 {
      var scalars = Array((good.randomElement(using: &generator) ?? "").unicodeScalars)
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !scalars.isEmpty {
        let place = Int.random(in: 0..<scalars.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: scalars.remove(at: place)
        case 1: scalars.insert(scalars[Int.random(in: 0..<scalars.count, using: &generator)], at: place)
        default: scalars.swapAt(place, Int.random(in: 0..<scalars.count, using: &generator))
        }
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      check(String(text))
    }
  }

  private func check(_ program: String) {
    final class Counter { var value = 0 }
    let steps = Counter()
    var limits = Limits()
    limits.elementsMax = 20_000
    limits.textBytesMax = 1 << 20
    let (session, _, _) = Session.withPeople(limits: limits) {
      steps.value += 1
      return steps.value > 10_000
    }
    if let error = session.error(program) {
      #expect(!error.message.isEmpty, "\(program)")
      #expect(
        error.message.unicodeScalars.allSatisfy { $0 != "\n" } || error.className == "AssertionError", "\(program)")
      #expect(!error.text(source: program).isEmpty)
    }
    // None of these may fail, whatever the program.
    _ = Completeness.of(program)
    _ = CompletionContext.of(program)
    _ = Piece.all(of: program)
    _ = session.interpreter.completions(of: program)
  }
}
