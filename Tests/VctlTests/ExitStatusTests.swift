import Catalogue
import Glibc
import JSON
import TestData
import Testing
import Vocabulary

@Suite("exit status and errors")
struct ExitStatusTests {
  @Test(
    "every kind of refusal has its exit status",
    arguments: [
      (.notFound, 3), (.alreadyExists, 4), (.conflict, 4), (.readOnly, 5), (.constraint, 1), (.busy, 1), (.limit, 1),
      (.invalid, 1), (.ambiguous, 1), (.cancelled, 1), (.parameters, 2), (.unknownMethod, 2), (.internal, 1),
    ] as [(Failure.Kind, Int32)])
  func kinds(kind: Failure.Kind, status: Int32) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["user.get": .failure(kind, "it is 'so'", hint: "do that")])
    let outcome = try Vctl.run(["user", "get", "jane", "--socket", server.path])
    #expect(outcome.status == status)
    #expect(outcome.output == "")
    #expect(outcome.errors == "error: it is 'so'\nhint: do that\n")
  }

  @Test("with JSON, errors are JSON on standard error", arguments: ["json", "jsonl"])
  func json(format: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let refused = try Vctl.run(["user", "get", "nobody", "-o", format, "--socket", server.path])
    #expect(refused.status == 3)
    #expect(try JSON(parsing: refused.errors)["error"]?["data"]?["kind"] == "not_found")
    let usage = try Vctl.run(["user", "get", "-o", format, "--nonsense", "--socket", server.path])
    #expect(usage.status == 2)
    #expect(try JSON(parsing: usage.errors)["error"]?["data"]?["kind"] == "usage")
    let absent = try Vctl.run(["user", "list", "-o\(format)", "--socket", folder.path(of: "none")])
    #expect(absent.status == 6)
    #expect(try JSON(parsing: absent.errors)["error"]?["data"]?["kind"] == "connection")
  }

  @Test(
    "a command line that is wrong says what would be right",
    arguments: [
      (["user"], "needs a verb"), (["user", "lst"], "did you mean 'list'?"), (["usr", "list"], "did you mean 'user'?"),
      (["hepl"], "did you mean 'vctl help'?"), ([], "vctl needs an entity and a verb"),
      (["user", "list", "--ordr", "id"], "did you mean '--order'?"),
      (["user", "get", "--limit", "1"], "takes no --limit"),
      (["user", "get"], "needs ID|USERNAME"), (["user", "update", "email=x"], "needs ID|USERNAME before 'email…'"),
      (["user", "update", "jane"], "needs FIELD=VALUE"), (["user", "list", "extra"], "takes no 'extra'"),
      (["task", "get", "average"], "has no name"), (["rule", "get", "node:view"], "name:scope:operation"),
      (["user", "list", "--limit", "0"], "above 0"), (["user", "list", "--limit", "x"], "a whole number"),
      (["user", "list", "-o", "xml"], "unknown format 'xml'"),
      (["user", "list", "-o", "prometheus"], "'vctl status' only"), (["status", "now"], "takes no 'now'"),
      (["user", "list", "--timeout", "soon"], "number of seconds"),
      (["user", "list", "--after", "2"], "unknown option '--after'"),
      (["user", "list", "--color", "blue"], "auto, always or never"),
      (["user", "list", "--instance", "a/b"], "not the name"),
      (["user", "create", "username=x", "password=hunter2"], "is a secret"), (["rpc"], "needs a METHOD"),
      (["rpc", "a", "b", "c"], "quote the JSON"), (["rpc", "rpc.ping", "7"], "an object or an array"),
      (["rpc", "rpc.ping", "{"], "is not JSON"), (["rule", "delete", "1"], "unknown verb 'delete'"),
      (["user", "delete", "jane"], "use --yes"), (["user", "list", "-q", "-o", "json"], "exclude each other"),
      (["user", "create", "username=x", "password=?"], "this is not a terminal"),
    ])
  func usage(words: [String], reason: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(words, environment: ["VCTL_SOCKET": server.path])
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    #expect(!outcome.errors.contains("hunter2"))
  }

  @Test("without a daemon one sentence says how to start it")
  func absent() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "none")
    let outcome = try Vctl.run(["user", "list", "--socket", path])
    #expect(outcome.status == 6)
    #expect(outcome.errors.contains("start it with 'vantage6-admin --socket \(path) --database FILE'"))
    #expect(outcome.errors.split(separator: "\n").count == 2)
  }

  @Test("a socket that nobody listens at is told apart")
  func refused() throws {
    let folder = try TemporaryFolder()
    try TemporaryFolder.write([], to: folder.path(of: "file"))
    let outcome = try Vctl.run(["user", "list", "--socket", folder.path(of: "file")])
    #expect(outcome.status == 6)
    #expect(outcome.errors.contains("nothing listens"))
  }

  @Test("a path that no socket can have is refused")
  func long() throws {
    let outcome = try Vctl.run(["user", "list", "--socket", "/tmp/" + String(repeating: "x", count: 200)])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("at most 107 bytes"))
  }

  @Test("--socket, VCTL_SOCKET and --instance choose the daemon")
  func sockets() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let environment = ["VCTL_SOCKET": server.path]
    #expect(try Vctl.run(["rpc", "rpc.ping"], environment: environment).output == "\"pong\"\n")
    let both = try Vctl.run(["rpc", "rpc.ping", "--socket", folder.path(of: "none")], environment: environment)
    #expect(both.status == 6)
    let instance = try Vctl.run(["rpc", "rpc.ping", "--instance", "nowhere"], environment: environment)
    #expect(instance.status == 6)
    #expect(instance.errors.contains("/run/vantage6-admin@nowhere/admin.sock"))
    #expect(instance.errors.contains("'systemctl start vantage6-admin@nowhere'"))
    #expect(try Vctl.run(["rpc", "rpc.ping", "--instance", "a", "--socket", "b"]).status == 2)
    #expect(try Vctl.run(["rpc", "rpc.ping", "--instance", "../a"]).status == 2)
    let named = try Vctl.run(["rpc", "rpc.ping"], environment: ["VCTL_INSTANCE": "nowhere"])
    #expect(named.errors.contains("/run/vantage6-admin@nowhere/admin.sock"))
    let path = try Vctl.run(
      ["rpc", "rpc.ping"], environment: ["VCTL_INSTANCE": "nowhere", "VCTL_SOCKET": server.path])
    #expect(path.output == "\"pong\"\n")
  }
}
