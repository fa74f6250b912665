import Admin
import Adoption
import Catalogue
import TestData
import Testing

@Suite("help")
struct HelpTests {
  @Test(
    "help at every level is as agreed",
    arguments: [
      ["--help"], ["user", "--help"], ["user", "create", "--help"], ["user", "list", "--help"],
      ["audit", "--help"], ["history", "--help"], ["undo", "--help"], ["transaction", "--help"],
      ["rule", "get", "--help"],
      ["task", "create", "--help"],
      ["organization", "delete", "--help"], ["rpc", "--help"],
    ])
  func levels(words: [String]) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(words + ["--socket", server.path])
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    var output = outcome.output
    if words == ["--help"] { output = try Self.withoutEntities(output) }
    try expectGolden(output, "help-\(words.dropLast().joined(separator: "-")).txt")
  }

  /// Those that a new database has.
  private static let entities: [Entity] = {
    let made = Product.vantage6.fresh[Product.vantage6.usual]?.tables ?? []
    return Vantage6.entities.filter { entity in
      entity.tables.contains { table in
        made.contains { $0.replacing("\"", with: "").contains("CREATE TABLE \(table) ") }
      }
    }
  }()

  /// The overview without its list of entities, which must be the catalogue's.
  private static func withoutEntities(_ text: String) throws -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "Entities:"))
    let list = lines[(start + 1)...].prefix { !$0.isEmpty }
    let names = list.filter { !$0.hasPrefix("   ") }.compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(names == Self.entities.map(\.name))
    let told = list.joined(separator: " ").split(separator: " ").joined(separator: " ")
    for entity in Self.entities { #expect(told.contains("\(entity.name) \(entity.help)")) }
    return (lines[...start] + lines[list.endIndex...]).joined(separator: "\n")
  }

  @Test(
    "'vctl help WORDS' says what 'vctl WORDS --help' says",
    arguments: [
      [], ["user"], ["user", "create"], ["org", "delete"], ["rpc"],
    ])
  func command(words: [String]) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let one = try Vctl.run(["help"] + words + ["--socket", server.path])
    let other = try Vctl.run(words + ["--help", "--socket", server.path])
    #expect(one.output == other.output)
    #expect(one.output.hasPrefix("Usage:\n"))
  }

  @Test("the examples of every verb of every entity are accepted")
  func examples() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    for entity in Self.entities {
      for (name, verb) in entity.verbs.map({ (entity.name, $0.rawValue) }) {
        let help = try Vctl.run([name, verb, "--help", "--socket", server.path]).output
        let examples = help.split(separator: "\n").drop { $0 != "Examples:" }.dropFirst()
        #expect(!examples.isEmpty, "\(name) \(verb)")
        for example in examples {
          let words = example.split(separator: " ").dropFirst().map(String.init)
          let outcome = try Vctl.run(words + ["--socket", server.path] + (verb == "list" ? [] : ["--timeout", "9"]))
          // The record need not exist, and its creation may lack what only the database knows.
          #expect([0, 1, 3, 4].contains(outcome.status), "\(example): \(outcome.errors)")
          if verb == "list" { #expect(outcome.status == 0, "\(example): \(outcome.errors)") }
        }
      }
    }
  }

  @Test("without a daemon, 'vctl --help' still says how it is used")
  func absent() throws {
    let folder = try TemporaryFolder()
    let outcome = try Vctl.run(["--help", "--socket", folder.path(of: "none")])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("vctl ENTITY VERB"))
    #expect(outcome.output.contains("vantage6-admin is not running"))
  }

  @Test("--version prints a version and asks nobody")
  func version() throws {
    let outcome = try Vctl.run(["--version", "--socket", "/nowhere"])
    #expect(outcome.output.hasPrefix("vctl "))
    #expect(outcome.status == 0)
  }
}
