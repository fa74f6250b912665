import TestData
import Testing

@Suite("verbs and words that people type")
struct VerbTests {
  @Test(
    "verbs of other programs and plurals of entities are understood",
    arguments: [
      (["user", "ls", "-q"], "root\njohn\njane\nnoorg\n"), (["users", "list", "-q", "--limit", "1"], "root\n"),
      (["studies", "ls", "-q"], "study-1\n"), (["orgs", "show", "IKNL", "-q"], "IKNL\n"),
      (["organization", "add", "name=new", "-q"], "new\n"),
      (["user", "set", "jane", "lastname=New", "--fields", "lastname"], "lastname  New\n"),
      (["user", "rm", "noorg", "--yes"], "deleted user 'noorg' (4)\n"),
      (["describe", "users", "john", "-o", "name"], "john\n"),
    ])
  func understood(words: [String], expected: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(words + ["--socket", server.path])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == expected)
  }

  @Test(
    "a verb before its entity is refused with the command to type",
    arguments: [
      (["get", "user", "john"], "vctl user get john"), (["list", "users"], "vctl user list"),
      (["-o", "csv", "show", "user", "john"], "vctl user get -o csv john"),
      (["edit", "user", "john"], "vctl user edit john"), (["kill", "task", "3"], "vctl task kill 3"),
      (["create", "organization", "name=two words"], "vctl organization create 'name=two words'"),
      (["rm", "users", "john"], "vctl user delete john"),
    ])
  func wrongOrder(words: [String], command: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(words, environment: ["VCTL_SOCKET": server.path])
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasSuffix("' is a verb: the entity comes first\nhint: \(command)\n"), "\(outcome.errors)")
    #expect(outcome.output == "")
  }

  @Test("a verb alone names the form, and a word that is neither says what there is")
  func alone() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let environment = ["VCTL_SOCKET": server.path]
    #expect(try Vctl.run(["list"], environment: environment).errors.contains("hint: 'vctl ENTITY list'"))
    let nothing = try Vctl.run(["nothing", "list"], environment: environment)
    #expect(nothing.status == 2 && nothing.errors.contains("hint: 'vctl --help' lists what there is"))
    #expect(try Vctl.run(["user", "frob"], environment: environment).errors.contains(", edit, wait, describe\n"))
  }

  @Test("--if-exists makes a delete of nothing succeed, and of a record delete it")
  func ifExists() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let options = ["--yes", "--if-exists", "--socket", server.path]
    let nothing = try Vctl.run(["user", "delete", "nobody"] + options)
    #expect(nothing.status == 0 && nothing.output == "")
    #expect(nothing.errors == "no user 'nobody': nothing was deleted\n")
    let json = try Vctl.run(["user", "delete", "nobody", "-o", "jsonl"] + options)
    #expect(json.output == "{\"deleted\":[],\"detached\":[]}\n" && json.errors == "")
    #expect(try Vctl.run(["user", "delete", "noorg"] + options).output == "deleted user 'noorg' (4)\n")
    #expect(try Vctl.run(["user", "get", "john", "--if-exists", "--socket", server.path]).status == 2)
    let script = try Vctl.run(
      ["transaction", "--socket", server.path], input: "user delete nobody --if-exists --yes\n")
    #expect(script.status == 2 && script.errors.contains("--if-exists is not for a line"), "\(script.errors)")
  }
}
