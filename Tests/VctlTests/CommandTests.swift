import JSON
import TestData
import Testing

@Suite("what commands send and print")
struct CommandTests {
  /// Runs it and answers the last line that the daemon got.
  private func sent(_ words: [String], input: String = "") throws -> JSON {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(words + ["--socket", server.path], input: input)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try JSON(parsing: try #require(server.lines.last))["params"] ?? .null
  }

  @Test("a command is two round trips, and says who calls only where it matters")
  func roundTrips() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    _ = try Vctl.run(["user", "get", "jane", "--socket", server.path])
    #expect(server.lines.count == 2)
    _ = try Vctl.run(["user", "update", "jane", "email=j@x.nl", "--socket", server.path])
    #expect(server.lines.count == 5)
    #expect(server.lines[3].contains("rpc.hello"))
    let before = server.lines.count
    _ = try Vctl.run(["user", "get", "jane", "--socket", server.path], environment: ["SUDO_USER": "ann"])
    #expect(server.lines.count == before + 3)
    #expect(try JSON(parsing: server.lines[before])["params"] == ["program": "vctl", "on_behalf_of": "ann"])
  }

  @Test("the options of a list become its parameters")
  func list() throws {
    let params = try sent([
      "user", "list", "--where", "organization=IKNL", "--where", "failed_login_attempts>=1", "--where",
      "organization.country=Netherlands", "--fields", "username,organization.name", "--order", "-username,id",
      "--limit",
      "7", "-o", "json",
    ])
    #expect(
      params["where"] == [
        "organization": "IKNL", "failed_login_attempts": ["ge": 1], "organization.country": "Netherlands",
      ])
    // The id is asked for as well, by which a record is read that the list cuts.
    #expect(params["fields"] == ["username", "organization.name", "id"])
    #expect(params["order"] == ["-username", "id"])
    #expect(params["limit"] == 7)
  }

  @Test("what only the description knows becomes options and values")
  func described() throws {
    #expect(try sent(["user", "update", "jane", "email=", "--dry-run"])["dry_run"] == true)
    #expect(try sent(["user", "create", "username=jane", "--if-not-exists"])["if_not_exists"] == true)
    #expect(
      try sent(["organization", "delete", "IKNL", "--dependents", "delete", "-n"])
        == ["name": "IKNL", "dependents": "delete", "dry_run": true])
    #expect(
      try sent(["user", "update", "john", "email=", "--accept", "root", "--accept", "default_role,root"])["accept"]
        == ["root", "default_role", "root"])
    #expect(try sent(["rule", "get", "node:organization:view"])["operation"] == "view")
    #expect(try sent(["user", "get", "2"])["id"] == 2)
    #expect(try sent(["rpc", "user.get", "{\"id\": 2}"]) == ["id": 2])
    #expect(try sent(["rpc", "user.get", "@-"], input: "{\"id\": 2}\n") == ["id": 2])
    #expect(try sent(["node-config", "list", "-o", "json"])["limit"] != nil)
  }

  @Test("a secret goes from stdin to the daemon")
  func secret() throws {
    let params = try sent(["user", "create", "username=ann", "password=@-"], input: "from stdin\n")
    #expect(params["values"]?["password"] == "from stdin")
  }

  @Test("all pages are fetched, and --limit ends them")
  func pages() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    for limit in [1, 7, 85, 86, 87] as [Int] {
      let words = ["rule", "list", "-q", "--limit", "\(limit)", "--socket", server.path]
      #expect(try Vctl.run(words).output.split(separator: "\n").count == min(limit, 86))
    }
    let words = ["rule", "list", "--count", "--where", "name=node", "--socket", server.path]
    let count = try Vctl.run(words).output
    let names = try Vctl.run(["rule", "list", "-q", "--where", "name=node", "--socket", server.path]).output
    #expect(count == "\(names.split(separator: "\n").count)\n")
  }

  @Test("a page that ends early is followed by the next")
  func short() throws {
    let folder = try TemporaryFolder()
    let first = "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"items\":[{\"id\":1}],\"next\":\"p2\"}}\n"
    let second = "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"items\":[{\"id\":2}],\"next\":null}}\n"
    // Both answers at once: each is taken for the call whose id it has.
    let server = try Daemon.start(in: folder, actions: ["task.list": .raw(first + second)])
    let outcome = try Vctl.run(["task", "list", "-o", "json", "--timeout", "5", "--socket", server.path])
    #expect(outcome.output == "[\n  {\n    \"id\": 1\n  },\n  {\n    \"id\": 2\n  }\n]\n")
    // The second answer came with the first: the second call may still be on its way.
    #expect(server.waits { $0.last?.contains("\"after\":\"p2\"") == true })
  }

  @Test("a new key is shown, and said to be shown only once")
  func apiKey() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    // Its organization has one in the collaboration already.
    #expect(
      try Vctl.run(["node", "delete", "5", "--dependents", "delete", "--yes", "--socket", server.path]).status == 0)
    let words = ["node", "create", "name=n9", "organization=IKNL", "collaboration=ZEPPELIN", "--socket", server.path]
    let outcome = try Vctl.run(words)
    #expect(outcome.output.contains("api_key  "))
    #expect(outcome.errors == "api_key is shown only this once: keep it now\n")
    let json = try Vctl.run(["node", "create", "name=n10", "organization=2", "-o", "json", "--socket", server.path])
    #expect(try JSON(parsing: json.output)["api_key"]?.string?.isEmpty == false)
  }

  @Test("warnings go to standard error, in words or in JSON")
  func warnings() throws {
    let folder = try TemporaryFolder()
    let answer: JSON = ["id": 1, "username": "ann", "warnings": ["the password is weak"]]
    let page: JSON = ["items": [["id": 1]], "next": nil, "warnings": ["old rows are left"]]
    let server = try Daemon.start(in: folder, actions: ["user.create": .result(answer), "user.list": .result(page)])
    let create = try Vctl.run(["user", "create", "username=ann", "--socket", server.path])
    #expect(create.errors == "warning: the password is weak\n")
    #expect(!create.output.contains("weak"))
    let list = try Vctl.run(["user", "list", "-o", "json", "--socket", server.path])
    #expect(list.errors == "{\"warning\":\"old rows are left\"}\n")
  }

  @Test(
    "a delete says what it did in every format",
    arguments: [
      ("table", "deleted user 'noorg' (4)\n"), ("csv", "action,entity,count,ids\ndeleted,user,1,4\n"),
    ])
  func delete(format: String, expected: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["user", "delete", "noorg", "--yes", "-o", format, "--socket", server.path]
    #expect(try Vctl.run(words).output == expected)
  }

  @Test(
    "a dry run of any verb shows what would change, and keeps nothing",
    arguments: [
      ("create", "user create username=ann organization=IKNL roles=Viewer firstname=Ann"),
      ("update", "user update john email= roles=Researcher lastname=New"), ("same", "user update john lastname=Doe"),
      ("delete", "organization delete IKNL --dependents delete"), ("unblock", "user unblock john"),
      ("kill", "task kill 3"), ("key", "node reset_api_key 5"),
    ])
  func dryRun(name: String, line: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = line.split(separator: " ").map(String.init) + ["--dry-run", "--socket", server.path]
    let outcome = try Vctl.run(words)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.hasSuffix("dry run: nothing was changed\n"))
    #expect(!outcome.errors.contains("keep it now"))
    try expectGolden(outcome.output, "dry-\(name).txt")
    let json = try JSON(parsing: try Vctl.run(words + ["-o", "json"]).output)
    #expect(json["dry_run"] == true)
    #expect(json["changes"]?.array != nil)
    #expect(try Vctl.run(["audit", "--socket", server.path]).output == "")
  }

  @Test("a dry run shows the fields that somebody asked for")
  func dryFields() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["user", "update", "jane", "lastname=New", "-n", "--fields", "username,lastname"]
    let outcome = try Vctl.run(words + ["--socket", server.path])
    #expect(outcome.output == "username  jane\nlastname  New\n")
    #expect(outcome.errors == "dry run: nothing was changed\n")
  }

  @Test("what the daemon says about its parameters is said about options")
  func hint() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(["organization", "delete", "IKNL", "--yes", "--socket", server.path])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("hint: use --dependents detach to unlink them"))
  }

  @Test("a parameter is a secret when its description says so")
  func secretParameter() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["node", "find_by_api_key", "api_key=abc", "--socket", server.path]
    let outcome = try Vctl.run(words)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("'api_key' is a secret"))
  }

  @Test("--fields works on answers of changes too")
  func selection() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = [
      "user", "update", "jane", "lastname=New", "--fields", "username,organization.name", "--socket", server.path,
    ]
    #expect(try Vctl.run(words).output == "username           jane\norganization.name  Small Organization\n")
    #expect(
      try JSON(parsing: try Vctl.run(words + ["-o", "json"]).output)
        == ["username": "jane", "organization": ["name": "Small Organization"]])
  }
}
