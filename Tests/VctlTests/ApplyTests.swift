import JSON
import TestData
import Testing

@Suite("vctl apply and diff")
struct ApplyTests {
  private static func run(_ words: [String], _ server: Server, input: String = "") throws -> Vctl.Outcome {
    try Vctl.run(words + ["--socket", server.path], input: input)
  }

  private static func write(_ text: String, _ name: String, _ folder: borrowing TemporaryFolder) throws -> String {
    let path = folder.path(of: name)
    try TemporaryFolder.write(Array(text.utf8), to: path)
    return path
  }

  private static let network = """
    organization:
    - name: North
      country: NL
    - name: IKNL
      country: BE
    user:
    - {username: ann, organization: North, roles: [Researcher]}
    task:
    - {name: sum, image: i, collaboration: ZEPPELIN, initiator: IKNL}

    """

  @Test("a plan has a line for each record, and the exit status of a dry run says whether there is any")
  func plan() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let file = try Self.write(Self.network, "network.yaml", folder)
    let dry = try Self.run(["apply", "-f", file, "-n"], server)
    #expect(dry.status == 9 && dry.errors == "dry run: nothing was changed\n")
    try expectGolden(dry.output, "apply-dry.txt")
    let done = try Self.run(["apply", "-f", file], server)
    #expect(done.status == 0 && done.errors == "", "\(done.errors)")
    try expectGolden(done.output, "apply.txt")
    for words in [["apply"], ["apply", "-n"], ["apply", "--prune"]] {
      let again = try Self.run(words + ["-f", file], server)
      #expect(again.status == 0 && again.output == "" && again.errors == "no changes\n", "\(words)")
    }
  }

  @Test("a deletion needs --yes where nobody can be asked, and shows what it would delete")
  func prune() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let file = try Self.write(Self.network, "network.yaml", folder)
    #expect(try Self.run(["apply", "-f", file], server).status == 0)
    _ = try Self.write("organization:\n- name: North\n", "network.yaml", folder)
    let refused = try Self.run(["apply", "-f", file, "--prune"], server)
    #expect(refused.status == 2 && refused.output == "")
    try expectGolden(refused.errors, "apply-unasked.txt")
    let done = try Self.run(["apply", "-f", file, "--prune", "--yes"], server)
    #expect(done.status == 0 && done.output.hasSuffix("0 created, 0 changed, 2 deleted\n"), "\(done)")
    // Without anything to delete, nobody is asked.
    _ = try Self.write("organization:\n- {name: North, country: BE}\n", "network.yaml", folder)
    #expect(try Self.run(["apply", "-f", file, "--prune"], server).status == 0)
  }

  @Test("at a terminal it shows the plan, asks, and does what it showed", arguments: ["y\n", "n\n"])
  func asked(typed: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let file = try Self.write(Self.network, "network.yaml", folder)
    let session = try Vctl.onTerminal(
      ["apply", "-f", file, "--color", "never", "--socket", server.path],
      [.init(seen: "apply? [y/N] ", typed: typed)])
    #expect(session.status == (typed == "y\n" ? 0 : 1))
    try expectGolden(session.shown, "apply-\(typed == "y\n" ? "yes" : "no").txt")
    #expect(try Self.run(["org", "show", "North"], server).status == (typed == "y\n" ? 0 : 3))
  }

  @Test("a plan that changes while somebody reads it is not carried out")
  func stale() throws {
    let folder = try TemporaryFolder()
    let plan: JSON = [
      "changes": [["entity": "organization", "id": 1, "name": "A", "before": nil, "after": ["name": "A"]]],
      "unlisted": 0, "created": 1, "changed": 0, "deleted": 0, "plan": "another", "records": [], "secrets": [],
      "left": [], "held_ms": 0, "dry_run": true,
    ]
    let server = try Daemon.start(in: folder, first: ["database.apply": .result(plan)])
    let file = try Self.write(Self.network, "network.yaml", folder)
    let session = try Vctl.onTerminal(
      ["apply", "-f", file, "--color", "never", "--socket", server.path],
      [.init(seen: "apply? [y/N] ", typed: "y\n")])
    #expect(session.status == 4 && session.shown.contains("the database changed since the dry run"))
    #expect(try Self.run(["org", "show", "North"], server).status == 3)
  }

  @Test("a diff shows each value, changes nothing, and says by its exit status whether there is any")
  func diff() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let file = try Self.write(Self.network, "network.yaml", folder)
    let outcome = try Self.run(["diff", "-f", file], server)
    #expect(outcome.status == 9 && outcome.errors == "")
    try expectGolden(outcome.output, "diff.txt")
    #expect(try Self.run(["diff", "-f", file], server).output == outcome.output)
    #expect(try Self.run(["apply", "-f", file], server).status == 0)
    let same = try Self.run(["diff", "-f", file], server)
    #expect(same.status == 0 && same.output == "" && same.errors == "no differences\n")
    let less = try Self.run(["diff", "-f", "-", "--name", "network", "--prune"], server, input: "role: []\n")
    #expect(less.status == 9 && less.output.contains("would delete organization 'North'"))
  }

  @Test("what was exported is what is declared", arguments: ["all.yaml", "all.jsonl"])
  func exported(name: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, .imported4)
    #expect(try Self.run(["export", folder.path(of: name)], server).status == 0)
    #expect(try Self.run(["apply", "-f", folder.path(of: name)], server).errors == "no changes\n")
  }

  @Test("a folder's files are one declaration, in the order of their names")
  func folder() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let site = try TemporaryFolder()
    for (name, text) in [
      ("a.yaml", "user:\n- {username: ann, organization: North}\n"), ("b.yml", "organization: [{name: North}]"),
      ("c.jsonl", #"{"organization": {"name": "South"}}"#),
      ("d.json", "{\n \"organization\": [{\"name\": \"W\\u00e9st\"}]\n}"),
      ("e.json", "{\"organization\": {\"name\": \"East\"}}\n{\"organization\": {\"name\": \"Far\"}}\n"),
      (".hidden.yaml", "nonsense: ["), ("notes.txt", "nonsense"),
    ] { _ = try Self.write(text, name, site) }
    let outcome = try Self.run(["apply", "-f", site.path, "-q"], server)
    #expect(outcome.status == 0 && outcome.output == "North\nSouth\nWést\nEast\nFar\nann\n", "\(outcome)")
    let name = try #require(site.path.split(separator: "/").last)
    #expect(try Self.run(["audit", "1"], server).output.contains("reason   \(name)\n"))
    let empty = try TemporaryFolder()
    let refused = try Self.run(["apply", "-f", empty.path], server)
    #expect(refused.status == 1 && refused.errors.contains("has no files of records"))
  }

  @Test("errors name the file that they are in, and its line")
  func errors() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let first = try Self.write("organization:\n- name: North\n- {name: South,\n   cuntry: NL}\n", "a.yaml", folder)
    let second = try Self.write("\n{\"organization\": {\"name\": \"North\"}}\n{\"organization\": 7}", "b.jsonl", folder)
    let third = try Self.write("user:\n- username: ann\n  organization: Nowhere\n", "c.yaml", folder)
    let outcome = try Self.run(["apply", "-f", first, "-f", second, "-f", third], server)
    #expect(outcome.status == 1 && outcome.output == "")
    try expectGolden(outcome.errors.replacing(folder.path + "/", with: ""), "apply-errors.txt")
  }

  @Test("records that cannot be deleted are all named")
  func referred() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["apply", "-f", "-", "--prune", "--entity", "organization", "--where", "name=IKNL", "--yes"]
    let outcome = try Self.run(words, server, input: "organization:\n- name: root\n")
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("organization 'IKNL' (2) is still referred to by user 'john' (2), "))
    #expect(outcome.errors.hasSuffix("error: 1 error: nothing was applied\nhint: change or delete those first\n"))
  }

  @Test("new keys are printed once, or go to a file that nobody else reads, and a dry run makes no file")
  func secrets() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let input = """
      organizations: [{name: North}]
      collaborations: [{name: Both, participants: [North]}]

      """
    let keys = folder.path(of: "keys.csv")
    let dry = try Self.run(["apply", "-f", "-", "--secrets", keys, "-n"], server, input: input)
    #expect(dry.status == 9 && !dry.output.contains("secret"))
    let done = try Self.run(["apply", "-f", "-", "--secrets", keys], server, input: input)
    #expect(done.status == 0 && !done.output.contains("secret"), "\(done)")
    #expect(
      String(decoding: try TemporaryFolder.bytes(of: keys), as: UTF8.self).hasPrefix("entity,id,name,field,value\n"))
    let other = try Self.run(["apply", "-f", "-"], server, input: input.replacing("Both", with: "Other"))
    #expect(other.output.contains("\nnew secrets, which nothing else shows:\n"))
  }

  @Test(
    "programs get the whole answer, or a row for each record", arguments: ["json", "csv", "template={action} {name}"])
  func formats(format: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Self.run(["apply", "-f", "-", "-n", "-o", format], server, input: Self.network)
    #expect(outcome.status == 9)
    switch format {
    case "json":
      let answer = try JSON(parsing: outcome.output)
      #expect(answer["changes"]?.array?.count == 4 && answer["changed"] == 1 && answer["plan"]?.string != nil)
    case "csv":
      #expect(outcome.output.hasPrefix("action,entity,id,name,change\ncreate,organization,"))
    default: #expect(outcome.output.hasPrefix("create North\nchange IKNL\n"))
    }
  }

  @Test(
    "a command line that is wrong says what would be right",
    arguments: [
      (["apply"], "needs -f, a file or a folder\nhint: 'vctl apply -f network.yaml'"),
      (["diff", "net.yaml"], "takes no 'net.yaml'\nhint: 'vctl diff -f net.yaml'"),
      (["apply", "-f", "-", "--prune"], "--prune needs --name"),
      (["apply", "-f", "a", "-f", "b", "--prune"], "--prune needs --name"),
      (["apply", "-f", "-", "--entity", "user"], "--entity says what --prune deletes: give both"),
      (["apply", "-f", "-", "-f", "-"], "standard input can be read only once"),
      (
        ["apply", "-f", "-", "--prune", "--entity", "user", "--entity", "role", "--where", "id=1"], "needs one --entity"
      ),
    ] as [([String], String)])
  func usage(words: [String], message: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Self.run(words, server, input: "organization:\n- name: root\n")
    #expect(outcome.status == 2 && outcome.errors.contains(message), "\(outcome.errors)")
  }
}
