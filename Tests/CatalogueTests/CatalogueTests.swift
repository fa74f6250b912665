import Admin
import Catalogue
import Store
import TestData
import Testing
import Vocabulary

@Suite struct CatalogueTests {
  private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  private static func text(_ path: String) throws -> String {
    String(decoding: try TemporaryFolder.bytes(of: "\(root)/\(path)"), as: UTF8.self)
  }

  @Test("every relation leads to an entity, and no name stands for two things")
  func links() { #expect(Catalogue.vantage6.brokenReferences() == []) }

  @Test("a catalogue with broken references says which")
  func brokenLinks() {
    let inverse = Relation.Inverse("a", "Back.")
    let one = Entity(
      "one", "One.", naturalKey: ["nope"], fields: [Field("x", .text, "X."), Field("y", .text, "Y.", aliases: ["x"])],
      relations: [.one("far", "nowhere", "Far.", inverse: inverse)])
    let broken = Catalogue([one, Entity("two", aliases: ["one"], "Two.", fields: [])]).brokenReferences()
    for part in ["no entity 'nowhere'", "'x' stands for two things", "no field 'nope'", "two entities 'one'"] {
      #expect(broken.contains { $0.contains(part) }, "\(part) in \(broken)")
    }
  }

  @Test("every file of an entity is in the list, and every entity of the list has a file")
  func listed() throws {
    let listed = try Self.text("Sources/Admin/Vantage6.swift").split(separator: "\n").compactMap { line -> String? in
      let line = line.drop { $0 == " " }
      return line.hasPrefix(".") && line.hasSuffix(",") ? String(line.dropFirst().dropLast()) : nil
    }
    #expect(listed.count == Vantage6.entities.count && listed.count > 10)
    let files = try TemporaryFolder.names(inCommitted: "\(Self.root)/Sources/Admin/Entities")
    #expect(files.count > 10)
    var declared: Set<String> = []
    for file in files {
      for line in try Self.text("Sources/Admin/Entities/\(file)").split(separator: "\n") {
        let words = line.split(separator: " ")
        if words.count > 4, words.starts(with: ["static", "let"]), line.contains("= Entity(") {
          declared.insert(String(words[2]))
        }
      }
    }
    for name in declared {
      #expect(files.contains(name.prefix(1).uppercased() + name.dropFirst() + ".swift"), "\(name)")
    }
    #expect(declared == Set(listed))
    // What is no entity itself is a part of some.
    let others = files.filter { file in !declared.contains { $0.lowercased() + ".swift" == file.lowercased() } }
    #expect(others.sorted() == ["Authenticatable.swift", "Retirement+Keycloak.swift"])
  }

  @Test("every help text is a sentence")
  func help() {
    func look(_ text: String, _ place: String) {
      #expect(text.hasSuffix("."), "\(place): \(text)")
      #expect(text.first?.isUppercase == true || text.first == "`", "\(place): \(text)")
      #expect(!text.contains("  ") && !text.contains("\n") && text.count < 250, "\(place): \(text)")
    }
    for entity in Catalogue.vantage6.entities {
      look(entity.help, entity.name)
      for field in entity.fields { look(field.help, "\(entity.name).\(field.name)") }
      for relation in entity.relations { look(relation.help, "\(entity.name).\(relation.name)") }
    }
  }

  @Test("names are lower case, with underscores, and in no way numbers")
  func names() {
    for entity in Catalogue.vantage6.entities {
      let members =
        entity.fields.flatMap { [$0.name] + $0.aliases } + entity.relations.flatMap { [$0.name] + $0.aliases }
      for name in [entity.name] + entity.aliases + members {
        #expect(
          name.allSatisfy { $0.isLowercase || $0 == "_" || $0.isNumber } && name.first?.isLowercase == true, "\(name)")
      }
      #expect(
        !members.contains(entity.number) && !members.contains("etag") && !members.contains("damaged"), "\(entity.name)")
      for word in ["count", "and", "or", "not"] { #expect(!members.contains(word), "\(entity.name).\(word)") }
    }
  }

  /// Columns that no field shows, and why.
  private static let notShown: [String: String] = [
    "authenticatable.id": "the id of the user or node", "authenticatable.type": "says which of both it is",
  ]

  @Test("every column of the real server is known to the catalogue", arguments: [2, 3, 4, 5])
  func columns(generation: Int) throws {
    let schema = try #require(Schema.of(generation: generation))
    let model = Model(
      .vantage6, Layout(columns: Dictionary(uniqueKeysWithValues: schema.tables.map { ($0.name, $0.columns) })))
    var known: Set<String> = []
    for entity in model.entities {
      known.insert("\(entity.table).id")
      for field in entity.fields {
        switch field.source {
        case .own(let column): known.insert("\(entity.table).\(column)")
        case .parent(let column): if let parent = entity.parent { known.insert("\(parent.table).\(column)") }
        case .first, .derived, .change: break
        }
      }
      for relation in entity.relations {
        switch relation.link {
        case .column(let column): known.insert("\(entity.table).\(column)")
        case .through(let table, let ours, let theirs): known.formUnion(["\(table).\(ours)", "\(table).\(theirs)"])
        case .back(let table, let column, _): known.insert("\(table).\(column)")
        }
      }
    }
    let all = Set(schema.tables.flatMap { table in table.columns.map { "\(table.name).\($0)" } })
    #expect(all.subtracting(known) == Set(Self.notShown.keys).subtracting(known))
    #expect(known.isSubset(of: all), "\(known.subtracting(all))")
    #expect(all.count > 50)
  }

  @Test("each generation has the entities that it has, and names the others as absent")
  func absent() throws {
    let ofSessions: Set<String> = ["session", "dataframe", "column", "dataframe_note"]
    let wanted: [Int: Set<String>] = [
      2: ofSessions.union(["study", "algorithm_store", "node_config", "task_database", "algorithm_port"]),
      3: ofSessions.union(["study", "algorithm_store", "task_database"]), 4: ofSessions, 5: ["algorithm_port"],
    ]
    for (generation, missing) in wanted {
      let schema = try #require(Schema.of(generation: generation))
      let model = Model(
        .vantage6, Layout(columns: Dictionary(uniqueKeysWithValues: schema.tables.map { ($0.name, $0.columns) })))
      #expect(model.generation == generation)
      #expect(Set(Vantage6.entities.map(\.name)).subtracting(model.entities.map(\.name)) == missing)
      for name in missing {
        #expect { try model.entity(name) } throws: { error in
          let failure = error as? Failure
          return failure?.kind == .invalid && failure?.hint?.hasPrefix("this database has no ") == true
        }
      }
      for name in ["org", "collab", "run"] { #expect(model[name] != nil) }
      #expect(throws: Failure.self) { try model.entity("organisation") }
    }
  }

  @Test("no entity reads wrong")
  func entities() {
    let all = Catalogue.vantage6.entities
    #expect(all.count > 10)
    #expect(Set(all.map(\.indefinite)).isSuperset(of: ["an organization", "a user", "an algorithm port", "a study"]))
    #expect(all.first { $0.name == "study" }?.plural == "studies")
  }
}

extension TemporaryFolder {
  /// The names of what is in a folder of the project, sorted.
  fileprivate static func names(inCommitted path: String) throws -> [String] {
    let names = Self.names(in: path)
    try #require(!names.isEmpty, "\(path) is empty")
    return names.sorted()
  }
}
