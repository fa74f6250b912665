import Glibc
import TestData
import Testing

@Suite("a pager that fails")
struct PagerTests {
  @Test(
    "swallows nothing: the text is written without it, and that is said",
    arguments: ["/no/such/pager", "nosuchpager -R", "false", "sh -c 'exit 3'", "/etc/passwd"])
  func failing(program: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    for words in [["rule", "list", "--fields", "id,name"], ["--help"], ["rpc", "rpc.discover"]] {
      let plain = try Vctl.run(words + ["--socket", server.path])
      let session = try Vctl.onTerminal(
        words + ["--color", "never", "--socket", server.path], columns: 200,
        environment: ["PAGER": program, "PATH": "/usr/bin:/bin"])
      #expect(session.status == 0)
      #expect(
        session.shown.contains("warning: the pager '\(program)' failed"), "\(words): \(session.shown.prefix(400))")
      let lines = Set(session.shown.split(separator: "\n"))
      let missing = plain.output.split(separator: "\n").filter { $0.utf8.count < 200 && !lines.contains($0) }
      #expect(missing.isEmpty, "\(words): \(missing.prefix(3))")
    }
  }

  @Test("that is left early is none, and what it has read is not shown again")
  func left() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let session = try Vctl.onTerminal(
      ["rule", "list", "--fields", "id,name", "--color", "never", "--socket", server.path],
      environment: ["PAGER": "head -n 2", "PATH": "/usr/bin:/bin"])
    #expect(session.status == 0 && session.shown.split(separator: "\n").count == 2, "\(session.shown)")
  }
}
