import JSON
import TestData
import Testing

@Suite("answers of special verbs, for people")
struct SpecialVerbTests {
  private static func run(_ server: Server, _ words: String...) throws -> Vctl.Outcome {
    try Vctl.run(words + ["--socket", server.path])
  }

  @Test("permissions are a row each, with where they come from, and as many as there are")
  func permissions() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let table = try Self.run(server, "user", "permissions", "john").output.split(separator: "\n")
    let rules =
      try JSON(parsing: Self.run(server, "user", "permissions", "john", "-o", "json").output)["rules"]?.array ?? []
    #expect(table.count == rules.count + 1 && !rules.isEmpty)
    #expect(table[0].split(separator: " ").map(String.init) == ["id", "name", "scope", "operation", "from"])
    #expect(table[1].contains("node") && table[1].contains("view") && table[1].contains("Viewer"), "\(table[1])")
    let csv = try Self.run(server, "user", "permissions", "john", "-o", "csv").output
    #expect(csv.hasPrefix("id,name,scope,operation,from\n") && csv.split(separator: "\n").count == table.count)
  }

  @Test("a tree of tasks is one, with the results of each")
  func tree() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let text = try Self.run(server, "task", "tree", "1").output
    try expectGolden(text, "task-tree.txt")
    #expect(!text.contains("\u{1B}"))
    #expect(try Self.run(server, "task", "tree", "1", "-o", "json").output.hasPrefix("{\n"))
  }

  @Test("a tree has its states in colour on a terminal, and is no wider than it", arguments: [30, 80] as [UInt16])
  func coloredTree(columns: UInt16) throws {
    let folder = try TemporaryFolder()
    func task(_ id: Int64, _ status: JSON, _ children: [JSON]) -> JSON {
      [
        "id": .integer(id), "name": "a task with a name that is longer than eighty columns \u{202E}and turns\n around",
        "status": status, "complete": true, "results": [], "children": .array(children),
      ]
    }
    let deep = (10..<30).reduce(task(1, "active", [])) { task(Int64($1), "pending", [$0]) }
    let answer = task(100, "completed", [task(101, "crashed", []), task(102, nil, []), deep])
    let server = try Daemon.start(in: folder, actions: ["task.tree": .result(answer)])
    let shown = try Vctl.onTerminal(
      ["task", "tree", "1", "--no-pager", "--socket", server.path], columns: columns
    ).shown
    for (state, color) in [("completed", 32), ("crashed", 31), ("active", 33)] {
      #expect(shown.contains("\u{1B}[\(color)m  \(state)\u{1B}[0m"), "\(state): \(shown)")
    }
    let lines = shown.replacing(#/\u{1B}\[[0-9]+m/#, with: "").split(separator: "\n")
    #expect(lines.count == 24)
    for line in lines { #expect(line.count <= Int(columns) && !line.contains("\u{202E}"), "\(line)") }
    #expect(lines[0].hasPrefix("task 100  a task") && lines[0].hasSuffix("…  completed"), "\(lines[0])")
    #expect(lines[1].hasPrefix("├─ task 101") && lines[3].hasPrefix("└─ task 29"), "\(lines[3])")
    #expect(lines[2].hasSuffix("…"), "\(lines[2])")
    if columns == 80 { #expect(lines.dropFirst(4).dropLast().allSatisfy { $0.hasSuffix("  pending") }, "\(lines)") }
  }

  @Test("a question is answered by yes or no, and by the exit status")
  func questions() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let can = ["user", "can", "john", "resource=node", "scope=organization"]
    let yes = try Vctl.run(can + ["operation=view", "--socket", server.path])
    #expect(yes.status == 0 && yes.output.hasPrefix("yes\nfrom  ") && yes.output.contains("Viewer"), "\(yes)")
    let no = try Vctl.run(can + ["operation=delete", "--socket", server.path])
    #expect(no.status == 10 && no.output == "no\n" && no.errors == "", "\(no)")
    let json = try Vctl.run(can + ["operation=delete", "-o", "json", "--socket", server.path])
    #expect(json.status == 10 && json.errors == "")
    #expect(try JSON(parsing: json.output)["can"] == false)
    let wrong = try Vctl.run(
      ["user", "check_password", "john", "password=@-", "--socket", server.path], input: "a guess")
    #expect(wrong.status == 10 && wrong.output == "no\n", "\(wrong)")
    let nobody = try Vctl.run(["node", "find_by_api_key", "api_key=@-", "--socket", server.path], input: "a guess")
    #expect(nobody.status == 10 && nobody.output == "no\n", "\(nobody)")
    let unknown = try Vctl.run(
      ["user", "can", "john", "resource=nodes", "scope=own", "operation=view", "--socket", server.path])
    #expect(unknown.status == 2 && unknown.errors.contains("did you mean 'node'?"), "\(unknown)")
  }

  @Test("what changes nothing says so, and fields that an answer lacks are refused before the call")
  func nothing() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    #expect(try Self.run(server, "role", "sync_defaults", "--dry-run").output == "nothing would change\n")
    #expect(try Self.run(server, "role", "sync_defaults").output == "nothing changed\n")
    #expect(try Self.run(server, "task", "kill", "2", "--yes").output == "killed result: 3\n")
    #expect(try Self.run(server, "task", "kill", "2", "--yes").output == "nothing changed\n")
    let killed = try Self.run(server, "task", "kill", "1", "--fields", "klled")
    #expect(
      killed.status == 2 && killed.errors.contains("task kill answers no 'klled': did you mean 'killed'?"), "\(killed)")
    let unasked = try Self.run(server, "task", "kill", "1")
    #expect(unasked.status == 2 && unasked.errors.hasPrefix("error: 'task kill' needs confirmation: use --yes"))
    #expect(server.lines.filter { $0.contains("\"task.kill\"") }.count == 2)
    for words in ["", ",", "a,,b"] {
      let outcome = try Self.run(server, "organization", "update", "1", "country=Q", "--fields", words)
      #expect(outcome.status == 2 && outcome.errors.hasPrefix("error: --fields needs names"), "\(outcome)")
    }
    #expect(!server.lines.contains { $0.contains("\"organization.update\"") })
  }

  @Test("fields of a change are asked of the daemon, which refuses unknown ones before it changes anything")
  func fields() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let shown = try Self.run(server, "role", "update", "Viewer", "users+=jane", "--fields", "name,users").output
    #expect(shown == "name   Viewer\nusers  john, jane\n", "\(shown)")
    let counted = try Self.run(
      server, "collaboration", "update", "ZEPPELIN", "encrypted=true", "--fields", "name,nodes.count,tasks.name", "-o",
      "json")
    #expect(try JSON(parsing: counted.output).object?.members.map(\.key) == ["name", "nodes", "tasks"])
    let template = try Self.run(
      server, "user", "create", "username=t", "organization=IKNL", "-o", "template={organization.users.count}")
    #expect(template.output == "2\n", "\(template)")
    let before = try Self.run(server, "audit", "-o", "name").output
    for words in [["--fields", "name,foo"], ["-o", "template={foo}"]] {
      let refused = try Vctl.run(["organization", "update", "IKNL", "country=Z", "--socket", server.path] + words)
      #expect(refused.status == 1 && refused.errors.contains("unknown field 'foo'"), "\(refused)")
    }
    #expect(try Self.run(server, "audit", "-o", "name").output == before)
    let can = try Self.run(server, "user", "can", "john", "resource=nodes", "scope=own", "operation=view")
    #expect(can.status == 2 && can.errors.contains("did you mean 'node'?"), "\(can)")
  }

  @Test(
    "JSON that is none is told with what is wrong, where, and what would be right",
    arguments: [
      (["rpc", "organization.list", "limit:=2"], "at byte 0\nhint: use '{\"limit\":2}'\n"),
      (["rpc", "organization.get", "name=IKNL"], "at byte 1\nhint: use '{\"name\":\"IKNL\"}'\n"),
      (["rpc", "rpc.ping", "{bad"], "found 'b' at byte 1\n"),
      (["rpc", "rpc.ping", "[1,"], " at byte 3\n"),
      (["rpc", "rpc.ping", "7"], "the parameters of 'rpc.ping' are an object or an array\n"),
      (["organization", "list", "--where", "name:={"], "what follows 'name:=' is not JSON: "),
      (["organization", "update", "1", "name:=x"], "'name' is not JSON: "),
    ])
  func json(words: [String], text: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(words + ["--socket", server.path])
    #expect(outcome.status == 2 && outcome.errors.contains(text) && !outcome.errors.contains("'JSON'"), "\(outcome)")
  }
}
