import Engine
import JSON
import JSONRPC
import TestData
import Testing

@Suite struct PagingTests {
  /// The ids of all pages; `between` may change the file after each page.
  private static func walk(
    _ fixture: inout Fixture, _ entity: String, _ order: JSON, limit: Int64, where condition: JSON = [:],
    between: (Int, borrowing String) throws -> Void = { _, _ in }
  ) throws -> [Int64] {
    var (ids, after, page): ([Int64], JSON, Int) = ([], .null, 0)
    repeat {
      let params: JSON = [
        "order": order, "limit": .integer(limit), "after": after, "fields": ["id"], "where": condition,
      ]
      let answer = try fixture.call("\(entity).list", params)
      ids += answer["items"]?.array?.compactMap { $0["id"]?.integer } ?? []
      after = answer["next"] ?? .null
      try between(page, fixture.path)
      page += 1
      try #require(page < 1_000)
    } while !after.isNull
    return ids
  }

  private static let orders: [(String, JSON, String)] = [
    ("organization", [], "id"), ("organization", "name", "name, id"), ("organization", "-name", "name DESC, id"),
    ("organization", ["domain", "-id"], "domain, id DESC"), ("organization", ["-domain"], "domain DESC, id"),
    ("organization", ["address1", "address2", "name"], "address1, address2, name, id"),
    ("organization", ["-address2", "zipcode"], "address2 DESC, zipcode, id"), ("organization", "-id", "id DESC"),
    ("result", "organization", "organization_id, id"),
    ("result", ["-organization", "-status"], "organization_id DESC, status DESC, id"),
    ("result", ["finished_at", "-started_at"], "finished_at, started_at DESC, id"),
    ("result", "-finished_at", "finished_at DESC, id"),
    ("result", "task.name", "(SELECT name FROM task WHERE task.id = task_id), id"),
    (
      "result", "-task.collaboration.name",
      "(SELECT c.name FROM task t JOIN collaboration c ON c.id = t.collaboration_id WHERE t.id = task_id) DESC, id"
    ),
    ("result", "assigned_at", "assigned_at, id"), ("result", "-input", "input DESC, id"),
    (
      "node", ["status", "-last_seen"],
      "(SELECT status FROM authenticatable a WHERE a.id = node.id), (SELECT last_seen FROM authenticatable a WHERE a.id = node.id) DESC, id"
    ),
    ("collaboration", "-encrypted", "encrypted DESC, id"),
    (
      "user", ["organization.name", "-username"],
      "(SELECT name FROM organization o WHERE o.id = organization_id), username DESC, id"
    ),
    (
      "organization", "-users.count",
      "(SELECT count(*) FROM user u WHERE u.organization_id = organization.id) DESC, id"
    ),
    ("rule", ["operation", "-scope"], "CAST(operation AS TEXT), CAST(scope AS TEXT) DESC, id"),
    ("role", "description,-name", "description, name DESC, id"),
    ("task", ["database", "-status"], ""),
  ]

  @Test(
    "pages of every size and direction give every row once, in SQL's order",
    arguments: [Sample.sample4, .damaged, .imported4].filter(\.isThere))
  func orders(sample: Sample) throws {
    var fixture = try Fixture(sample)
    for (entity, order, sql) in Self.orders {
      let table = entity == "result" ? "run" : entity
      let connection = try PlainSession(fixture.path)
      let whole = try Self.walk(&fixture, entity, order, limit: 1_000)
      if !sql.isEmpty {
        let wanted = try connection.rows("SELECT id FROM \"\(table)\" ORDER BY \(Self.withNullsFirst(sql))")
          .compactMap(\.first?.integer)
        #expect(whole == wanted, "\(entity) \(order)")
      }
      for limit in [1, 2, 3] as [Int64] where entity != "rule" || limit == 3 {
        #expect(try Self.walk(&fixture, entity, order, limit: limit) == whole, "\(entity) \(order) \(limit)")
      }
    }
  }

  /// Nulls are the least values, which a server has to be told.
  private static func withNullsFirst(_ order: String) -> String {
    guard TestEngine.current == .postgresql else { return order }
    return order.split(separator: ", ").map { $0 + ($0.hasSuffix(" DESC") ? " NULLS LAST" : " NULLS FIRST") }
      .joined(separator: ", ")
  }

  @Test("values of every storage class keep their place between pages", .onFiles("a server's columns have a type"))
  func storageClasses() throws {
    var fixture = try Fixture(.sample4)
    do {
      let connection = try PlainSession(fixture.path)
      let values: [SQLValue] = [
        .null, .integer(5), .real(2.5), .text("text"), .text(""), .text("10"), .blob([]), .blob([0, 255]),
        .text("a\0b"),
        .malformedText([0x61, 0xFF]), .integer(.max), .integer(.min), .real(-0.0), .real(1e300), .text("é"),
        .text("e\u{301}"),
      ]
      for (place, value) in values.enumerated() {
        try connection.run("INSERT INTO run (status, started_at, blob_storage_used) VALUES (?1, ?1, ?1)", [value])
        try connection.run(
          "INSERT INTO algorithmport (port, label) VALUES (?1, ?2)", [value, .integer(Int64(place % 3))])
      }
    }
    let connection = try PlainSession(fixture.path)
    for (entity, table, columns) in [
      ("result", "run", ["status", "started_at", "blob_storage_used"]),
      ("algorithm_port", "algorithmport", ["port", "label"]),
    ] {
      for column in columns {
        for (order, direction) in [(column, ""), ("-" + column, " DESC")] {
          let wanted = try connection.rows("SELECT id FROM \(table) ORDER BY \(column)\(direction), id")
            .compactMap(\.first?.integer)
          for limit in [1, 2, 5] as [Int64] {
            #expect(
              try Self.walk(&fixture, entity, .string(order), limit: limit) == wanted, "\(entity) \(order) \(limit)")
          }
        }
      }
    }
  }

  @Test("rows that come and go between pages are neither shown twice nor hide others")
  func changes() throws {
    for (order, isDescending) in [("name", false), ("-name", true)] {
      var fixture = try Fixture(generation: 4)
      for name in ["b", "d", "f", "h", "j", "l"] {
        _ = try fixture.call("organization.create", ["values": ["name": .string(name)]])
      }
      let ids = try Self.walk(&fixture, "organization", .string(order), limit: 2) { page, path in
        guard page == 0 else { return }
        let connection = try PlainSession(path)
        // Behind the cursor, at it, and ahead of it.
        try connection.run("INSERT INTO organization (name) VALUES (?1)", [.text(isDescending ? "m" : "a")])
        try connection.run("DELETE FROM organization WHERE name = ?1", [.text(isDescending ? "j" : "d")])
        try connection.run("DELETE FROM organization WHERE name = ?1", [.text(isDescending ? "h" : "f")])
        try connection.run("INSERT INTO organization (name) VALUES ('e')")
      }
      let names = try ids.map { id in
        try PlainSession(fixture.path)
          .value("SELECT name FROM organization WHERE id = ?1", [.integer(id)])?.text ?? "gone"
      }
      #expect(names == (isDescending ? ["l", "gone", "f", "e", "d", "b"] : ["b", "gone", "e", "h", "j", "l"]))
      #expect(Set(ids).count == ids.count)
    }
  }

  @Test("conditions, counts and pages go together")
  func conditions() throws {
    var fixture = try Fixture(.sample4)
    #expect(
      try Self.walk(&fixture, "result", "-finished_at", limit: 1, where: ["task.initiator": "IKNL", "complete": true])
        == [8, 7, 2, 1])
    let page = try fixture.call(
      "result.list", ["where": ["complete": true], "limit": 1, "count": true, "order": "-id"])
    #expect(page["total"] == 4 && page["items"]?[0]?["id"] == 8)
    let next = try fixture.call(
      "result.list",
      ["where": ["complete": true], "limit": 1, "count": true, "order": "-id", "after": page["next"] ?? .null])
    #expect(next["total"] == 4 && next["items"]?[0]?["id"] == 7)
    #expect(try fixture.call("result.list", ["limit": 8])["next"] == .null)
    #expect(try fixture.call("result.list", ["limit": 7])["next"]?.string != nil)
    #expect(
      try fixture.call("result.list", ["where": ["id": 99], "count": true]) == ["items": [], "next": nil, "total": 0])
  }

  @Test("a cursor belongs to its order and its entity, and cannot be made up")
  func cursors() throws {
    var fixture = try Fixture(.sample4)
    let next = try fixture.call("organization.list", ["order": "name", "limit": 1])["next"]?.string ?? ""
    for (entity, order) in [
      ("organization", "-name"), ("organization", "id"), ("organization", "domain"), ("role", "name"),
    ] {
      try expectRefusal(
        "invalid", "'after'", of: "\(entity).list", ["order": .string(order), "after": .string(next)], on: &fixture)
    }
    var texts = [
      "", "x", "!!!", String(next.dropLast()), next + "A", "bnVsbA", "W10", "null",
      String(repeating: "A", count: 100_000),
    ]
    for json in [
      "[\"organization:name\"]", "[\"organization:name\",1]", "[\"organization:name\",{},1]",
      "[\"organization:name\",[\"a\"],1]", "[\"organization:name\",1.5,2]", "[\"organization:name\",true,1]",
      "{\"organization:name\":1}",
      "[\"organization:name\",{\"real\":\"zz\"},1]", "[\"organization:name\",1,2,3]",
    ] {
      texts.append(Base64.encodeURL(Array(json.utf8)))
    }
    for text in texts {
      try expectRefusal(
        "invalid", "'after'", of: "organization.list", ["order": "name", "after": .string(text)], on: &fixture)
    }
    // Made up, but of the right shape: a place in the order like any other, and never SQL.
    let forged = Base64.encodeURL(Array("[\"organization:name\",\"x' OR 1=1 --\",0]".utf8))
    #expect(try fixture.call("organization.list", ["order": "name", "after": .string(forged)])["items"] == [])
  }

  @Test("what is no order or limit is refused, in words")
  func refusals() throws {
    var fixture = try Fixture(.sample4)
    let refused: [(JSON, String, String)] = [
      (["order": "nmae"], "invalid", "did you mean 'name'"), (["order": "users"], "invalid", "'users.count'"),
      (["order": "users.name"], "invalid", "'users.count'"), (["order": "name.x"], "invalid", "not a relation"),
      (["order": "--name"], "invalid", "unknown field"), (["order": ""], "", ""),
      (["order": ["", "name"]], "invalid", "''"),
      (["order": 1], "invalid", "list of names"), (["order": [1]], "invalid", "list of names"),
      (["order": ["a": 1]], "invalid", "list of names"),
      (["order": ["name", "id", "domain", "country", "zipcode", "address1", "address2"]], "invalid", "at most"),
      (["order": "name; DROP TABLE user"], "invalid", "unknown field"),
      (["order": "name DESC"], "invalid", "unknown field"),
      (["limit": 0], "invalid", "'limit'"), (["limit": -1], "invalid", "'limit'"),
      (["limit": 1_001], "limit", "'limit'"),
      (["limit": .integer(.max)], "limit", "'limit'"), (["limit": "5"], "invalid_params", "whole number"),
      (["limit": .number(1.5)], "invalid_params", "whole number"), (["after": 5], "invalid_params", "text"),
      (["count": 1], "invalid_params", "true or false"), (["offset": 5], "invalid_params", "'offset'"),
      (["fileds": []], "invalid_params", "did you mean 'fields'"),
    ]
    for (params, kind, word) in refused where !kind.isEmpty {
      let refusal = try fixture.refusal("organization.list", params)
      #expect(refusal.kind == kind && refusal.message.contains(word), "\(params): \(refusal.message)")
    }
    for order in ["password", "organization.users.count", "-otp_secret"] {
      #expect(
        try order == "organization.users.count"
          ? fixture.call("user.list", ["order": .string(order)])["items"] != nil
          : fixture.refusal("user.list", ["order": .string(order)]).message.contains("secret"))
    }
    // As many names as there may be, of the longest terms.
    let order: JSON = ["status", "database", "finished_at", "complete", "results.count", "-name"]
    #expect(try Self.walk(&fixture, "task", order, limit: 1).count == 5)
  }
}
