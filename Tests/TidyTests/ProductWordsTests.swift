import TestData
import Testing

/// Below `Admin`, nothing knows what vantage6 has: a new entity touches no file there, and neither does another product.
@Suite("Names of vantage6 in the modules that know no product") struct ProductWordsTests {
  private static let folders = [
    "Sources/Vocabulary", "Sources/Catalogue", "Sources/Engine", "Sources/SQLite", "Sources/PostgreSQL",
    "Sources/Store", "Sources/Adoption",
    "clients/ClientKit", "clients/ShellLanguage",
  ]

  private struct Exception {
    /// A file, a folder, or the beginning of either.
    let path: String
    let names: Set<String>
    let reason: String
  }

  private static let exceptions = [
    Exception(path: "Sources/Store/Audit/", names: ["user"], reason: "the log's own column: who asked for a change"),
    Exception(
      path: "Sources/Catalogue/EntityMethods.swift", names: ["users"],
      reason: "the example `users.count` in a help text: it is part of the protocol's description"),
    Exception(
      path: "Sources/Adoption/Servers/", names: ["role"],
      reason: "PostgreSQL's word for who connects and who owns tables"),
    Exception(
      path: "Sources/PostgreSQL/ConnectionURI", names: ["user"], reason: "libpq's name of a parameter"),
    Exception(
      path: "Sources/PostgreSQL/PostgreSQLSession+", names: ["role"], reason: "SET ROLE makes what its owner makes"),
    Exception(
      path: "Sources/Store/Failure+Engine.swift", names: ["role"], reason: "PostgreSQL's word for who connects"),
  ]

  /// Names that are plain English in a sentence; as a name, or the beginning of a path, they are found. Their plurals are
  /// plain English, too.
  private static let plainWords: Set<String> = ["result", "run", "member", "permission"]

  /// Names that databases of every kind have, too: their tables have columns, and whoever uses them has sessions.
  private static let databaseWords: Set<String> = ["column", "session"]

  /// Entities as their files say them, their tables as the schemas do, and their plurals.
  private static let names: Set<String> = {
    let entities = SourceFile.all(in: "Sources/Admin/Entities").flatMap {
      $0.text.matches(of: #/= Entity\(\s*"([a-z_]+)"/#).map { String($0.1) }
    }
    let tables = SourceFile.all(in: "Sources/Admin/Schemas").flatMap {
      $0.text.matches(of: #/SchemaTable\(\s*"([A-Za-z_]+)"/#).map { String($0.1).lowercased() }
    }
    return Set(
      (entities + tables).filter { !databaseWords.contains($0) }.flatMap { name in
        plainWords.contains(name) ? [name] : [name, name + "s", name.hasSuffix("y") ? name.dropLast() + "ies" : name]
      })
  }()

  @Test("the names are found, alone, in paths, in SQL and in sentences")
  func readers() {
    #expect(Self.names.count > 40)
    #expect(
      Self.names.isSuperset(of: ["organization", "studies", "algorithmstore", "userpermission", "task_database"]))
    for (line, names) in [
      (#"if name == "task" { }"#, ["task"]), (#"path("result.id")"#, ["result"]),
      (#"run("SELECT 1 FROM \"role\"")"#, ["role"]), (#"hint: "see its nodes first""#, ["nodes"]),
      (#"say("the result is too large")"#, []), (#"object["role"] = 1"#, []), (#"/// of "task""#, []),
      (#"fail("unknown member 'a'")"#, []), (#"name = "run""#, ["run"]), (#"say("\(task.name) is over")"#, []),
      ("let task = 1", []),
    ] as [(String, Set<String>)] {
      #expect(Self.found(in: SourceFile(path: "x", text: line + "\n")) == names, "\(line)")
    }
    let sql = SourceFile(path: "x", text: "let sql = \"\"\"\n  SELECT id FROM collaboration\n  \"\"\"\n")
    #expect(Self.found(in: sql) == ["collaboration"])
  }

  @Test("no file of these modules has one in a text", arguments: folders)
  func files(folder: String) {
    let files = SourceFile.all(in: folder)
    #expect(!files.isEmpty)
    for file in files {
      let allowed = Self.exceptions.filter { file.path.hasPrefix($0.path) }.flatMap(\.names)
      let found = Self.found(in: file).subtracting(allowed)
      #expect(found.isEmpty, "\(file.path) names \(found.sorted())")
    }
  }

  @Test("each exception is needed")
  func exceptions() {
    for exception in Self.exceptions {
      let files = Self.folders.flatMap { SourceFile.all(in: $0) }.filter { $0.path.hasPrefix(exception.path) }
      let found = files.reduce(into: Set<String>()) { $0.formUnion(Self.found(in: $1)) }
      #expect(exception.names.isSubset(of: found), "'\(exception.reason)' excuses what is not there any more")
    }
  }

  private static func found(in file: SourceFile) -> Set<String> {
    // The name of a member of a JSON object is the protocol's.
    let text = file.text.replacing(#/[A-Za-z]\["[a-z_]+"\]/#, with: "")
    var found: Set<String> = []
    for text in Texts(SourceFile(path: file.path, text: text)).all.map(\.text) {
      let words = text.split { !$0.isLetter && $0 != "_" }.map { $0.lowercased() }
      let isName = words.count == 1 || text.contains(#/^[a-z_]+\./#)
      for word in words where names.contains(word) && (isName || !plainWords.contains(word)) { found.insert(word) }
    }
    return found
  }
}
