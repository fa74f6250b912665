import JSON
import TestData
import Testing

@Suite("commands about many records")
struct ManyRecordsTests {
  @Test(
    "several keys, or a condition, in one command",
    arguments: [
      (
        ["user", "get", "john", "jane", "--fields", "username,lastname"], 0,
        "username  john\nlastname  Doe\n\nusername  jane\nlastname  Roe\n", ""
      ),
      (["user", "get", "john", "3", "-q"], 0, "john\njane\n", ""),
      (["user", "get", "john", "jane", "-o", "jsonl", "--fields", "id"], 0, "{\"id\":2}\n{\"id\":3}\n", ""),
      (["user", "get", "john", "jane", "-o", "csv", "--fields", "id,lastname"], 0, "id,lastname\n2,Doe\n3,Roe\n", ""),
      (["user", "get", "john", "nobody", "9", "-q"], 3, "john\n", "error: no user 'nobody'\nerror: no user 9\n"),
      (
        ["user", "update", "john", "jane", "lastname=X"], 0, "changed 2 users: 'john' (2), 'jane' (3)\n", ""
      ),
      (
        ["user", "update", "--where", "organization=IKNL", "roles+=Researcher", "--yes"], 0,
        "changed user 'john' (2)\n", ""
      ),
      (
        ["user", "update", "--where", "username!=root", "lastname=Roe", "--yes"], 0,
        "changed 2 users: 'john' (2), 'noorg' (4)\n1 user has these values already\n", ""
      ),
      (
        ["user", "update", "john", "noorg", "lastname=Roe", "-n"], 0,
        "would change 2 users: 'john' (2), 'noorg' (4)\n\nwould change user 'john' (2)\n- lastname: Doe\n+ lastname: Roe\n\n"
          + "would change user 'noorg' (4)\n+ lastname: Roe\n", "dry run: nothing was changed\n"
      ),
      (
        ["user", "update", "--where", "lastname=Nobody", "lastname=X", "-y"], 0, "",
        "no users match: nothing was changed\n"
      ),
      (
        ["user", "delete", "noorg", "nobody", "--yes", "--if-exists"], 0, "deleted user 'noorg' (4)\n", ""
      ),
      (
        ["user", "delete", "--where", "organization=", "--yes", "-o", "csv"], 0,
        "action,entity,count,ids\ndeleted,user,1,4\n", ""
      ),
      (["user", "delete", "noorg", "nobody", "--yes"], 3, "", "error: no user 'nobody'\n"),
      (
        ["user", "delete", "noorg", "jane"], 2, "",
        "error: 'user delete' needs confirmation: use --yes, since this is not a terminal\n"
          + "hint: --dry-run shows what it would do\n"
      ),
      (
        ["user", "update", "--where", "id>1", "lastname=X"], 2, "",
        "error: 'user update --where' needs confirmation: use --yes, since this is not a terminal\n"
          + "hint: --dry-run shows what it would do\n"
      ),
      (
        ["user", "update", "--where", "id>1", "email=a@x.example", "--yes"], 4, "",
        "user 'jane' (3): user with email 'a@x.example' already exists\n"
          + "user 'noorg' (4): user with email 'a@x.example' already exists\n"
          + "error: 2 errors: nothing was changed\n"
      ),
      (
        ["user", "update", "--where", "id>1", "--yes"], 2, "",
        "error: 'user update' needs FIELD=VALUE: see 'vctl user update --help'\n"
      ),
      (
        ["user", "update", "john", "--where", "id>1", "lastname=X"], 2, "",
        "error: 'john' is a key: give keys or --where, not both\n"
      ),
      (["user", "get", "--where", "id>1"], 2, "", "error: user get takes no --where\n"),
      (
        ["user", "update", "john", "jane", "lastname=X", "--if-match", "a"], 2, "",
        "error: --if-match is for one record\nhint: an etag says how one record was\n"
      ),
      (
        ["user", "update", "john", "jane", "lastname=X", "--fields", "id"], 2, "",
        "error: --fields shows fields of one record, and this is about several\n"
      ),
      (
        ["organization", "put", "12"], 2, "",
        "error: 'organization put' needs NAME, and 12 would be an id\n"
          + "hint: 'organization update 12' changes the record with that id\n"
      ),
      (["organization", "put", "New", "country=NL", "-q"], 0, "New\n", ""),
    ] as [([String], Int32, String, String)])
  func commands(words: [String], status: Int32, output: String, errors: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(words + ["--socket", server.path])
    #expect(outcome.status == status && outcome.errors == errors, "\(outcome.errors)")
    #expect(outcome.output == output)
  }

  @Test("at a terminal, the records and what would change in them are shown first", arguments: ["y\n", "n\n"])
  func asked(typed: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let session = try Vctl.onTerminal(
      ["user", "update", "--where", "id>1", "lastname=X", "--color", "never", "--socket", server.path],
      [.init(seen: "update 3 users? [y/N] ", typed: typed)])
    #expect(session.status == (typed == "y\n" ? 0 : 1))
    try expectGolden(session.shown.withoutLockTime, "update-where-\(typed == "y\n" ? "yes" : "no").txt")
    let list = try Vctl.run(["user", "list", "--where", "lastname=X", "--count", "--socket", server.path])
    #expect(list.output == (typed == "y\n" ? "3\n" : "0\n"))
  }

  @Test("at a terminal, nobody is asked about nothing")
  func nothing() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let session = try Vctl.onTerminal(
      ["task", "delete", "--where", "id>1000", "--color", "never", "--socket", server.path], [])
    #expect(session.status == 0 && session.shown.contains("no tasks match: nothing to delete"))
  }

  @Test("put says whether the record is new")
  func put() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    for isNew in [true, false] {
      let outcome = try Vctl.run(
        ["organization", "put", "New", "country=NL", "-o", "json", "--socket", server.path])
      #expect(outcome.status == 0)
      #expect(try JSON(parsing: outcome.output)["created"] == .bool(isNew))
    }
  }
}
