import Engine
import JSON
import JSONRPC
import TestData
import Testing

@Suite("relations with many partners")
struct CompleteRelationsTests {
  /// A file with a collaboration of so many organizations, each with users, and a task with so many children.
  private static func fixture(_ count: Int) throws -> Fixture {
    let fixture = try Fixture()
    let connection = try PlainSession(fixture.path)
    try connection.run("INSERT INTO collaboration (id, name) VALUES (1, 'wide')")
    try connection.run("INSERT INTO task (id, name, collaboration_id) VALUES (1, 'parent', 1)")
    for number in 1...count {
      let id = SQLValue.integer(Int64(number))
      try connection.run("INSERT INTO organization (id, name) VALUES (?1, ?2)", [id, .text("o\(number)")])
      try connection.run("INSERT INTO Member (collaboration_id, organization_id) VALUES (1, ?1)", [id])
      // What stands twice counts once.
      try connection.run("INSERT INTO Member (collaboration_id, organization_id) VALUES (1, ?1)", [id])
      try connection.run(
        "INSERT INTO task (id, name, parent_id) VALUES (?1, ?2, 1)", [.integer(Int64(number) + 1), .text("t\(number)")])
    }
    return fixture
  }

  private static let fields: JSON = [
    "name", "organizations.name", "tasks.children.id", "tasks.name",
  ]

  @Test(
    "are complete in get, and a list says how many there are of those that it cuts", arguments: [99, 100, 101, 250])
  func counts(count: Int) throws {
    var fixture = try Self.fixture(count)
    let got = try fixture.call("collaboration.get", ["id": 1, "fields": Self.fields])
    #expect(got["organizations"]?.array?.count == count)
    #expect(got["tasks"]?[0]?["children"]?.array?.count == count)
    #expect(try fixture.call("collaboration.get", ["name": "wide"])["organizations"]?.array?.count == count)
    let listed = try fixture.call("collaboration.list", ["fields": Self.fields])["items"]?[0]
    let rest: JSON = ["more": true, "count": .integer(Int64(count))]
    for relation in [listed?["organizations"], listed?["tasks"]?[0]?["children"]] {
      let items = relation?.array ?? []
      #expect(items.count == min(count, 101))
      #expect((items.last == rest) == (count > 100), "\(items.last ?? .null)")
    }
    let counted = try fixture.call("collaboration.get", ["id": 1, "fields": ["organizations.count"]])
    #expect(counted["organizations"] == ["count": .integer(Int64(count))])
  }

  @Test("are whole in what a change answers, and in the tree of a task")
  func changes() throws {
    var fixture = try Self.fixture(120)
    let updated = try fixture.call(
      "collaboration.update", ["id": 1, "values": ["name": "w"], "fields": ["organizations"]])
    #expect(updated["organizations"]?.array?.count == 120)
    #expect(try fixture.call("task.tree", ["id": 1])["children"]?.array?.count == 120)
  }

  @Test("beyond what an answer may hold are refused in words, and the record is read without them")
  func bytes() throws {
    let fixture = try Fixture()
    let connection = try PlainSession(fixture.path)
    try connection.run("INSERT INTO task (name) VALUES ('parent')")
    let name = String(repeating: "x", count: 100_000)
    try connection.run("BEGIN")
    for _ in 0..<90 { try connection.run("INSERT INTO task (name, parent_id) VALUES (?1, 1)", [.text(name)]) }
    try connection.run("COMMIT")
    var reading = fixture
    let refusal = try reading.refusal("task.get", ["id": 1, "fields": ["children.name"]])
    #expect(refusal.kind == "limit" && refusal.message.contains("'children'"), "\(refusal.message)")
    #expect(refusal.hint?.contains("page by page") == true)
    #expect(try reading.call("task.get", ["id": 1, "fields": ["children.id"]])["children"]?.array?.count == 90)
    #expect(try reading.call("task.get", ["id": 1])["name"] == "parent")
  }
}
