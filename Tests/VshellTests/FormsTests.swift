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
