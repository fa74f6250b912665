import Glibc
import JSON
import TestData
import Testing

@Suite("secrets on their way")
struct SecretsTests {
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
