import TestData
import Testing

@Suite("Statements without a terminal")
struct ScriptTests {
  @Test("the first error ends it, with its line, the spot and exit status 1")
  func stops() throws {
    let outcome = try Database(.fresh(4)).shell("1 + 1\n\n# comment\ndb.Organisation\n2 + 2\n")
    #expect(outcome.output == "2\n" && outcome.status == 1)
    #expect(
      outcome.errors == """
        line 4: AttributeError: a db has no attribute 'Organisation'
            db.Organisation
               ^^^^^^^^^^^^
        hint: did you mean 'Organization'?

        """)
  }

  @Test("--keep-going goes on, and the status still tells; --echo shows prompts")
  func options() throws {
    let database = try Database(.fresh(4))
    let outcome = try database.shell("nope\n2 + 2\nexit\n3", "--keep-going")
    #expect(outcome.output == "4\n" && outcome.status == 1)
    let echoed = try database.shell("x = [\n  1]\nx", "--echo")
    #expect(echoed.output == "In [1]: x = [\n   ...:   1]\n\nIn [2]: x\nOut[2]: [1]\n\n")
    #expect(try database.shell("", "-c", "len(db.Rule.get())").output == "86\n")
  }

  @Test("without a daemon there is one sentence, and exit status 6")
  func disconnected() throws {
    let folder = try TemporaryFolder()
    let program = try Program("vshell", ["-c", "1", "--socket", folder.path(of: "none")])
    try program.read()
    #expect(program.wait() == 6)
    #expect(program.errorText.hasPrefix("error: vantage6-admin is not running: there is no socket at '"))
  }

  @Test("--read-only refuses changes and reads on")
  func readOnly() throws {
    let database = try Database(.sample(.sample4))
    let outcome = try database.shell(
      "o = db.Organization.get(2)\no.name = 'X'\no.save()\no.refresh()\no.name", "--read-only", "--keep-going")
    #expect(outcome.output == "'IKNL'\n")
    #expect(outcome.errors.hasPrefix("line 3: PermissionError: this shell only reads\n"))
  }

  @Test(
    "bad command lines are usage errors",
    arguments: [["a", "b"], ["--nope"], ["--socket="], ["f", "-c", "1"], ["--socket"]])
  func usage(_ words: [String]) throws {
    let program = try Program("vshell", words)
    try program.read()
    #expect(program.wait() == 2)
    #expect(program.errorText.hasPrefix("error: "))
  }
}
