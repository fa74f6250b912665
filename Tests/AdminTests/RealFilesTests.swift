import Admin
import Catalogue
import Engine
import JSON
import Store
import TestData
import Testing

/// Every list of every real file, compared with what plain SQL says.
@Suite struct RealFilesTests {
  @Test("each entity is compared: what the real server keeps of it is written down")
  func complete() {
    #expect(Set(ExpectedEntity.all.map(\.name)) == Set(Vantage6.entities.map(\.name)))
  }

  /// All items, page by page.
  private static func pages(
    _ fixture: inout Fixture, _ entity: String, _ params: JSON, limit: Int64
  ) throws -> (items: [JSON], total: Int64?, warnings: [String]) {
    var params = params.object ?? JSON.Object()
    params["limit"] = .integer(limit)
    params["count"] = true
    var items: [JSON] = []
    var answer: JSON
    repeat {
      answer = try fixture.call("\(entity).list", .object(params))
      let page = answer["items"]?.array ?? []
      #expect(page.count <= limit)
      items += page
      params["after"] = answer["next"]
    } while answer["next"]?.isNull == false
    return (items, answer["total"]?.integer, answer["warnings"]?.array?.compactMap(\.string) ?? [])
  }

  private static func record(_ item: JSON) -> Expectation.Record {
    var record = Expectation.Record()
    for member in item.object?.members ?? [] {
      if member.key == "damaged" {
        record.damaged = Set(member.value.array?.compactMap(\.string) ?? [])
      } else {
        record.members[member.key] = member.value
      }
    }
    return record
  }

  private static func compare(
    _ items: [JSON], _ expected: [Expectation.Record], _ place: String
  ) {
    #expect(items.count == expected.count, "\(place)")
    for (item, wanted) in zip(items, expected) {
      let shown = record(item)
      #expect(shown.damaged == wanted.damaged, "\(place) \(item["id"] ?? .null)")
      #expect(Set(shown.members.keys) == Set(wanted.members.keys), "\(place) \(item["id"] ?? .null)")
      for (name, value) in wanted.members {
        #expect(shown.members[name] == value, "\(place) \(item["id"] ?? .null).\(name)")
      }
    }
  }

  @Test("every list shows what plain SQL says", arguments: Sample.ofEngine)
  func lists(sample: Sample) throws {
    let folder = try TemporaryFolder()
    let plain = try Expectation(file: PlainFile(folder.copy(of: sample)))
    var fixture = try Fixture(sample)
    for entity in ExpectedEntity.all {
      guard let table = plain.table(of: entity) else {
        #expect(try fixture.refusal("\(entity.name).list").kind == "invalid", "\(entity.name)")
        continue
      }
      let place = "\(sample.rawValue) \(entity.name)"
      let rows = Int64(plain.file.rows(table).count)
      for limit in [2, 7, 1_000] as [Int64] {
        let list = try Self.pages(&fixture, entity.name, ["where": nil], limit: limit)
        #expect(list.total == rows, "\(place)")
        Self.compare(list.items, plain.records(of: entity, large: false, many: false), place)
      }
      let names = plain.names(of: entity, large: true, many: true)
      let whole = try Self.pages(
        &fixture, entity.name, ["fields": .array(names.map { .string($0) }), "where": [:]], limit: 3)
      Self.compare(whole.items, plain.records(of: entity, large: true, many: true), place)
    }
  }

  @Test("a record reads the same alone as in a list", arguments: Sample.ofEngine)
  func gets(sample: Sample) throws {
    let folder = try TemporaryFolder()
    let plain = try Expectation(file: PlainFile(folder.copy(of: sample)))
    var fixture = try Fixture(sample)
    for entity in ExpectedEntity.all where plain.table(of: entity) != nil {
      for wanted in plain.records(of: entity, large: true, many: true) {
        let id = wanted.members["id"] ?? .null
        let shown = Self.record(try fixture.call("\(entity.name).get", ["id": id]))
        #expect(shown.damaged == wanted.damaged, "\(entity.name) \(id)")
        #expect(shown.members["etag"]?.string?.isEmpty == false)
        // Columns of others are no part of the server's own record.
        for (name, value) in shown.members where !["etag", "warnings"].contains(name) && !name.hasPrefix("x:") {
          // A list cuts a long relation, a single record does not.
          if wanted.members[name]?.array?.count == 101 { continue }
          #expect(value == wanted.members[name], "\(entity.name) \(id).\(name)")
        }
      }
    }
  }

  @Test("rows left in an older table are told, once, and only there", arguments: Sample.ofEngine)
  func leftovers(sample: Sample) throws {
    var fixture = try Fixture(sample)
    let isUpgraded = sample == .upgraded2to4 || sample == .upgraded3to4
    let warnings = try fixture.call("result.list")["warnings"]?.array ?? []
    #expect(warnings.count == (isUpgraded ? 1 : 0))
    if isUpgraded { #expect(warnings.first?.string?.hasPrefix("8 result records") == true) }
    #expect(try fixture.call("organization.list")["warnings"] == nil)
  }

  @Test("damage is marked where it is, and healthy values beside it are shown", .onFiles("a server refuses such rows"))
  func damage() throws {
    var fixture = try Fixture(.damaged)
    #expect(try fixture.call("node.get", ["id": 5])["collaboration"] == ["id": 999, "missing": true])
    #expect(try fixture.call("user.get", ["id": 4])["organization"] == ["id": 555, "missing": true])
    let collaboration = try fixture.call("collaboration.get", ["id": 1])
    #expect(collaboration["encrypted"] == .null)
    #expect(collaboration["damaged"] == ["encrypted"])
    #expect(
      collaboration["organizations"] == [
        ["id": 2, "name": "IKNL"], ["id": 3, "name": "Small Organization"], ["id": 999, "missing": true],
      ])
    let ghost = try fixture.call("user.get", ["username": "ghost"])
    #expect(ghost["damaged"] == ["status", "last_seen", "ip", "type"])
    #expect(ghost["id"] == 501)
    let result = try fixture.call("result.get", ["id": 6])
    #expect(result["assigned_at"] == .null && result["damaged"] == ["assigned_at"] && result["status"] == "weird")
    #expect(try fixture.call("result.get", ["id": 5])["damaged"] == ["input"])
    #expect(try fixture.call("organization.get", ["id": 3])["damaged"] == ["public_key"])
    let roles = try fixture.call("user.get", ["id": 1])["roles"]
    #expect(roles == [["id": 1, "name": "Root"], ["id": 999, "missing": true]])
    #expect(
      try fixture.call("user.list", ["fields": ["roles.count"], "where": ["id": 1]])["items"] == [
        ["roles": ["count": 2]]
      ])
  }

  @Test("what is damaged in many rows of a relation is named once", .onFiles("a server refuses such rows"))
  func damagedRelations() throws {
    var fixture = try Fixture(.damaged)
    do {
      let connection = try PlainSession(fixture.path)
      try connection.run("UPDATE run SET assigned_at = 'broken', task_id = x'00' WHERE task_id = 3")
      try connection.run("UPDATE run SET assigned_at = 5 WHERE task_id = 4")
    }
    let task = try fixture.call("task.get", ["id": 4, "fields": ["results.assigned_at", "results.id"]])
    #expect(task["damaged"] == ["results.assigned_at"])
    #expect(task["results"] == [["assigned_at": nil, "id": 7], ["assigned_at": nil, "id": 8]])
    let list = try fixture.call("result.list", ["fields": ["task", "id"], "where": ["id": ["in": [4, 5, 6]]]])
    for item in list["items"]?.array ?? [] { #expect(item["task"] == .null && item["damaged"] == ["task"]) }
    #expect(list["items"]?.array?.count == 3)
  }

  @Test(
    "tables, columns and rows that nobody knows survive writes to the same rows", .onFiles("a server refuses such rows")
  )
  func unknown() throws {
    var fixture = try Fixture(.damaged)
    do {
      let connection = try PlainSession(fixture.path)
      try connection.run("UPDATE organization SET later_column = 'kept' WHERE id IN (2, 3)")
    }
    _ = try fixture.call("organization.update", ["id": 2, "values": ["domain": "new.example"]])
    _ = try fixture.call("organization.create", ["values": ["name": "Another"]])
    _ = try fixture.call("task.update", ["id": 2, "values": ["name": "renamed"]])
    let after = try PlainFile(fixture.path)
    #expect(after.row("organization", 2)?["later_column"] == .text("kept"))
    #expect(after.row("organization", 2)?["domain"] == .text("new.example"))
    #expect(after.row("organization", 3)?["later_column"] == .text("kept"))
    #expect(after.row("task", 2)?["collaboration_id"] == .integer(777))
    #expect(after.rows("someone_elses") == [["a": .integer(1), "b": .integer(2)]])
  }
}
