import TestData
import TestTerminal
import Testing

@Suite("Deleting")
struct DeletingTests {
  private static let preparation = """
    o = db.Organization(name="north")
    for name in ["anna", "bob"]:
        db.User(username=name, password="Secret-1!", organization=o).save()

    c = db.Collaboration(name="heart", organizations=[o])
    c.save()

    """

  @Test("what is detached is named, with its id, as the old shell detached it")
  func detached() throws {
    let database = try Database(.fresh(4))
    let outcome = try database.shell(Self.preparation + "o.delete()\ndb.User.get_by_username('anna').organization\n")
    let lines = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("d") }
    #expect(
      lines == ["detached: 2 users 'anna' (1), 'bob' (2)", "detached: collaboration 'heart' (1)"], "\(outcome.errors)")
    #expect(outcome.status == 0)
  }

  @Test("at most twenty are named, the others counted")
  func many() throws {
    let outcome = try Database(.fresh(4)).shell(
      """
      o = db.Organization(name="north")
      with db.transaction():
          for i in range(130):
              db.Role(name=f"role-{i}", organization=o).save()

      o.delete()
      """)
    let line = try #require(outcome.errors.split(separator: "\n").first { $0.hasPrefix("detached: ") })
    #expect(line.hasPrefix("detached: 130 roles 'role-0' ("), "\(line)")
    #expect(line.hasSuffix(" and 110 more") && line.split(separator: "'role-").count == 21, "\(line)")
  }

  @Test("dependents='refuse' refuses, in words that name what refers to it; 'delete' deletes its parts, and names them")
  func dependents() throws {
    let database = try Database(.fresh(4))
    let outcome = try database.shell(
      Self.preparation
        + """
        o.delete(dependents="refuse")
        len(db.Organization.get())
        o.delete(dependents="cascade")
        o.delete(dependents=1)
        o.delete("delete")
        len(db.Organization.get()), [u.username for u in db.User.get()], db.Collaboration.get()[0].organizations
        """, "--keep-going")
    #expect(outcome.output == "1\n(0, [], [])\n", "\(outcome.output)")
    let errors = outcome.errors.split(separator: "\n").filter { !$0.hasPrefix(" ") && !$0.hasPrefix("warning: ") }
    #expect(
      errors == [
        "line 7: IntegrityError: organization 'north' (1) is still referred to by 2 users, 1 collaboration",
        "hint: delete() detaches them, and delete(dependents='delete') deletes those that are parts of it",
        "line 9: ValueError: 'dependents' cannot be 'cascade': it is one of 'refuse', 'detach', 'delete'",
        "line 10: TypeError: 'dependents' is a text, not an int", "hint: it is one of 'refuse', 'detach', 'delete'",
        "deleted: 2 users 'bob' (2), 'anna' (1)", "detached: collaboration 'heart' (1)",
      ], "\(outcome.errors)")
  }

  @Test("in a transaction nothing is said to be done before it is, and a refused deletion is shown where it stands")
  func transaction() throws {
    let database = try Database(.fresh(4))
    let outcome = try database.shell(
      Self.preparation
        + """
        with db.transaction():
            db.Role(name="other").save()
            for x in [c]:
                x.delete()
            o.delete("refuse")

        len(db.Collaboration.get())
        with db.transaction():
            o.delete()

        """, "--keep-going")
    #expect(outcome.output == "1\n")
    #expect(
      outcome.errors.contains(
        "line 11: IntegrityError: organization 'north' (1) is still referred to by 2 users\n"
          + "    o.delete(\"refuse\")\n    ^^^^^^^^^^^^^^^^^^\nhint: delete() detaches them"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "detached: 2 users 'anna' (1), 'bob' (2)\n").count < 3)
    #expect(!outcome.errors.contains("detached: organization"), "\(outcome.errors)")
  }

  @Test("at a terminal too, the caret of a failed transaction is under the save that failed")
  func caret() throws {
    let database = try Database(.sample(.sample4))
    var desk = try Desk(database.socket)
    try desk.run("with db.transaction():\ndb.Organization(name='one').save()\ndb.Organization(name='IKNL').save()\n", 1)
    #expect(
      desk.screen.text.contains(
        """
        IntegrityError: organization 'IKNL' already exists
            db.Organization(name='IKNL').save()
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """), "\(desk.screen.text)")
  }
}
