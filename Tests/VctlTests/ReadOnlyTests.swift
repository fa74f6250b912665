import Glibc
import TestData
import Testing

@Suite("reading only")
struct ReadOnlyTests {
  private static let changes = [
    ["user", "create", "username=ann"], ["user", "delete", "jane", "--yes"], ["transaction", "-y"],
    ["organization", "update", "IKNL", "country="], ["role", "sync_defaults"],
    ["rpc", "user.delete", "{\"id\":3}"],
  ]

  @Test("--read-only reads, and refuses every change before it is sent", arguments: changes)
  func option(words: [String]) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let options = ["--read-only", "--socket", server.path]
    #expect(try Vctl.run(["user", "get", "jane", "-q"] + options).output == "jane\n")
    #expect(try Vctl.run(["rpc", "rpc.ping"] + options).status == 0)
    let refused = try Vctl.run(words + options, input: "user delete jane\n")
    #expect(refused.status == 5)
    #expect(refused.errors.contains("changes the database: --read-only refuses it"), "\(refused.errors)")
    #expect(try Vctl.run(["user", "get", "jane", "-q"] + options).output == "jane\n")
  }

  @Test("who may not use the daemon's socket gets the one beside it, and a change is refused with words")
  func fallback() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, as: "read.sock")
    let main = try Daemon.start(in: folder, as: "admin.sock")
    #expect(chmod(main.path, 0) == 0)
    let get = try Self.restricted(["user", "get", "jane", "-q", "--socket", main.path])
    #expect(get.output == "jane\n", "\(get.errors)")
    let refused = try Self.restricted(["user", "delete", "jane", "--yes", "--socket", main.path])
    #expect(refused.status == 5 && refused.errors.contains("you may only read it"), "\(refused.errors)")
    #expect(refused.errors.contains("hint: use sudo, or become a member of the group"))
    #expect(main.lines.isEmpty && !server.lines.isEmpty)
    #expect(chmod(server.path, 0) == 0)
    let neither = try Self.restricted(["user", "get", "jane", "--socket", main.path])
    #expect(neither.status == 5 && neither.errors.contains("not permitted to connect to '\(main.path)'"))
  }

  /// Runs vctl as somebody to whom permissions apply: root goes without its privileges (capabilities(7)).
  private static func restricted(_ words: [String]) throws -> Vctl.Outcome {
    guard geteuid() == 0 else { return try Vctl.run(words) }
    return try Vctl.run(["--bounding-set=-all", Vctl.program] + words, program: "/usr/bin/setpriv")
  }
}
