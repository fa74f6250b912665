import TestData
import Testing

@Suite("Saving")
struct SavingTests {
  @Test("a failed save spoils nothing: the session goes on, and the change can be dropped")
  func failure() throws {
    let outcome = try Database(.sample(.sample4)).shell(
      """
      o = db.Organization.get(3)
      o.name = "IKNL"
      o.save()
      db.Organization.get_by_name("Small Organization").id
      o.refresh()
      o.name
      db.User(username="x", nmae="y")
      db.User(username="x").organization = 5
      db.User(username="x", organization="nobody")
      """, "--keep-going")
    #expect(outcome.output == "3\n'Small Organization'\n")
    let errors = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("line") }
    #expect(errors.count == 3 && errors[0].hasPrefix("line 3: IntegrityError: "))
    #expect(errors[1] == "line 7: TypeError: 'nmae' is an invalid keyword argument for User")
    #expect(errors[2] == "line 9: NoResultFound: there is no organization 'nobody'")
  }

  @Test("a change by somebody else in the meantime is a conflict, which says what changed")
  func conflict() throws {
    let database = try Database(.sample(.sample4))
    let session = try TwoSessions(database.folder.path(of: "s"))
    #expect(try session.first("o = db.Organization.get(2)\no.domain = 'a.example'") == "")
    #expect(try session.second("p = db.Organization.get(2)\np.domain = 'b.example'\np.save()") == "")
    #expect(
      try session.first("o.save()").hasPrefix(
        "!ConflictError: organization 2 changed since it was read: domain (the log's last change: "))
    #expect(try session.first("o.refresh()\no.domain") == "'b.example'")
    #expect(try session.first("o.domain = 'c.example'\no.save()\ndb.Organization.get(2).domain") == "'c.example'")
  }

  @Test("a transaction is all or nothing")
  func transactions() throws {
    let outcome = try Database(.sample(.sample3)).shell(
      """
      count = len(db.Organization.get())
      with db.transaction():
          db.Organization(name="A").save()
          db.Organization(name="IKNL").save()

      len(db.Organization.get()) - count
      with db.transaction():
          db.Organization(name="B").save()
          1 / 0

      len(db.Organization.get()) - count
      with db.transaction():
          db.User(username="c", organization=db.Organization(name="C")).save()
          db.Organization.get(4).delete()

      db.User.get_by_username("c").organization.name, db.Organization.get(4)
      """, "--keep-going")
    #expect(outcome.output == "0\n0\n('C', None)\n")
    #expect(outcome.errors.contains("IntegrityError") && outcome.errors.contains("ZeroDivisionError"))
    #expect(outcome.errors.contains("nothing of the transaction was saved\n"))
  }

  @Test("a consequence is accepted by the statement that has it")
  func accepting() throws {
    let outcome = try Database(.sample(.sample4)).shell(
      """
      db.User.get_by_username("root").delete()
      r = db.Role.get_by_name("Viewer")
      r.name = "Looker"
      r.save()
      r.save(accept=["default_role"])
      db.Role.get_by_name("Looker").name
      with db.transaction():
          db.User.get_by_username("root").delete(accept="root")

      db.User.get_by_username("root")
      db.undo()
      db.User.get_by_username("root").username
      u = db.User.get_by_username("john")
      u.save(accept=[1])
      """, "--keep-going")
    #expect(outcome.output.hasPrefix("'Looker'\n"))
    #expect(outcome.output.hasSuffix("'root'\n"))
    #expect(outcome.errors.contains("line 1: IntegrityError: user 'root': without this user,"))
    #expect(outcome.errors.contains("delete(accept=['root']) does it anyway"))
    #expect(outcome.errors.contains("save(accept=['default_role']) does it anyway"))
    #expect(outcome.errors.contains("TypeError: expected a list of texts, not one with an int"))
  }

  @Test("a secret is never shown, and its mask is no secret")
  func secrets() throws {
    let outcome = try Database(.sample(.sample4)).shell(
      """
      n = db.Node.get(5)
      n.api_key
      n.api_key = n.api_key
      u = db.User.get(2)
      u.password, u.otp_secret
      m = db.Node(name="new", organization=db.Organization.get(4), collaboration=db.Collaboration.get(1))
      m.save()
      len(m.api_key) > 20 and m.check_key(m.api_key)
      """, "--keep-going")
    #expect(outcome.output == "'****'\n('****', '****')\nTrue\n")
    #expect(outcome.errors.contains("line 3: ValueError: '****' only stands for the api_key"))
  }

  @Test("what a name holds acts on no terminal")
  func controls() throws {
    let outcome = try Database(.fresh(4)).shell(
      "o = db.Organization(name='a\\x1b[2Jb')\no.save()\no\ndb.Organization.get()\ndb.User(username='x', organization='\\x1b[2J')"
    )
    #expect(outcome.output.contains("'a\\e[2Jb', domain:None") && !outcome.output.unicodeScalars.contains("\u{1B}"))
    #expect(outcome.errors.contains("NoResultFound") && !outcome.errors.unicodeScalars.contains("\u{1B}"))
  }

  @Test("undo and history go by the record, and a long transaction says so")
  func undoing() throws {
    let outcome = try Database(.sample(.sample3)).shell(
      """
      o = db.Organization.get(2)
      with db.transaction(long=True):
          o.country = "Elsewhere"
          o.save()

      db.history(o)[0].method, o.country
      db.undo(), o.country
      len(db.history(o)), len(db.history(db.Organization.get(3))), db.history(limit=1)[0].method
      db.undo(2)
      o.country
      """)
    #expect(
      outcome.output == """
        ('organization.update', 'Elsewhere')
        ([1], 'Netherlands')
        (2, 0, 'audit.undo')
        [2]
        'Elsewhere'

        """)
    #expect(outcome.errors == "restored: organization 'IKNL' (2)\nrestored: organization 'IKNL' (2)\n")
  }

  @Test("an undo takes with it what is in its way, and the hint says how; links are told as changes")
  func cascading() throws {
    let changes = """
      o = db.Organization.get(2)
      for country in ["1", "2", "3"]:
          o.country = country
          o.save()

      """
    let refused = try Database(.sample(.sample3)).shell(changes + "\ndb.undo(1)")
    #expect(refused.errors.contains("hint: use cascade=True to undo those too, the newest first"), "\(refused.errors)")
    let outcome = try Database(.sample(.sample3)).shell(
      changes + """

        db.undo(seq=1, cascade=True), o.country
        u = db.User.get_by_username("john")
        u.roles.append(db.Role.get_by_name("Researcher"))
        u.save()
        db.history(u)
        """)
    #expect(outcome.output.hasPrefix("([3, 2, 1], 'Netherlands')\n"), "\(outcome.output) \(outcome.errors)")
    #expect(
      outcome.output.contains("'john' (2) by ") && outcome.output.contains(", roles: +"),
      "\(outcome.output) \(outcome.errors)")
    #expect(!outcome.output.contains("made"), "\(outcome.output)")
  }
}
