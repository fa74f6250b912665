import JSON
import Linux
import TestData
import TestProduct
import Testing

/// The examples of the description, called in an order in which each finds what it is about.
@Suite("The examples of the description") struct ExampleTests {
  private static let last = ["audit.undo", "audit.prune"]

  /// The entities, each after those to which its records have to refer.
  private static func entities(_ contract: inout Contract) throws -> [String] {
    var waiting = try contract.fixture.call("rpc.describe")["entities"]?.array ?? []
    var sorted: [String] = []
    while !waiting.isEmpty {
      let place = waiting.firstIndex { entity in
        (entity["relations"]?.array ?? []).allSatisfy { relation in
          relation["required"] != true || sorted.contains(relation["target"]?.string ?? "")
        }
      }
      sorted.append(waiting.remove(at: try #require(place))["name"]?.string ?? "")
    }
    return sorted
  }

  private static func order(_ contract: inout Contract) throws -> [String] {
    let entities = try entities(&contract)
    let offered = contract.methodNames
    let creates = entities.map { "\($0).create" }.filter(offered.contains)
    let deletes = entities.reversed().map { "\($0).delete" }.filter(offered.contains)
    let others = contract.methods.compactMap { $0["name"]?.string }.filter { name in
      !creates.contains(name) && !deletes.contains(name) && !last.contains(name)
    }
    return creates + others + deletes + last
  }

  /// Methods that a server's database refuses.
  private static let forFiles = ["database.backup", "database.verify", "database.restore"]

  private static func run(_ contract: inout Contract) throws {
    let names = try order(&contract)
    #expect(Set(names) == contract.methodNames)
    let checker = SchemaChecker(document: contract.document)
    // A method that reads a file gets the one that was written before.
    var file: SentFile?
    for name in names {
      let method = try #require(contract.methods.first { $0["name"]?.string == name })
      let example = try #require(method["examples"]?[0], "\(name) has no example")
      let params = (example["params"]?.array ?? []).map { JSON.Member($0["name"]?.string ?? "", $0["value"] ?? .null) }
      let told = try #require(example["result"]?["value"], "\(name)")
      #expect(checker.findings(told, method["result"]?["schema"] ?? .null, at: name) == [])
      var given = JSON.Object(params)
      if method["x-file"] == "write" { file = SentFile(try NamelessFile.make(in: contract.fixture.folder.path)) }
      // The example of a change is one that shows it first; nobody says there that the server is stopped.
      if method["x-file"] != nil, method["x-access"] == "write" { given["dry_run"] = true }
      // The server of the example is not there.
      let server = name == "database.copy" ? try PostgreSQLServer.shared.database() : nil
      if let server { given["to"] = .string(server.uri) }
      // Version 5 has nothing newer, and no last names.
      if ["database.migrate", "records.update"].contains(name), contract.offers("session.list") {
        #expect(try contract.refusal(name, .object(given)).kind == "invalid")
        continue
      }
      if TestEngine.current == .postgresql, Self.forFiles.contains(name) {
        #expect(try contract.refusal(name, .object(given), file: file).kind == "invalid", "\(name)")
        // What was written before is an export.
        file = nil
        continue
      }
      let answer = try contract.call(name, .object(given), file: method["x-file"] == nil ? nil : file)
      // A server makes room by itself: there is no rebuild to tell of.
      if TestEngine.current == .postgresql, name == "database.compact" { continue }
      // Warnings depend on the record.
      let members = (answer.object?.members ?? []).map(\.key).filter { $0 != "warnings" }
      #expect((told.object?.members ?? []).map(\.key).sorted() == members.sorted(), "\(name): \(answer)")
    }
  }

  @Test("one for each method: a fresh database answers it as its schema says", arguments: [2, 3, 4, 5])
  func run(generation: Int) throws {
    var contract = try Contract(generation: generation)
    try Self.run(&contract)
  }

  @Test("those of an entity of which nobody knows, too")
  func newEntity() throws {
    var contract = try Contract(of: .withLicence)
    try Self.run(&contract)
  }
}
