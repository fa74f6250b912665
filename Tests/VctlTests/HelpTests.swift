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
    try expectGolden(outcome.output, "help-\(words.dropLast().joined(separator: "-")).txt")
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
    let names = ["organization", "user", "role", "rule", "collaboration", "node", "task", "result", "task_database"]
    for name in names {
      for verb in ["list", "get", "create", "update", "delete"] where name != "rule" || ["list", "get"].contains(verb) {
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
