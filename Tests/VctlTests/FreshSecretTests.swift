import Glibc
import JSON
import TestData
import Testing

@Suite("a key that a call makes is shown, and one that nobody can see is not made")
struct FreshSecretTests {
  private static let formats: [[String]] = [
    [], ["-q"], ["-o", "name"], ["-o", "json"], ["-o", "jsonl"], ["-o", "yaml"], ["-o", "csv"],
    ["-o", "template={name}"], ["-o", "template={api_key}"], ["--fields", "name"], ["--fields", "status"],
    ["--fields", "api_key"], ["--fields", "id,name", "-o", "json"], ["--fields", "id,name", "-o", "csv"],
  ]

  private static func run(
    _ words: [String], _ server: Server, input: String = "", _ redirection: String = ""
  ) throws -> Vctl.Outcome {
    try Vctl.run(
      ["-c", "exec \"$0\" \"$@\" \(redirection)", Vctl.program] + words, input: input,
      environment: ["VCTL_SOCKET": server.path, "TMPDIR": "/tmp"], program: "/bin/sh")
  }

  /// Whether the key is that of the node.
  private static func isKey(_ key: Substring, of node: String, _ server: Server, _ folder: borrowing TemporaryFolder)
    throws -> Bool
  {
    let file = folder.path(of: "key")
    try TemporaryFolder.write(Array(key.utf8), to: file)
    let checked = try run(["node", "check_api_key", node, "api_key=@\(file)", "-o", "json"], server)
    return checked.output.contains("true")
  }

  private static func keys(in text: String) -> [Substring] {
    text.matches(of: #/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/#).map(\.output)
  }

  private static func start(_ folder: borrowing TemporaryFolder) throws -> Server {
    // In a file of exactly 2.x keys are stored as they are, which the quick hashes of tests allow to be checked.
    let server = try Daemon.start(in: folder, .sample2)
    _ = try run(["collaboration", "create", "name=c", "organizations=1", "-q"], server)
    return server
  }

  @Test("by every format once, on standard output or else on standard error", arguments: formats)
  func everyFormat(format: [String]) throws {
    let folder = try TemporaryFolder()
    let server = try Self.start(folder)
    let create = ["node", "create", "name=n1", "organization=1", "collaboration=c"]
    for words in [create, ["node", "reset_api_key", "n1"]] {
      let outcome = try Self.run(words + format, server)
      let keys = Self.keys(in: outcome.output + outcome.errors)
      #expect(outcome.status == 0 && keys.count == 1, "\(words) \(format): \(outcome)")
      #expect(try Self.isKey(keys.first ?? "", of: "n1", server, folder), "\(words) \(format)")
      if Self.keys(in: outcome.output).isEmpty { #expect(outcome.errors.contains("api_key of node ")) }
      if format == ["-q"] { #expect(outcome.output == "n1\n") }
    }
    let other = ["node", "create", "name=n2", "organization=1", "collaboration=c", "--dry-run"]
    let dry = try Self.run(other + format, server)
    #expect(Self.keys(in: dry.output + dry.errors).isEmpty, "\(dry)")
    let reset = try Self.run(["node", "reset_api_key", "n1", "--dry-run"] + format, server)
    #expect(reset.status == 0 && Self.keys(in: reset.output + reset.errors).isEmpty, "\(reset)")
  }

  @Test(
    "by a transaction and by rpc as well",
    arguments: [[], ["-q"], ["-o", "csv"], ["-o", "json"], ["-o", "template={id}"]])
  func others(format: [String]) throws {
    let folder = try TemporaryFolder()
    let server = try Self.start(folder)
    let lines = "node create name=a organization=1 collaboration=c\nnode reset_api_key a\n"
    let dry = try Self.run(["transaction", "--dry-run"] + format, server, input: lines)
    #expect(dry.status == 0 && Self.keys(in: dry.output + dry.errors).isEmpty, "\(dry)")
    let done = try Self.run(["transaction"] + format, server, input: lines)
    let keys = Self.keys(in: done.output + done.errors)
    #expect(done.status == 0 && keys.count == 2, "\(done)")
    #expect(try Self.isKey(keys.last ?? "", of: "a", server, folder))
    let rehearsed = try Self.run(["rpc", "node.reset_api_key", #"{"name":"a","dry_run":true}"#] + format, server)
    #expect(rehearsed.status == 0 && Self.keys(in: rehearsed.output + rehearsed.errors).isEmpty, "\(rehearsed)")
    let called = try Self.run(["rpc", "node.reset_api_key", #"{"name":"a"}"#] + format, server)
    #expect(called.status == 0 && Self.keys(in: called.output + called.errors).count == 1, "\(called)")
    let whole: JSON = [
      "calls": [["method": "node.reset_api_key", "params": ["name": "a"]]]
    ]
    let inside = try Self.run(["rpc", "transaction.run", whole.description] + format, server)
    #expect(inside.status == 0 && Self.keys(in: inside.output + inside.errors).count == 1, "\(inside)")
  }

  @Test("a node that is there already gets none, and none is shown")
  func existing() throws {
    let folder = try TemporaryFolder()
    let server = try Self.start(folder)
    let create = ["node", "create", "name=n", "organization=1", "collaboration=c", "--if-not-exists"]
    #expect(Self.keys(in: try Self.run(create, server).output).count == 1)
    let again = try Self.run(create, server)
    #expect(again.status == 0 && Self.keys(in: again.output + again.errors).isEmpty)
  }

  @Test(
    "what cannot be written is said on standard error, with an exit status",
    arguments: [[], ["-q"], ["-o", "json"], ["-o", "template={name}"]])
  func unwritten(format: [String]) throws {
    let folder = try TemporaryFolder()
    let server = try Self.start(folder)
    for redirection in [">/dev/full", ">&-", "| exec true"] {
      let name = "n\(redirection.utf8.count)"
      let create = ["node", "create", "name=\(name)", "organization=1", "collaboration=c"]
      // Nobody reads a pipe whose reader has ended.
      let isPipe = redirection.hasPrefix("|")
      let outcome =
        isPipe
        ? try Vctl.run(create + format + ["--socket", server.path], isRead: false)
        : try Self.run(create + format, server, redirection)
      let keys = Self.keys(in: outcome.errors)
      #expect(outcome.status == 1 && keys.count == 1, "\(redirection): \(outcome)")
      #expect(try Self.isKey(keys.first ?? "", of: name, server, folder))
      let called = try Self.run(
        ["rpc", "node.reset_api_key", "{\"name\":\"\(name)\"}"] + format, server, isPipe ? ">&-" : redirection)
      #expect(called.status == 1 && Self.keys(in: called.errors).count == 1, "\(redirection): \(called)")
    }
  }

  @Test("where nothing can show it, it is not made")
  func unseen() throws {
    let folder = try TemporaryFolder()
    let server = try Self.start(folder)
    let create = ["node", "create", "name=n", "organization=1", "collaboration=c"]
    #expect(try Self.run(create, server, ">&- 2>&-").status == 1)
    #expect(try Self.run(create + ["-q"], server, "2>&-").status == 1)
    #expect(try Self.run(create + ["--fields", "name"], server, "2>&-").status == 1)
    let line = create.joined(separator: " ") + "\n"
    #expect(try Self.run(["transaction"], server, input: line, ">&- 2>&-").status == 1)
    #expect(try Self.run(["rpc", "node.create", "{}"], server, ">&- 2>&-").status == 1)
    #expect(!server.lines.contains { $0.contains("\"node.create\"") })
    // What makes no key is done.
    #expect(try Self.run(["node", "update", "5", "name=other", "-q"], server, "2>&-").status == 0)
  }

  @Test("an answer that is lost after the change leaves its outcome unknown, and the key too")
  func lost() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["node.reset_api_key": .sendAndClose([])])
    let outcome = try Self.run(["node", "reset_api_key", "5", "-q"], server)
    #expect(outcome.status == 6 && outcome.errors.contains("outcome unknown"), "\(outcome)")
    #expect(outcome.errors.contains("a new api_key may be in force that nobody knows"), "\(outcome)")
    let called = try Self.run(["rpc", "node.reset_api_key", "[5]"], server)
    #expect(called.status == 6 && called.errors.contains("outcome unknown"), "\(called)")
  }
}
