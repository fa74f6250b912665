import Glibc
import JSON
import TestData
import Testing

@Suite("secrets on their way")
struct SecretsTests {
  @Test(
    "a call as it is takes no secret from the command line either",
    arguments: [
      ["user.set_password", "{\"username\":\"john\",\"password\":\"Visible-1!\"}"],
      ["user.create", "{\"values\":{\"username\":\"x\",\"password\":\"Visible-1!\"}}"],
      ["user.create", "[{\"username\":\"x\",\"password\":\"Visible-1!\"}]"],
      ["user.check_password", "{\"username\":\"john\",\"password\":\"Visible-1!\"}"],
      [
        "transaction.run",
        "{\"calls\":[{\"method\":\"user.set_password\",\"params\":{\"username\":\"john\",\"password\":\"Visible-1!\"}}]}",
      ],
    ])
  func calls(words: [String]) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let refused = try Vctl.run(["rpc"] + words + ["--socket", server.path])
    #expect(refused.status == 2 && refused.errors.contains("'password' is a secret"), "\(refused.errors)")
    #expect(refused.errors.contains("hint: vctl rpc \(words[0]) @- reads the JSON from stdin"))
    #expect(!server.lines.contains { $0.contains("Visible") })
    // From stdin it goes to the daemon, whatever that says.
    _ = try Vctl.run(["rpc", words[0], "@-", "--socket", server.path], input: words[1])
    #expect(server.lines.last?.contains("Visible") == true)
  }

  @Test("a secret is in no argument and no environment of the program that carries it", arguments: ["@-", "@FILE"])
  func processList(source: String) throws {
    let folder = try TemporaryFolder()
    let mark = SecretSowing.mark
    let file = folder.path(of: "secret")
    try TemporaryFolder.write(Array(mark.utf8), to: file)
    let server = try Daemon.start(in: folder, actions: ["user.create": .silence])
    let given = source == "@-" ? "@-" : "@\(file)"
    var input = try Pipe()
    var output = try Pipe()
    let process = try Vctl.spawn(
      ["user", "create", "username=ann", "password=\(given)", "--socket", server.path],
      ["HOME": folder.path], input.reading, output.writing, output.writing)
    defer { kill(process, SIGKILL) }
    input.write(mark)
    input.closeWriting()
    // It has the secret, and waits for an answer that does not come.
    #expect(server.waits { lines in lines.contains { $0.contains("user.create") && $0.contains(mark) } })
    for name in ["cmdline", "environ"] {
      let bytes = try TemporaryFolder.bytes(of: "/proc/\(process)/\(name)")
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.contains(name == "cmdline" ? "username=ann" : "HOME="), "\(text)")
      #expect(!text.contains(mark), "\(text)")
    }
    output.closeWriting()
  }
}
