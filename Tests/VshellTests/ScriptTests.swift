import TestData
import TestTerminal
import Testing

@Suite("Statements without a terminal")
struct ScriptTests {
  @Test("the first error ends it, with its line, the spot and exit status 1")
  func stops() throws {
    let outcome = try Database(.fresh(4)).shell("1 + 1\n\n# comment\ndb.Organisation\n2 + 2\n")
    #expect(outcome.output == "2\n" && outcome.status == 1)
    #expect(
      outcome.errors == """
        line 4: AttributeError: 'db' has no attribute 'Organisation'
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
    #expect(outcome.errors.hasPrefix("line 3: PermissionError: this shell is read-only\n"))
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

  @Test(
    "what worked elsewhere is told how it works here",
    arguments: [
      ("Organization.get()", "use db.Organization"), ("for o in db.Organization: o", "db.Organization.get() is one"),
      ("db.Member", "use 'organizations' of a Collaboration"), ("db.Authenticatable.get()", "use db.User and db.Node"),
      ("db.Organization.get(2)._public_key", "did you mean 'public_key'?"),
      ("session.commit()", "'with db.transaction():' combines several"),
    ])
  func hints(_ statement: String, _ hint: String) throws {
    let outcome = try Database(.sample(.sample3)).shell(statement)
    #expect(outcome.errors.contains("hint: ") && outcome.errors.contains(hint), "\(outcome.errors)")
  }

  @Test("db.status() tells how the daemon is, and a new record shows what its ids refer to")
  func status() throws {
    let outcome = try Database(.sample(.sample4)).shell(
      "db.status()\ndb.Node(name='n', collaboration=1, organization_id=2)\ndb.Node(name='n', collaboration=99)")
    #expect(outcome.output.contains("version: "))
    #expect(
      outcome.output.hasSuffix(
        """
        <Node None: 'n', organization: IKNL, collaboration: ZEPPELIN, api_key: **** >
        <Node None: 'n', organization: None, collaboration: missing 99, api_key: **** >

        """))
  }

  @Test("what fails in a transaction is shown where it was saved, not where the block begins")
  func transaction() throws {
    let statements = """
      with db.transaction():
          a = db.Organization(name='one')
          a.save()
          b = db.Organization(name='IKNL')
          b.save()

      """
    let outcome = try Database(.sample(.sample4)).shell(statements)
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.hasPrefix(
        "line 5: IntegrityError: organization 'IKNL' already exists\n    b.save()\n    ^^^^^^^^\n"),
      "\(outcome.errors)")
  }

  @Test("a deletion that fails in a transaction is shown where it was asked for, with the hint for a deletion")
  func deletionInTransaction() throws {
    let statements = """
      with db.transaction():
          db.Organization(name='one').save()
          for name in ['john', 'root']:
              u = db.User.get_by_username(name)
              u.delete()
      """
    let outcome = try Database(.sample(.sample4)).shell(statements)
    #expect(outcome.errors.hasPrefix("line 5: IntegrityError: user 'root': "), "\(outcome.errors)")
    #expect(
      outcome.errors.contains("\n    u.delete()\n    ^^^^^^^^^^\nhint: delete(accept=['root'])"), "\(outcome.errors)")
  }

  @Test("articles and plurals in errors and notes")
  func words() throws {
    let database = try Database(.sample(.sample4))
    let errors = try database.shell(
      "u = db.User.get(2)\nu.ro\ndb.Organization.get('x', 1)\nu.organization = u\ndb.history([])", "--keep-going"
    ).errors
    #expect(errors.contains("AttributeError: a User has no attribute 'ro'"), "\(errors)")
    #expect(errors.contains("'organization' takes an Organization, not a User"), "\(errors)")
    let things = try database.shell("db.User.nope\nimport uuid\nuuid.nope\nnope = {[1]: 2}", "--keep-going").errors
    #expect(things.contains("the class db.User has no attribute 'nope'"), "\(things)")
    #expect(things.contains("module 'uuid' has no attribute 'nope'"), "\(things)")
    #expect(things.contains("TypeError: a list cannot be a key"), "\(things)")
    let notes = try database.shell(
      "c = db.Collaboration.get(2)\ndb.Study(name='a', collaboration=c).save()\n"
        + "db.Study(name='b', collaboration=c).save()\nc.delete()"
    ).errors
    #expect(notes.contains("studies") && !notes.contains("studys"), "\(notes)")
  }
}
