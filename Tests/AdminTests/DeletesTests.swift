import Engine
import JSON
import JSONRPC
import TestData
import Testing

@Suite struct DeletesTests {
  private static func foreign(_ fixture: borrowing Fixture, _ statements: String...) throws {
    let connection = try PlainSession(fixture.path)
    for statement in statements { try connection.run(statement) }
  }

  @Test("a record that others depend on is not deleted, and they are counted and named")
  func refuse() throws {
    var fixture = try Fixture(.sample4)
    let before = try Dump.text(fixture.path, now: "")
    let refusal = try fixture.refusal("organization.delete", ["name": "IKNL"])
    #expect(refusal.kind == "constraint" && refusal.data?["id"] == 2)
    #expect(
      refusal.message == "organization 'IKNL' is still referred to by 1 user, 1 role, 2 nodes, 5 tasks, 4 results, "
        + "2 collaborations, 1 study")
    #expect(refusal.hint?.contains("'detach'") == true && refusal.hint?.contains("'delete'") == true)
    #expect(
      refusal.data?["dependents"]?[0] == ["entity": "user", "count": 1, "ids": [2], "names": ["john"], "parts": 1])
    let tasks = refusal.data?["dependents"]?[3]
    #expect(tasks?["entity"] == "task" && tasks?["count"] == 5 && tasks?["ids"] == [1, 2, 3, 4, 5])
    #expect(tasks?["names"] == ["average", "subtask", "waiting", "failed one", "no results"])
    try expectRefusal("constraint", "2 node configs", of: "node.delete", ["id": 5], on: &fixture)
    try expectRefusal("constraint", "1 user", of: "role.delete", ["name": "Root"], on: &fixture)
    try expectRefusal("constraint", "5 tasks", of: "user.delete", ["username": "john"], on: &fixture)
    try expectRefusal(
      "invalid_params", "'dependents'", of: "user.delete", ["id": 4, "dependents": "cascade"], on: &fixture)
    #expect(try Dump.text(fixture.path, now: "") == before)
  }

  @Test("what belongs to a record is no reason to keep it, and goes with it")
  func owned() throws {
    var fixture = try Fixture(.sample4)
    #expect(
      try fixture.call("user.delete", ["username": "jane"]) == [
        "deleted": [["entity": "user", "count": 1, "ids": [3], "names": ["jane"]]], "detached": [],
      ])
    let made = try fixture.call("task.create", ["values": ["collaboration": 1, "database": "default"]])
    let answer = try fixture.call("task.delete", ["id": made["id"] ?? .null])
    #expect(answer["deleted"]?.array?.compactMap { $0["entity"]?.string } == ["task", "task_database"])
    let file = try PlainFile(fixture.path)
    #expect(file.rows("Permission", where: "user_id", is: 3).isEmpty && file.row("authenticatable", 3) == nil)
    #expect(Danglers.all(in: file) == [])
  }

  @Test("detach unlinks what the real server unlinks, and says so")
  func detach() throws {
    var fixture = try Fixture(.sample4)
    let answer = try fixture.call("organization.delete", ["name": "IKNL", "dependents": "detach"])
    #expect(answer["deleted"] == [["entity": "organization", "count": 1, "ids": [2], "names": ["IKNL"]]])
    #expect(
      answer["detached"]?.array?.compactMap { $0["entity"]?.string } == [
        "user", "role", "node", "task", "result", "collaboration", "study",
      ])
    let file = try PlainFile(fixture.path)
    #expect(file.row("user", 2)?["organization_id"] == .null && file.row("task", 1)?["init_org_id"] == .null)
    #expect(file.rows("Member", where: "organization_id", is: 2).isEmpty)
    #expect(Danglers.all(in: file) == [])
  }

  @Test("delete takes the parts of a record with it, unlinks the rest, and says both")
  func tree() throws {
    var fixture = try Fixture(.sample4)
    let answer = try fixture.call("collaboration.delete", ["name": "ZEPPELIN", "dependents": "delete"])
    let deleted = Dictionary(
      uniqueKeysWithValues: (answer["deleted"]?.array ?? []).map { ($0["entity"]?.string ?? "", $0["ids"] ?? .null) })
    #expect(deleted["collaboration"] == [1] && deleted["task"]?.array?.count == 2 && deleted["node"]?.array?.count == 2)
    #expect(deleted["result"]?.array?.count == 3 && deleted["node_config"]?.array?.count == 2)
    #expect(
      deleted["task_database"]?.array?.count == 2 && deleted["algorithm_port"] == [1]
        && deleted["algorithm_store"] == [1])
    #expect(deleted["organization"] == nil && deleted["user"] == nil)
    #expect(answer["deleted"]?[0]?["entity"] == "collaboration")
    #expect(Danglers.all(in: try PlainFile(fixture.path)) == [])
    // A user's tasks are no part of the user.
    let user = try fixture.call("user.delete", ["username": "john", "dependents": "delete"])
    #expect(user["deleted"] == [["entity": "user", "count": 1, "ids": [2], "names": ["john"]]])
    #expect(user["detached"]?[0]?["entity"] == "task")
  }

  @Test("circles of parents end", arguments: ["detach", "delete"])
  func circles(dependents: String) throws {
    var fixture = try Fixture(.sample4)
    try Self.foreign(
      fixture, "UPDATE task SET parent_id = 3 WHERE id = 1", "UPDATE task SET parent_id = 2 WHERE id = 3",
      "UPDATE task SET parent_id = 4 WHERE id = 4")
    let answer = try fixture.call("task.delete", ["id": 1, "dependents": .string(dependents)])
    let tasks = answer["deleted"]?[0]
    #expect(tasks?["entity"] == "task")
    #expect(tasks?["ids"]?.array?.compactMap(\.integer).sorted() == (dependents == "delete" ? [1, 2, 3] : [1]))
    #expect(Danglers.all(in: try PlainFile(fixture.path)) == [])
    // A task that is its own parent stands in nobody's way.
    _ = try fixture.call("task.delete", ["id": 4, "dependents": .string(dependents)])
    #expect(Danglers.all(in: try PlainFile(fixture.path)) == [])
  }

  @Test("a task that is its own parent is deleted like any other", .onFiles("a server refuses such rows"))
  func ownParent() throws {
    var fixture = try Fixture(.damaged)
    let answer = try fixture.call("task.delete", ["id": 5])
    #expect(answer["deleted"] == [["entity": "task", "count": 1, "ids": [5], "names": ["no results"]]])
  }

  @Test(
    "rows in the tables of an older generation are dependents too",
    arguments: [Sample.upgraded2to4, .upgraded3to4].filter(\.isThere))
  func older(sample: Sample) throws {
    var fixture = try Fixture(sample)
    let refusal = try fixture.refusal("task.delete", ["id": 4])
    #expect(refusal.kind == "constraint" && refusal.message.contains("2 results"))
    let organization = try fixture.refusal("organization.delete", ["name": "IKNL"])
    #expect(organization.message.contains("5 tasks") && organization.message.contains("4 results"))
    let before = Danglers.all(in: try PlainFile(fixture.path))
    for (entity, id) in [("task", 4), ("task", 1), ("organization", 2)] as [(String, Int64)] {
      for dependents in ["detach", "delete"] {
        if dependents == "detach" {
          _ = try fixture.call("\(entity).delete", ["id": .integer(id), "dependents": "detach", "dry_run": true])
        } else {
          _ = try fixture.call("\(entity).delete", ["id": .integer(id), "dependents": "delete"])
        }
        #expect(Danglers.all(in: try PlainFile(fixture.path)) == before)
      }
    }
    #expect(try PlainFile(fixture.path).rows("result", where: "task_id", is: 4).isEmpty)
  }

  @Test(
    "no delete leaves a reference that leads nowhere",
    arguments: [Sample.sample2, .sample3, .sample4, .damaged, .upgraded3to4].filter(\.isThere))
  func noDanglers(sample: Sample) throws {
    var fixture = try Fixture(sample)
    let before = Set(Danglers.all(in: try PlainFile(fixture.path)))
    let start = try Dump.text(fixture.path, now: "")
    for entity in ExpectedEntity.all where entity.name != "rule" {
      guard let list = try? fixture.call("\(entity.name).list", ["fields": "id"]) else { continue }
      for item in list["items"]?.array ?? [] {
        let id = item["id"] ?? .null
        for dependents in ["refuse", "detach", "delete"] {
          let params: JSON = ["id": id, "dependents": .string(dependents), "dry_run": true, "accept": .everything]
          do { _ = try fixture.call("\(entity.name).delete", params) } catch let error as RPCError {
            #expect(dependents == "refuse" && error.kind == "constraint", "\(entity.name) \(id) \(error.message)")
          }
        }
      }
    }
    #expect(try Dump.text(fixture.path, now: "") == start)
    // One after another, until hardly anything is left.
    for (place, entity) in ExpectedEntity.all.enumerated() where entity.name != "rule" {
      guard let list = try? fixture.call("\(entity.name).list", ["fields": "id"]) else { continue }
      for item in list["items"]?.array ?? [] {
        let dependents: JSON = (place + Int(item["id"]?.integer ?? 0)) % 2 == 0 ? "detach" : "delete"
        do {
          _ = try fixture.call(
            "\(entity.name).delete", ["id": item["id"] ?? .null, "dependents": dependents, "accept": .everything])
        } catch let error as RPCError { #expect(error.kind == "not_found") }
        let now = Set(Danglers.all(in: try PlainFile(fixture.path)))
        #expect(now.isSubset(of: before), "\(entity.name) \(item): \(now.subtracting(before))")
      }
    }
    let file = try PlainFile(fixture.path)
    #expect(["organization", "user", "node", "task"].allSatisfy { file.rows($0).isEmpty })
  }

  @Test(
    "what dangles in a damaged file does not keep a record from being deleted", .onFiles("a server refuses such rows"))
  func damaged() throws {
    var fixture = try Fixture(.damaged)
    let ghost = try fixture.call("user.delete", ["username": "ghost"])
    #expect(ghost["deleted"] == [["entity": "user", "count": 1, "ids": [501], "names": ["ghost"]]])
    // A pair that stands twice, or whose partner is gone, goes too.
    let answer = try fixture.call("collaboration.delete", ["name": "ZEPPELIN", "dependents": "detach"])
    #expect(answer["detached"]?.array?.first { $0["entity"] == "organization" } == nil)
    #expect(try PlainFile(fixture.path).rows("Member", where: "collaboration_id", is: 1).isEmpty)
    let role = try fixture.call("role.delete", ["name": "Root", "dependents": "detach", "accept": ["default_role"]])
    #expect(role["detached"] == [["entity": "user", "count": 1, "ids": [1], "names": ["root"]]])
    #expect(try PlainFile(fixture.path).rows("Permission", where: "role_id", is: 1).isEmpty)
  }

  @Test("a delete checks the etag, and a second one finds nothing")
  func etag() throws {
    var fixture = try Fixture(.sample4)
    let etag = try fixture.call("user.get", ["id": 4])["etag"] ?? .null
    _ = try fixture.call("user.update", ["id": 4, "values": ["email": "new@example.org"]])
    let refusal = try fixture.refusal("user.delete", ["id": 4, "if_match": etag])
    #expect(refusal.kind == "conflict" && refusal.data?["fields"] == ["email"])
    _ = try fixture.call("user.delete", ["id": 4, "if_match": refusal.data?["etag"] ?? .null])
    try expectRefusal("not_found", "no user 4", of: "user.delete", ["id": 4], on: &fixture)
  }
}
