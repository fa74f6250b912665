import JSON
import TestData
import Testing

@Suite("conditions on the command line")
struct WhereTests {
  @Test(
    "find what they say",
    arguments: [
      (["username=john,jane"], "john jane"), (["username!=john,jane"], "root noorg"),
      (["username~o"], "root john noorg"),
      (["username!~o"], "jane"), (["username~j%"], "john jane"), (["username==john"], "john"),
      (["username=john or username=root"], "root john"), (["not username=john"], "root jane noorg"),
      (["(username=john or username=jane) and organization=IKNL"], "john"),
      (["username=john,jane", "organization!=IKNL"], "jane"), (["organization=IKNL,root"], "root john"),
      (["roles=Viewer"], "john jane"), (["roles!=Viewer"], "root noorg"), (["organization="], "noorg"),
      (["last_login_attempt=2024-05-06 07:08:09Z"], "john"), (["last_login_attempt=2024-05-06"], "john"),
      (["last_login_attempt=2024-05-06 07:08"], "john"), (["last_login_attempt=2024-05-07"], ""),
      (["last_login_attempt<2024-05-06"], ""), (["last_login_attempt<=2024-05-06"], "john"),
      (["last_login_attempt>1h"], ""), (["last_login_attempt<yesterday"], "john"),
    ] as [([String], String)])
  func finds(conditions: [String], expected: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = conditions.flatMap { ["--where", $0] }
    let outcome = try Vctl.run(["user", "list", "-q", "--socket", server.path] + words)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.split(separator: "\n").joined(separator: " ") == expected)
  }

  @Test(
    "an empty list says on a terminal whether there is nothing, or nothing matches",
    arguments: [
      (["study", "list"], "no studies\n"), (["study", "list", "-q"], "no studies\n"),
      (["user", "list", "--where", "username=nobody"], "no users match\n"),
      (["user", "list", "--where", "username=nobody", "-o", "json"], "[]\n"),
      (["audit"], "no changes\n"), (["audit", "--since", "today"], "no changes match\n"),
    ])
  func empty(words: [String], expected: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["study.list": .result(["items": [], "next": nil])])
    #expect(try Vctl.onTerminal(words + ["--socket", server.path]).shown == expected)
    #expect(try Vctl.run(words + ["--socket", server.path]).errors == "")
  }

  @Test(
    "that are none are refused with what would be right",
    arguments: [
      ("username", "is not a condition"), ("(username=a", "a ')' is missing"),
      ("last_login_attempt=soon", "1h (an hour ago)"), ("username=a,", "an empty value between its commas"),
    ])
  func refused(condition: String, reason: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(["user", "list", "--where", condition, "--socket", server.path])
    #expect(outcome.status == 2 && outcome.errors.contains(reason), "\(outcome.errors)")
  }
}
