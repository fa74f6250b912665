import TestData
import Testing

/// What ships is used by what ships: what only tests use is no part of the programs.
@Suite("Declarations and files that nobody uses") struct UsedTests {
  /// A name that nothing in the files calls, and who does.
  private static let exceptions = [
    "VCTL": "the entry point of vctl", "VShell": "the entry point of vshell",
    "callAsFunction": "the language calls it where a value is called",
  ]

  private static let shipped: [Words] = Manifest.modules.filter { $0.isSwift && !$0.isTest }
    .flatMap { SourceFile.all(in: $0.folder) }.map { Words($0) }

  @Test("a declaration that ships is used by what ships")
  func declarations() {
    var (declared, said): ([String: Int], [String: Int]) = ([:], [:])
    for file in Self.shipped {
      declared.merge(file.declared) { $0 + $1 }
      said.merge(file.said) { $0 + $1 }
    }
    let unused = Set(declared.keys.filter { declared[$0] == said[$0] })
    #expect(declared.count > 1_000)
    for name in unused.subtracting(Self.exceptions.keys).sorted() {
      let paths = Self.shipped.filter { $0.declared[name] != nil }.map(\.path)
      Issue.record("'\(name)' of \(paths) is used nowhere, or only in tests")
    }
    for name in Self.exceptions.keys where !unused.contains(name) {
      Issue.record("the exception for '\(name)' is not needed")
    }
  }

  @Test("a file that ships declares something that another file uses, or extends a type")
  func files() {
    var said: [String: Int] = [:]
    for file in Self.shipped { said.merge(file.said) { $0 + $1 } }
    for file in Self.shipped where !file.path.hasSuffix("/main.swift") {
      let isUsed = file.declared.keys.contains { (said[$0] ?? 0) > (file.said[$0] ?? 0) }
      let isEntry = file.declared.keys.contains { Self.exceptions[$0] != nil }
      #expect(isUsed || isEntry, "\(file.path) has nothing that another file uses")
    }
  }

  @Test("declarations are told from other words")
  func readers() {
    let file = SourceFile(
      path: "x",
      text: """
        // func comment()
        struct A<T>: B {
          let (a, b): (Int, Int)
          var c: Int { d }
          static let `default` = "func text()"
          func f(_ g: Int) -> Int { let h = g; return h }
          case i, j(k: Int), l = "l"
        }
        switch a { case .i: "\\(c)" }
        if case let m = n {}

        """)
    let words = Words(file)
    #expect(Set(words.declared.keys) == ["A", "c", "default", "f", "h", "i", "j", "l", "m"])
    #expect(words.said["c"] == 2 && words.said["comment"] == nil && words.said["h"] == 2)
  }

  /// The words of a file outside of comments.
  private struct Words {
    let path: String
    /// How often each name is declared.
    private(set) var declared: [String: Int] = [:]
    /// How often each word stands in it, in interpolated texts too.
    private(set) var said: [String: Int] = [:]

    init(_ file: SourceFile) {
      path = file.path
      for (line, code) in zip(file.lines, file.codeLines) {
        let text = line.drop { $0 == " " }
        guard !text.hasPrefix("//") else { continue }
        for word in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }) {
          said[String(word), default: 0] += 1
        }
        for name in Self.names(in: code) { declared[name, default: 0] += 1 }
      }
    }

    private static let kinds: Set<Substring> = [
      "func", "struct", "enum", "class", "protocol", "typealias", "actor", "var", "let",
    ]

    /// The names that a line declares.
    private static func names(in code: String) -> [String] {
      let words = code.split { $0 == " " || $0 == "(" && false }
      var names: [String] = []
      for (word, next) in zip(words, words.dropFirst()) where kinds.contains(word) {
        let name = next.drop { $0 == "`" }.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        if !name.isEmpty, name != "_", !kinds.contains(name) { names.append(String(name)) }
      }
      return names + cases(in: words)
    }

    /// Those of an enumeration: `case a, b(Int)`, and not `case .a:` of a switch.
    private static func cases(in words: [Substring]) -> [String] {
      guard let place = words.firstIndex(of: "case"), place == 0 || words[..<place] == ["indirect"],
        !words.contains(where: { $0.hasSuffix(":") && !$0.contains("(") || $0 == "let" || $0.hasPrefix(".") })
      else { return [] }
      var (names, depth): ([String], Int) = ([], 0)
      for part in words[(place + 1)...].joined(separator: " ").split(separator: ",") {
        if depth == 0 {
          let name = part.drop { $0 == " " || $0 == "`" }.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
          if !name.isEmpty { names.append(String(name)) }
        }
        depth += part.count { $0 == "(" } - part.count { $0 == ")" }
      }
      return names
    }
  }
}
