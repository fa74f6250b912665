import TestData
import TestTerminal
import Testing

@Suite("Hostile statements against a real daemon")
struct HostileTests {
  private static let values = [
    "'x' * 10**6", "['a'] * 10**5", "{}", "[]", "()", "(1,)", "None", "True", "0", "-1", "1.5", "float('nan')",
    "float('inf')", "9223372036854775807", "-9223372036854775808", "'\\0'", "'\\x1b[2J'", "'\\u202eabc'", "'%'", "''",
    "\"'; DROP TABLE user; --\"", "'../../etc/passwd'", "'é🏢' * 1000", "lambda x: x", "db", "db.User", "db.User.get",
    "db.transaction()", "range(10**9)", "datetime.datetime(9999, 12, 31)", "datetime.timedelta(1)", "uuid.uuid4()",
    "[[[[[[1]]]]]]", "{'a': {'b': [1]}}", "[db.User.get(2)]", "db.User.get(2)", "db.User.get()", "Scope.GLOBAL",
    "Scope",
    "db.Task(name='new')", "len", "(x for x in [1])", "enumerate([1])", "db.history()",
  ]

  private static let uses = [
    "db.Organization.get(V)", "db.Organization.get_by_name(V)", "db.User.exists('email', V)",
    "db.Organization(country=V).save()", "db.User(username='u', roles=V, password=V).save()",
    "db.Task(name='t', collaboration=V, parent=V).save()", "db.Result(input=V, task=1, started_at=V).save()",
    "db.Rule.get_by_(V, V, V)", "db.User.get(2).check_password(V)",
  ]

  private static let statements = [
    "db.Organization(name='x' * 16000000).save()", "db.Organization[0]", "for o in db.Organization: o",
    "len(db.Organization)", "db.Organization.query", "db.Member", "session.commit()", "Organization.get()",
    "db.Organization.get().name", "db.Organization.get(999).name", "db.organization.get()", "db.Orgnization.get()",
    "db.Organization.get_by_nmae('x')", "db.Organization.get_by_nothing('x')", "db.Organization.get(1, 2)",
    "db.Organization.get(id=1)", "db.Organization.save()", "db.Organization()._public_key", "db.Rule(name='x')",
    "db.Organization.get(2).id = 3", "db.Organization.get(2).users.append(1)", "db.Organization.get(2).users = 5",
    "db.Organization.get(2).users.append(db.User.get(3))", "db.User.get(2).roles.append('Root')",
    "db.User.get(2).roles.remove(db.Role.get(1))", "db.User.get(2).roles[99]", "db.User.get(2).roles['x']",
    "db.User.get(2).password = 5; db.User.get(2).save()", "db.User.get(2).can('x')", "db.User.get(2).can(1, 2, 3)",
    "db.User.get(2).is_blocked('a', 'b')", "db.User.get(2).set_password('')",
    "db.User.get(2).set_password('a' * 10**6)",
    "db.User(username='root').save()", "db.User(username='a', email=5).save()", "db.User(nmae='x')", "db.User('x')",
    "db.Node.get_by_api_key('x' * 10**6) or nope", "db.Node.exists(1)", "db.Task.get(1).complete = True",
    "db.Task.get(1).parent = db.Task.get(1); db.Task.get(1).save(); nope",
    "a = db.Task(name='a', collaboration=1)\nb = db.Task(name='b', parent=a)\na.parent = b\na.save()",
    "p = None\nfor i in range(300): p = db.Task(name=str(i), parent=p)\n\np.save()", "db.Organization().delete()",
    "o = db.Organization.get(4)\no.delete()\no.name", "db.undo('x')", "db.undo(10**9)", "db.undo(-1)", "db.history(5)",
    "with db.transaction() as t:\n  with t: 1", "with db: 1", "db.transaction(1, 2)", "db = db.nothing",
    "db.Organization.get(2).__class__", "db.__dict__", "getattr(db, 'x' * 10**6)", "db.User.get(2) + 1",
    "db.User.get(2) < db.User.get(3)", "sorted(db.User.get())", "f'{db.User.get(2):>10}' + nope", "import db", "db()",
    "sum(db.User.get())", "{db.User: 1, db.User.get(2): 2}[3]", "hash(db.User.get(2))", "db.User.get(2)()",
    "db.Study.get(1).x.y", "del db.User.get(2).roles[0], nope", "db.Result.get(1).input.x", "db.Task.get(1)[0]",
  ]

  @Test("each of hundreds answers or gives one clear error, nothing breaks, and memory stays bounded")
  func hostile() throws {
    let database = try Database(.sample(.sample4))
    let all = Self.uses.flatMap { use in Self.values.map { use.replacing("V", with: "(\($0))") } }
    let lines = all.map { "\($0)\nprint('next')" } + Self.statements.map { "\($0)\n\nprint('next')" }
    let program = try Program(
      "vshell", ["--keep-going", "--socket", database.socket], input: try write(lines, database.folder))
    try program.read()
    #expect(program.wait() == 1)
    #expect(program.residentKilobytesMax < 800_000)
    #expect(program.outputText.split(separator: "\n").filter { $0 == "next" }.count == lines.count)
    let errors = program.errorText.split(separator: "\n").filter { $0.hasPrefix("line ") }
    #expect(errors.count > Self.statements.count + 150)
    let classes = Set(errors.compactMap { $0.split(separator: " ").dropFirst(2).first })
    let known = [
      "TypeError", "ValueError", "AttributeError", "NameError", "IndexError", "NoResultFound", "IntegrityError",
      "MemoryError", "RecursionError", "OperationalError", "InvalidRequestError", "KeyError", "ModuleNotFoundError",
      "ObjectDeletedError", "MultipleResultsFound", "SyntaxError",
    ]
    #expect(classes.subtracting(known.map { $0 + ":" }) == [])
    #expect(errors.allSatisfy { $0.utf8.count < 2_500 })
    #expect(!(program.outputText + program.errorText).unicodeScalars.contains("\u{1B}"))
    let after = try database.shell("db.Organization.get(2).name, db.User.get(1).username")
    #expect(after.output == "('IKNL', 'root')\n")
  }

  private func write(_ lines: [String], _ folder: borrowing TemporaryFolder) throws -> String {
    let path = folder.path(of: "hostile")
    try TemporaryFolder.write(Array(("import datetime, uuid\n" + lines.joined(separator: "\n")).utf8), to: path)
    return path
  }
}
