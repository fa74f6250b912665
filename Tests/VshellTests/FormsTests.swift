import TestData
import Testing

@Suite("The statements of the old shell's pages, on every layout")
struct FormsTests {
  @Test("each form works, and gives what it must give", arguments: Origin.everyLayout)
  func forms(_ origin: Origin) throws {
    let here = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let statements = try TemporaryFolder.bytes(of: "/\(here)/Statements/forms.py")
    let outcome = try Database(origin).shell(String(decoding: statements, as: UTF8.self))
    let complaints = outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("warning: ") }
    #expect(
      complaints.map { $0.replacing(#/\(\d+\)/#, with: "(N)") } == [
        "made again: organization 'Inside Institute' (N)",
        "detached: node 'Forms Institute - forms-collaboration' (N)", "detached: 2 tasks 'forms-task' (N), 'child' (N)",
      ], "\(complaints)")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Table: organization") && outcome.output.contains(" ->created_tasks"))
  }

  @Test("what only version 5 has works by the names of its models", arguments: [Origin.fresh(5), .sample(.sample5)])
  func newest(_ origin: Origin) throws {
    let here = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let statements = try TemporaryFolder.bytes(of: "/\(here)/Statements/forms-5.py")
    let outcome = try Database(origin).shell(String(decoding: statements, as: UTF8.self))
    let complaints = outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("warning: ") }
    #expect(
      complaints.filter { !$0.hasPrefix("made again: ") && !$0.hasPrefix("deleted: ") } == [], "\(outcome.errors)")
    #expect(complaints.contains { $0.hasPrefix("deleted: 3 tasks ") }, "\(outcome.errors)")
    #expect(outcome.status == 0)
  }

  @Test(
    "what Keycloak has in version 5 is refused with its command, and never told as nothing",
    arguments: [
      ("u.password", "kcadm.sh set-password"), ("u.password = 'x'", "kcadm.sh set-password"),
      ("db.User(username='x', password='y')", "kcadm.sh set-password"), ("u.check_password('x')", "set-password"),
      ("u.set_password('x')", "kcadm.sh set-password"), ("u.firstname", "kcadm.sh update users/"),
      ("u.lastname = 'x'", "kcadm.sh update users/"), ("u.email", "kcadm.sh get users"),
      ("db.User.get_by_email('x')", "kcadm.sh get users"), ("db.User.exists('email', 'x')", "kcadm.sh get users"),
      ("u.is_blocked(5, 15)", "attack-detection/brute-force"), ("u.failed_login_attempts", "attack-detection"),
      ("u.otp_secret", "credentials"), ("n.api_key", "client-secret"), ("n.api_key = 'x'", "client-secret"),
      ("db.Node(name='x', api_key='y')", "client-secret"), ("n.check_key('x')", "client-secret"),
      ("n.reset_api_key()", "client-secret"), ("db.Node.get_by_api_key('x')", "client-secret"),
    ])
  func retired(statement: String, command: String) throws {
    let outcome = try Database(.sample(.sample5)).shell("u = db.User.get(2); n = db.Node.get(5)\n\(statement)")
    #expect(outcome.output == "" && outcome.status == 1)
    #expect(outcome.errors.contains("AttributeError: ") && outcome.errors.contains("\nhint: "), "\(outcome.errors)")
    #expect(outcome.errors.contains(command) && !outcome.errors.contains("another version"), "\(outcome.errors)")
  }

  @Test("the names of version 5 are taken on older databases, where they find nothing", arguments: [2, 3, 4])
  func newNames(_ generation: Int) throws {
    let outcome = try Database(.fresh(generation)).shell(
      """
      from vantage6.hq.model.rule import Scope
      db.Session.get(), db.Dataframe.get(1), db.Column.get(), db.DataframeToBeDeletedAtNode.get()
      db.User.get_by_keycloak_id("x"), db.Node.keycloak_id_exists("x"), db.User.exists("keycloak_id", "x")
      o = db.Organization(name="o"); o.save()
      c = db.Collaboration(name="c", organizations=[o]); c.save()
      t = db.Task(name="t", init_org=o, collaboration=c, method=None, session=None, depends_on=[]); t.save()
      r = db.Run(task=t, organization=o, arguments="e30="); r.save()
      r.input, r.arguments, r.action, t.action, t.session, t.dataframe, t.depends_on, t.required_by, o.tasks == [t]
      db.Role.get_by_name("container", True) == db.Role.get_by_name("container")
      db.AlgorithmStore.get_by_url("https://s.example", "/api") or []
      """)
    #expect(outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("warning: ") } == [])
    #expect(
      outcome.output == """
        ([], None, [], [])
        (None, False, False)
        ('e30=', 'e30=', None, None, None, None, [], [], True)
        True
        []

        """)
  }

  @Test("what a real database holds prints as in the 3.11 shell", arguments: [Sample.sample2, .sample3, .sample4])
  func printing(_ sample: Sample) throws {
    let database = try Database(.sample(sample))
    let outcome = try database.shell(
      "db.Organization.get()\ndb.Task.get()[:2]\ndb.Result.get(3)\ndb.Node.get(5)\ndb.User.get(4)\ndb.Organization.get(99)"
    )
    #expect(outcome.errors == "")
    #expect(
      outcome.output == """
        [<Organization 1: 'root', domain:None, users:1>,
         <Organization 2: 'IKNL', domain:iknl.nl, users:1>,
         <Organization 3: 'Small Organization', domain:small-organization.example, users:1>,
         <Organization 4: 'Zoë Örg 🏢', domain:zoe.example, users:0>]
        [<Task 1: 'average', collaboration:ZEPPELIN>,
         <Task 2: 'subtask', collaboration:ZEPPELIN>]
        <Result 3: 'subtask', organization: IKNL, collaboration: ZEPPELIN, is_complete: False>
        <Node 5: 'IKNL - ZEPPELIN Node', organization: IKNL, collaboration: ZEPPELIN, api_key: **** >
        <User id=4, username='noorg', roles='[]', organization='None'>

        """)
  }

  @Test("what a real database of version 5 holds prints so, too, and what is new as its models print it")
  func printingNewest() throws {
    let outcome = try Database(.sample(.sample5)).shell(
      """
      db.Organization.get(4); db.Task.get(1); db.Result.get(7); db.Node.get(5); db.Session.get()
      db.Dataframe.get(1); db.Column.get(2); db.TaskDatabase.get(2); db.DataframeNote.get(); db.AlgorithmStore.get(1)
      """)
    #expect(outcome.errors == "")
    #expect(
      outcome.output == """
        <Organization 4: 'Zoë Örg 🏢', domain:zoe.example, users:0>
        <Task 1: 'extract', collaboration:ZEPPELIN>
        <Result 7: 'subtask', organization: Small Organization, collaboration: ZEPPELIN, is_complete: False>
        <Node 5: 'IKNL-ZEPPELIN-node', organization: IKNL, collaboration: ZEPPELIN>
        [<Session 1: 'first session', owner_id=john, collaboration=ZEPPELIN, 4 task(s)>,
         <Session 2: 'ünfinished', owner_id=john, collaboration=PIPELINE, 1 task(s)>]
        <Dataframe patients, session: first session, db: default>
        <Column geslacht ♀, dtype: object, dataframe: patients, node: IKNL-ZEPPELIN-node>
        <TaskDatabase 2, database: None, type: dataframe>
        [<DataframeNote 1, dataframe_name: old>]
        <AlgorithmStore 1, name: store, url: https://store.example>

        """)
  }

  @Test("what the file lacks is empty, and cannot be made")
  func absent() throws {
    let database = try Database(.sample(.sample2))
    let outcome = try database.shell(
      "db.Study.get(), db.Study.get(1), db.AlgorithmStore.get(), db.Run.get()[0].status\ndb.Study(name='x')")
    #expect(outcome.output == "([], None, [], None)\n")
    #expect(outcome.errors.hasPrefix("line 2: TypeError: this database has no Study"))
  }

  @Test("a broken reference prints as such")
  func damaged() throws {
    let outcome = try Database(.sample(.damaged)).shell("db.Node.get()\ndb.Node.get(5).collaboration\ndb.User.get(1)")
    #expect(
      outcome.output.hasPrefix(
        "[<Node 5: 'IKNL - ZEPPELIN Node', organization: IKNL, collaboration: missing 999, api_key: **** >,\n"))
    #expect(outcome.output.contains(", <Role 999: missing>]', organization='root'>\n"))
    #expect(outcome.status == 0)
  }
}
