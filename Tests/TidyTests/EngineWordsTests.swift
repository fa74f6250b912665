import TestData
import Testing

/// A second engine has to be made in a module beside `SQLite` and in `Adoption`, and nowhere else.
@Suite("Words of SQLite, where it is not known") struct EngineWordsTests {
  private static let words = ["pragma", "rowid", "sqlite_", "sqlite3"]
  private static let modules: Set<String> = ["SQLite", "CSQLite", "Adoption"]

  /// A file that may say such a word, and why.
  private static let exceptions = [
    "Sources/Store/Failure+Engine.swift": "a hint names the program that checks a file",
    "Sources/Setup/DatabaseURI.swift": "a scheme of the server's addresses of databases",
  ]

  @Test("the words are found in code and in texts, and not in comments")
  func readers() {
    for line in [
      #"try run("PRAGMA synchronous = 1")"#, "let rowid = 1", #"FROM "sqlite_schema""#, "sqlite3_step(statement)",
    ] {
      #expect(Self.found(in: SourceFile(path: "x", text: line + "\n")).count == 1, "\(line)")
    }
    for line in ["// PRAGMA", "  /// The rowid of it.", "let a = 1 // sqlite3", #"say("SQLite")"#] {
      #expect(Self.found(in: SourceFile(path: "x", text: line + "\n")) == [], "\(line)")
    }
    let sql = SourceFile(path: "x", text: "let sql = \"\"\"\n  SELECT rowid FROM book\n  \"\"\"\n")
    #expect(Self.found(in: sql) == ["rowid"])
  }

  @Test("no file says one, but those of SQLite and of the files that it keeps")
  func files() {
    var used: Set<String> = []
    for module in Manifest.modules where module.isSwift && !module.isTest && !Self.modules.contains(module.name) {
      for file in SourceFile.all(in: module.folder) {
        let found = Self.found(in: file)
        guard !found.isEmpty else { continue }
        used.insert(file.path)
        #expect(Self.exceptions[file.path] != nil, "\(file.path) says \(found.sorted())")
      }
    }
    #expect(Self.exceptions.keys.filter { !used.contains($0) } == [], "these exceptions are not needed")
  }

  @Test("only the adoption of files stands on SQLite, and only SQLite on its library")
  func imports() {
    let shipped = Manifest.modules.filter { $0.isSwift && !$0.isTest }
    func users(of name: String) -> [String] {
      shipped.filter { module in
        module.dependencies.contains(name) || SourceFile.all(in: module.folder).contains { $0.imports.contains(name) }
      }.map(\.name)
    }
    #expect(users(of: "SQLite") == ["Adoption"])
    #expect(users(of: "CSQLite") == ["SQLite"])
  }

  private static func found(in file: SourceFile) -> Set<String> {
    let texts = Texts(file).all.map(\.text)
    let lines = (file.codeLines + texts).map { $0.lowercased() }
    return Set(words.filter { word in lines.contains { $0.contains(word) } })
  }
}
