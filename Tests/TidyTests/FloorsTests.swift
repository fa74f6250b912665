import Testing

/// The folders of some modules are floors: their arrows go one way. Files are read as text, so a member of an
/// extension is not seen.
@Suite("Floors of a module's folders") struct FloorsTests {
  /// From the lowest to the highest; folders of one floor do not know each other. Files beside the folders stand above.
  private static let floors: [String: [[String]]] = [
    "Sources/Adoption": [["Opening"], ["Adopted"], ["Moving"], ["Files", "Servers"]],
    "clients/ClientKit": [["Description", "Terminal"], ["CommandLine"], ["Connection", "Output"]],
    "clients/Shell": [["Conversation"], ["Schema"], ["Records"], ["OldClasses", "Saving"], ["Session"]],
    "clients/ShellLanguage": [
      ["Source"], ["Limits", "Syntax"], ["Values"], ["Operations"], ["Builtins", "Interpreter", "Modules"], ["Editing"],
    ],
  ]

  @Test("a file names no type of a higher folder, or of another one on its own floor", arguments: floors.keys.sorted())
  func upwards(module: String) throws {
    let floors = try #require(Self.floors[module])
    let files = Dictionary(grouping: SourceFile.all(in: module).map { Names($0, in: module) }, by: \.folder)
    #expect(Set(files.keys).subtracting([""]) == Set(floors.joined()))
    #expect(files.values.joined().flatMap(\.types).count > 20)
    var lower: [String] = []
    for floor in floors + [[""]] {
      for folder in floor {
        let types = Set(files[folder, default: []].flatMap(\.types))
        for file in (lower + floor).filter({ $0 != folder }).flatMap({ files[$0, default: []] }) {
          let named = types.intersection(file.words).subtracting(file.types)
          #expect(named.isEmpty, "\(file.path) names \(named.sorted()) of \(folder)")
        }
      }
      lower += floor
    }
  }

  @Test("of what serves a database, only the class for files names what is for files only")
  func files() {
    let types = Set(
      SourceFile.all(in: "Sources/Adoption/Files").flatMap { Names($0, in: "Sources/Adoption").types })
    #expect(types.isSuperset(of: ["DatabaseFile", "FileSession"]))
    let users = SourceFile.all(in: "Sources/Admin").filter {
      !types.isDisjoint(with: Names($0, in: "Sources/Admin").words)
    }
    #expect(users.map(\.path) == ["Sources/Admin/Served/Replacement.swift", "Sources/Admin/Served/ServedFile.swift"])
  }

  @Test("types at the top of a file are told from those inside of others")
  func readers() {
    let text = "package final class A: B {\n  struct C {}\n}\nprivate enum D {}\nindirect enum E {}\nextension F {}\n"
    let names = Names(SourceFile(path: "m/Low/x.swift", text: text), in: "m")
    #expect(names.types == ["A", "E"] && names.words.isSuperset(of: ["B", "F"]))
    #expect(names.folder == "Low" && Names(SourceFile(path: "m/x.swift", text: text), in: "m").folder.isEmpty)
  }

  /// What a file declares and names.
  private struct Names {
    let path: String
    /// Empty for a file beside the folders.
    let folder: String
    /// The types that other files see by their names alone.
    let types: Set<String>
    let words: Set<String>

    init(_ file: SourceFile, in module: String) {
      let parts = file.path.dropFirst(module.count + 1).split(separator: "/")
      (path, folder) = (file.path, parts.count > 1 ? String(parts[0]) : "")
      let lines = file.codeLines
      types = Set(
        lines.compactMap { line in
          let match = line.prefixMatch(of: #/((?:[a-z]+ )*)(?:struct|class|enum|protocol|typealias) (\w+)/#)
          return match.flatMap { $0.1.contains("private") ? nil : String($0.2) }
        })
      words = Set(lines.joined(separator: " ").split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
    }
  }
}
