import TestData
import Testing

/// The clients learn entities from the daemon's description: none stands in their files by its name.
@Suite("Names of entities in the clients") struct EntityNamesTests {
  /// A file that may name entities, and why.
  private static let exceptions = [
    "clients/Shell/OldClasses/OldClass+All.swift": "what the old shell's classes had, by class",
    "clients/Shell/OldClasses/EntityMethods+Special.swift": "the bodies of those methods",
    "clients/Shell/OldClasses/RecordMethods+Others.swift": "the bodies of those methods",
    "clients/Shell/OldClasses/RecordMethods+Sessions.swift": "the bodies of those methods",
    "clients/Shell/OldClasses/RecordMethods+Users.swift": "the bodies of those methods",
    "clients/Shell/Session/Shell.swift": "`session` is what the old shell called its transaction",
    "clients/vctl/Exchange/ExchangeCall.swift": "the option `--role` is one name of the parameter `roles`",
    "clients/vctl/Changes.swift": "`user` is a member of an audit record",
    "clients/vctl/StatusText.swift": "`user` is a member of an audit record",
    "clients/vctl/Commands/Audit.swift": "`user` is a member of an audit record",
  ]

  /// As the files of the daemon's entities say them first.
  private static let names: Set<String> = {
    let files = SourceFile.all(in: "Sources/Admin/Entities")
    return Set(files.flatMap { $0.text.matches(of: #/= Entity\(\s*"([a-z_]+)"/#).map { String($0.1) } })
  }()

  @Test("the entities are found, and their names told from other words")
  func readers() {
    #expect(Self.names.count >= 13 && Self.names.isSuperset(of: ["organization", "task", "algorithm_store"]))
    #expect(Self.found(in: #"if name == "task" { }"#) == ["task"])
    #expect(Self.found(in: #"read("node.find", "organization.id")"#) == ["node", "organization"])
    for line in [
      #"// as "task" does"#, #"json["role"]"#, #"say("the task is over")"#, #"takes: "USER""#, #"a("users")"#,
    ] {
      #expect(Self.found(in: line) == [], "\(line)")
    }
  }

  @Test("no file of the clients names one, but where the old shell's language does")
  func files() {
    var used: Set<String> = []
    for file in SourceFile.all(in: "clients") {
      let found = file.lines.flatMap { Self.found(in: String($0)) }
      guard !found.isEmpty else { continue }
      used.insert(file.path)
      #expect(Self.exceptions[file.path] != nil, "\(file.path) names \(Set(found).sorted())")
    }
    for path in Self.exceptions.keys where !used.contains(path) {
      Issue.record("the exception for \(path) is not needed")
    }
    let floors = ["clients/ClientKit/", "clients/ShellLanguage/"]
    #expect(!Self.exceptions.keys.contains { path in floors.contains { path.hasPrefix($0) } })
  }

  /// The names that are a text of the code, or the beginning of a path or method in one. Members of the JSON that a type
  /// is read from are the protocol's.
  private static func found(in line: String) -> [String] {
    guard line.first(where: { $0 != " " }) != "/" else { return [] }
    return line.replacing(#/json\["[a-z_]+"\]/#, with: "").matches(of: #/"([a-z_]+)["\.]/#).map { String($0.1) }.filter
    { names.contains($0) }
  }
}
