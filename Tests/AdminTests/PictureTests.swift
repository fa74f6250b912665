import Admin
import Engine
import JSON
import TestData
import Testing

@Suite("database.graph")
struct PictureTests {
  private static func keys(_ answer: JSON, _ entity: String) -> Set<String> {
    let records = answer["records"]?.array ?? []
    return Set(records.filter { $0["entity"]?.string == entity }.compactMap { $0["key"]?.string })
  }

  private static func record(_ answer: JSON, _ key: String) -> JSON? {
    answer["records"]?.array?.first { $0["key"]?.string == key }
  }

  private static func links(_ answer: JSON) -> Set<String> {
    Set(
      (answer["links"]?.array ?? []).map {
        "\($0["from"]?.string ?? "") \($0["to"]?.string ?? "")" + ($0["label"]?.string.map { ": \($0)" } ?? "")
      })
  }

  /// Each record has a key of its own, and links lead from one to another of a higher level.
  private static func expectSound(_ answer: JSON) {
    let records = answer["records"]?.array ?? []
    let levels = Dictionary(records.map { ($0["key"]?.string ?? "", $0["level"]?.integer ?? -1) }) { $0 + $1 }
    #expect(levels.count == records.count)
    for link in answer["links"]?.array ?? [] {
      let (start, end) = (levels[link["from"]?.string ?? ""], levels[link["to"]?.string ?? ""])
      #expect(start.map { start in end.map { start < $0 } ?? false } ?? false, "\(link)")
    }
  }

  @Test("shows every organization, collaboration and node of a real file", arguments: Sample.ofEngine)
  func network(sample: Sample) throws {
    var fixture = try Fixture(sample)
    let answer = try fixture.call("database.graph")
    Self.expectSound(answer)
    for entity in ["organization", "collaboration", "node"] {
      let ids = try fixture.call("\(entity).list", ["fields": ["id"], "limit": 1_000])["items"]?.array ?? []
      #expect(Self.keys(answer, entity) == Set(ids.map { "\(entity)_\($0["id"]?.integer ?? 0)" }), "\(entity)")
    }
  }

  @Test("nodes link organizations to collaborations, and what has none or should have none is marked")
  func marks() throws {
    var fixture = try Fixture()
    for name in ["a", "b", "c", "alone"] {
      try fixture.call("organization.create", ["values": ["name": .string(name)]])
    }
    try fixture.call("collaboration.create", ["values": ["name": "x", "organizations": ["a", "b"]]])
    try fixture.call("collaboration.create", ["values": ["name": "7up", "organizations": ["c"]]])
    try fixture.call(
      "node.create", ["values": ["name": "n", "organization": "a", "collaboration": "x", "status": "online"]])
    try fixture.call("node.create", ["values": ["name": "m", "organization": "c", "collaboration": "x"]])
    let answer = try fixture.call("database.graph")
    Self.expectSound(answer)
    let organizations = try ["a", "b", "c"].map { name in
      "organization_\(try fixture.call("organization.get", ["name": .string(name)])["id"]?.integer ?? 0)"
    }
    let nodes = try ["n", "m"].map { name in
      "node_\(try fixture.call("node.get", ["name": .string(name)])["id"]?.integer ?? 0)"
    }
    #expect(
      Self.links(answer) == [
        "collaboration_1 \(nodes[0])", "collaboration_1 \(nodes[1])", "\(nodes[0]) \(organizations[0])",
        "\(nodes[1]) \(organizations[2]): not a member", "collaboration_1 \(organizations[1]): no node",
        "collaboration_2 \(organizations[2]): no node",
      ])
    let node = Self.record(answer, nodes[0])
    #expect(node?["label"] == "n" && node?["note"] == "a" && node?["state"] == "online" && node?["tone"] == "good")
    #expect(Self.record(answer, nodes[1])?["tone"] == "idle")

    let part = try fixture.call("database.graph", ["collaboration": "x"])
    #expect(Self.keys(part, "organization") == Set(organizations) && Self.keys(part, "collaboration").count == 1)
    #expect(try fixture.call("database.graph", ["collaboration": "1"]) == part)
    #expect(try fixture.refusal("database.graph", ["collaboration": "9"]).kind == "not_found")
    #expect(try fixture.refusal("database.graph", ["collaboration": "none"]).kind == "not_found")
    #expect(try fixture.refusal("database.graph", ["collaboration": "x", "task": 1]).kind == "invalid")
    #expect(try fixture.refusal("database.graph", ["task": 1]).kind == "not_found")
  }

  @Test("shows a task with its results and what it started", arguments: [Sample.sample2, .sample3, .sample4])
  func task(sample: Sample) throws {
    var fixture = try Fixture(sample)
    let answer = try fixture.call("database.graph", ["task": 1])
    Self.expectSound(answer)
    func collect(_ task: JSON, _ found: inout (tasks: Set<String>, results: Set<String>)) {
      found.tasks.insert("task_\(task["id"]?.integer ?? 0)")
      for result in task["results"]?.array ?? [] { found.results.insert("result_\(result["id"]?.integer ?? 0)") }
      for child in task["children"]?.array ?? [] { collect(child, &found) }
    }
    var found: (tasks: Set<String>, results: Set<String>) = ([], [])
    collect(try fixture.call("task.tree", ["id": 1]), &found)
    #expect(Self.keys(answer, "task") == found.tasks && Self.keys(answer, "result") == found.results)
    #expect(!found.results.isEmpty)
    let states = answer["records"]?.array?.filter { $0["entity"] == "result" }.map { $0["state"]?.string } ?? []
    #expect(states.allSatisfy { $0 != nil }, "\(states)")
    if sample == .sample2 { #expect(Set(states).isSubset(of: ["finished", "not finished"])) }
  }

  @Test("a picture that nobody could look at is refused, with what makes it smaller")
  func limit() throws {
    var fixture = try Fixture()
    try fixture.call("collaboration.create", ["values": ["name": "x"]])
    let connection = try PlainSession(fixture.path)
    let number = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "
    try connection.run("\(number)INSERT INTO organization (name) SELECT 'org ' || i FROM n", [.integer(4_998)])
    #expect(try fixture.call("database.graph")["records"]?.array?.count ?? 0 >= 4_999)
    try connection.run("\(number)INSERT INTO organization (name) SELECT 'more ' || i FROM n", [.integer(2)])
    let refusal = try fixture.refusal("database.graph")
    #expect(refusal.kind == "limit" && refusal.hint?.contains("'collaboration'") == true, "\(refusal)")
    #expect(try fixture.call("database.graph", ["collaboration": "x"])["records"]?.array?.count == 1)
    try connection.run("DELETE FROM organization")
    // A server limits what is in an index, as names are.
    try connection.run(
      "\(number)INSERT INTO organization (name) SELECT ?2 || i FROM n",
      [.integer(4_900), .text(String(repeating: "x", count: 2_000))])
    #expect(try fixture.refusal("database.graph").kind == "limit")
  }
}
