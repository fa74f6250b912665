import JSON
import TestData
import Testing

@Suite("consequences that are accepted")
struct AcceptTests {
  private func run(_ words: [String], _ server: Server, input: String = "") throws -> Vctl.Outcome {
    try Vctl.run(words, input: input, environment: ["VCTL_SOCKET": server.path])
  }

  @Test("a refusal names the option, and the option is taken")
  func words() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let refused = try run(["user", "delete", "root", "--dependents", "detach", "--yes"], server)
    #expect(refused.status == 1)
    #expect(
      refused.errors == """
        error: user 'root': without this user, the server's next start fails, or makes a new one with the password 'root'
        hint: use --accept root to do it anyway

        """)
    let dry = try run(["role", "update", "Viewer", "name=Looker", "-n", "--accept", "root"], server)
    #expect(dry.status == 1 && dry.errors.contains("hint: use --accept default_role to do it anyway"))
    #expect(
      try run(["role", "update", "Viewer", "name=Looker", "-n", "--accept", "root,default_role"], server).status == 0)
    let unknown = try run(["role", "delete", "Viewer", "--yes", "--accept", "default_rule"], server)
    #expect(unknown.status == 2 && unknown.errors.contains("'default_rule': did you mean 'default_role'?"))
    let json = try run(["user", "update", "root", "roles=", "-o", "json"], server)
    #expect(try JSON(parsing: json.errors)["error"]?["data"]?["requires"] == ["root"])
  }

  @Test("a line of a transaction accepts for itself, and the option for all lines")
  func transactions() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let lines = "role delete Viewer --dependents detach --accept default_role\nrole update Researcher name=Scientist\n"
    let refused = try run(["transaction", "--yes"], server, input: lines)
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains("line 2: role 'Researcher'") && refused.errors.contains("use --accept default_role"))
    #expect(try run(["transaction", "--yes", "-n", "--accept", "default_role"], server, input: lines).status == 0)
  }

  @Test("undo takes it, too")
  func undo() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    for words in [
      ["user", "update", "root", "username=boss", "--accept", "root"], ["user", "update", "jane", "username=root"],
    ] {
      #expect(try run(words, server).status == 0)
    }
    let refused = try run(["undo", "2"], server)
    #expect(refused.status == 1 && refused.errors.contains("hint: use --accept root to do it anyway"))
    #expect(try run(["undo", "2", "--accept", "root"], server).status == 0)
  }
}
