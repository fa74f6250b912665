import Glibc
import JSON
import TestData
import Testing

@Suite("the configuration of a person")
struct ConfigurationTests {
  /// Runs it for a person with that configuration.
  private func run(_ words: [String], _ text: String, _ more: [String: String] = [:]) throws -> Vctl.Outcome {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let home = folder.path(of: "home")
    mkdir(home, 0o700)
    mkdir("\(home)/vctl", 0o700)
    try TemporaryFolder.write(
      Array(text.replacing("SOCKET", with: server.path).utf8), to: "\(home)/vctl/config")
    return try Vctl.run(words, environment: ["XDG_CONFIG_HOME": home].merging(more) { $1 })
  }

  @Test("chooses the socket, the format and the fields, and the command line comes before it")
  func defaults() throws {
    let text = """
      # What I always want.
      socket = SOCKET
      output=csv

      fields.user = id, username
      alias.js = user list -o jsonl --where 'username=john'

      """
    let csv = try run(["user", "list", "--where", "username=john"], text)
    #expect(csv.output == "id,username\n2,john\n", "\(csv.errors)")
    #expect(try run(["users", "get", "john"], text).output == "id,username\n2,john\n")
    #expect(try run(["user", "get", "john", "-o", "table"], text).output == "id        2\nusername  john\n")
    #expect(
      try run(["user", "get", "john", "--fields", "+email"], text).output == "id,username,email\n2,john,john@iknl.nl\n")
    #expect(try run(["user", "get", "john", "--fields", "email"], text).output == "email\njohn@iknl.nl\n")
    #expect(try run(["user", "get", "john", "-q"], text).output == "john\n")
    #expect(try run(["js"], text).output == "{\"id\":2,\"username\":\"john\"}\n")
    #expect(try run(["--no-header", "js", "-o", "csv"], text).status == 2, "the alias has -o already")
    let elsewhere = try run(["user", "get", "john"], text, ["VCTL_SOCKET": "/nowhere"])
    #expect(elsewhere.status == 6 && elsewhere.errors.contains("/nowhere"))
  }

  @Test("is found in the home directory, and need not be there")
  func home() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    for name in [".config", ".config/vctl"] { mkdir(folder.path(of: name), 0o700) }
    let words = ["user", "get", "john", "--fields", "id"]
    let environment = ["HOME": String(folder.path(of: "x").dropLast(2)), "VCTL_SOCKET": server.path]
    #expect(try Vctl.run(words, environment: environment).output == "id  2\n")
    try TemporaryFolder.write(Array("output = json\n".utf8), to: folder.path(of: ".config/vctl/config"))
    #expect(try JSON(parsing: try Vctl.run(words, environment: environment).output) == ["id": 2])
  }

  @Test(
    "is refused with the line that is wrong",
    arguments: [
      ("sokcet = x", "line 1: unknown setting 'sokcet': did you mean 'socket'?"),
      ("\noutput", "line 2: expected 'name = value'"),
      ("output =", "'output' has no value"), ("output = jsn", "line 1: unknown format 'jsn'"),
      ("socket = a\nsocket = b", "line 2: 'socket' is set twice"),
      ("socket = a\ninstance = b", "line 2: 'socket' and 'instance'"),
      ("alias.audit = user list", "line 1: 'alias.audit': 'audit' is a command of vctl"),
      ("alias.a b = x", "is one word"),
      ("fields = id", "unknown setting 'fields'"), ("fields.user = id,,x", "line 1: --fields needs names"),
      ("socket = SOCKET\nfields.user = nmae,username", "a user has no 'nmae'"),
    ])
  func refused(text: String, reason: String) throws {
    let outcome = try run(["user", "list"], text)
    #expect(outcome.status == 2 && outcome.output == "")
    #expect(outcome.errors.contains("vctl/config'") && outcome.errors.contains(reason), "\(outcome.errors)")
  }
}
