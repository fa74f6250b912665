import ShellLanguage
import Testing

/// An object that has every attribute, and can be called, set and gone over.
private final class Anything: HostObject {
  var typeName: String { "Anything" }
  func representation() throws(ShellError) -> String { "<Anything>" }
  func attribute(_ name: String) throws(ShellError) -> Value? { .object(self) }
  func setAttribute(_ name: String, to value: Value) throws(ShellError) -> Bool { true }
  func parameters() -> Parameters? { ["*values", "**keywords"] }
  func call(_ call: Call) throws(ShellError) -> Value { .object(self) }
  func item(_ key: Value) throws(ShellError) -> Value? { .object(self) }
  func enter() throws(ShellError) -> Value? { .object(self) }
  func iterator() throws(ShellError) -> ValueIterator? {
    var left = 2
    return try ValueIterator.of("things") { () throws(ShellError) -> Value? in
      left -= 1
      return left < 0 ? nil : .object(self)
    }
  }
}

@Suite("The forms of the old shell's pages")
struct FormsTests {
  @Test(
    "each runs",
    arguments: [
      "o = db.Organization(\n    name=\"IKNL\",\n    domain=\"iknl.nl\",\n    address1=\"Zernikestraat 29\",\n    zipcode=\"5612HZ\",\n)\no.save()",
      "db.Organization.get()", "db.Organization.get(1)", "db.Organization.get_by_name(\"IKNL\").users",
      "o.collaborations[0]", "db.User.getByUsername(\"jane\")", "u.firstname = \"Jane\"\nu.save()",
      "db.User(username=\"j\", password=\"secret\", roles=[db.Role.get(3)], rules=[], organization=o)",
      "from vantage6.server.model.rule import Scope, Operation\nu.can(\"node\", Scope.ORGANIZATION, Operation.VIEW)",
      "u.rules.append(r)\nu.rules.remove(r)", "c = db.Collaboration(name='C', encrypted=False, organizations=[o, o])",
      "c.get_nodes_from_organizations([o.id])",
      "from uuid import uuid1\napi_key = str(uuid1())\nprint(api_key)", "import uuid\nkey = str(uuid.uuid4())",
      "node = db.Node(name=f\"{o.name} - {c.name}\", organization=o, collaboration=c, api_key='k')",
      "db.Task(name=\"t\", run_id=db.Task.next_run_id(), database=\"default\", initiator=o, parent=None)",
      "[t for t in db.Task.get() if t.complete]", "[r for r in db.Result.get() if r.complete and not r.log]",
      """
      import datetime
      for org in c.organizations:
          res = db.Result(input={"method": "m", "args": [1, 2.5]}, organization=org, task=t,
                          assigned_at=datetime.datetime.now())
          res.save()
      """,
      "import datetime\nr.finished_at = datetime.datetime.now(datetime.timezone.utc)",
      "import datetime\nr.finished_at = datetime.datetime(2024,1,2,3,4,5)", "db.Organization.help()",
      "db.Organization?", "help(db.Organization)", "dir(o)", "with db.transaction():\n    o.save()\n    c.save()\n",
      "db.undo()", "db.history(u)", "for i, n in enumerate(c.nodes):\n    print(i, n.name)",
      "print([x.name for x in db.Organization.get()])", "del o",
    ])
  func form(_ program: String) {
    let session = Session()
    let anything = Value.object(Anything())
    for name in ["db", "o", "u", "c", "r", "t"] { session.interpreter[name] = anything }
    session.interpreter.addModule(
      Module("vantage6.server.model.rule", ["Scope": anything, "Operation": anything]))
    #expect(session.error(program) == nil)
    #expect(Completeness.of(program + "\n") == .complete)
  }

  @Test("slices and indexes of what is asked for")
  func slices() {
    let session = Session()
    session.interpreter["rules"] = .list((1...5).map { .int($0) })
    #expect(session.run("rules[:3]\nrules[-1]\nlen(rules)") == "[1, 2, 3]\n5\n5")
  }
}
