import JSON
import JSONRPC
import TestData
import Testing

@Suite struct WhereTests {
  private static func ids(_ fixture: inout Fixture, _ entity: String, _ condition: JSON) throws -> [Int64] {
    let params: JSON = ["where": condition, "fields": ["id"], "count": true, "limit": 1_000]
    let answer = try fixture.call("\(entity).list", params)
    let ids = answer["items"]?.array?.compactMap { $0["id"]?.integer } ?? []
    #expect(answer["total"]?.integer == Int64(ids.count), "\(condition)")
    return ids
  }

  private static let cases: [(String, JSON, [Int64])] = [
    // Text.
    ("organization", ["name": "IKNL"], [2]), ("organization", ["name": ["eq": "IKNL"]], [2]),
    ("organization", ["name": ["ne": "IKNL"]], [1, 3, 4]), ("organization", ["name": ["lt": "J"]], [2]),
    ("organization", ["name": ["le": "IKNL"]], [2]), ("organization", ["name": ["gt": "a"]], [1]),
    ("organization", ["name": ["ge": "root"]], [1]),
    ("organization", ["name": ["in": ["IKNL", "root", "x"]]], [1, 2]),
    ("organization", ["name": ["in": []]], []), ("organization", ["name": ["like": "%org%"]], [3]),
    ("organization", ["name": ["like": "I_NL"]], [2]), ("organization", ["name": "iknl"], []),
    ("organization", ["domain": nil], [1]), ("organization", ["domain": ["eq": nil]], [1]),
    ("organization", ["domain": ["ne": nil]], [2, 3, 4]), ("organization", ["domain": ["null": true]], [1]),
    ("organization", ["domain": ["null": false]], [2, 3, 4]), ("organization", ["address1": ""], [4]),
    ("organization", ["domain": ["ne": "iknl.nl"]], [1, 3, 4]),
    ("organization", ["domain": ["in": [nil, "iknl.nl"]]], [1, 2]),
    ("organization", ["name": ["ge": "I", "lt": "S"]], [2]), ("organization", ["name": "Zoë Örg 🏢"], [4]),
    ("organization", ["public_key": ["null": true]], [1]), ("organization", ["public_key": nil], [1]),
    // Numbers and ids.
    ("task", ["id": 3], [3]), ("task", ["id": ["gt": 3]], [4, 5]), ("task", ["run_id": 1], [1, 2]),
    ("task", ["job_id": ["ge": 3]], [4, 5]), ("task", ["run_id": ["in": [1, 4]]], [1, 2, 5]),
    ("user", ["failed_login_attempts": ["ne": 0]], [2]),
    // Booleans.
    ("collaboration", ["encrypted": true], [2]), ("collaboration", ["encrypted": ["ne": true]], [1]),
    ("role", ["is_default_role": false], [8]), ("collaboration", ["encrypted": ["in": [true, false]]], [1, 2]),
    // Moments, with an offset and as a date.
    ("result", ["finished_at": ["ge": "2024-02-03T05:08:00+01:00"]], [2, 7, 8]),
    ("result", ["started_at": ["lt": "2024-02-04", "gt": "2024-02-03T04:06:00Z"]], [2, 3, 7, 8]),
    ("result", ["cleanup_at": "2024-03-03"], [1]),
    // Enumerations: the word, the stored name, the short value.
    ("rule", ["name": "node", "scope": "organization", "operation": "view"], [3]),
    ("rule", ["name": "node", "scope": "org", "operation": "v"], [3]),
    ("rule", ["name": "node", "scope": "ORGANIZATION", "operation": ["in": ["VIEW"]]], [3]),
    // To-one relations: by id, natural key, object, path.
    ("user", ["organization": 2], [2]), ("user", ["organization": "IKNL"], [2]),
    ("user", ["organization": ["name": "IKNL"]], [2]), ("user", ["organization": ["id": 2]], [2]),
    ("user", ["organization.name": "IKNL"], [2]), ("user", ["organization.id": ["ge": 2]], [2, 3]),
    ("user", ["organization": nil], [4]), ("user", ["organization": ["null": false]], [1, 2, 3]),
    ("user", ["organization": ["in": [1, 2]]], [1, 2]), ("user", ["organization": ["in": ["IKNL", "root"]]], [1, 2]),
    ("user", ["organization": ["ne": "IKNL"]], [1, 3, 4]), ("task", ["parent.parent": nil], [1, 2, 3, 4, 5]),
    ("task", ["parent.name": "average"], [2]), ("task", ["init_org": "IKNL", "study": "study-1"], [3]),
    ("user", ["organization": ["domain": ["like": "%.nl"]]], [2]),
    ("node", ["collaboration.organizations.name": "Zoë Örg 🏢", "organization": 2], [7]),
    // To-many relations: one row fulfils it.
    ("user", ["roles": "Root"], [1]), ("user", ["roles": 4], [2, 3]), ("user", ["roles.name": ["like": "cust%"]], [3]),
    ("user", ["roles": nil], [4]), ("user", ["roles": ["null": false]], [1, 2, 3]),
    ("user", ["rules": "user:global:view"], []), ("user", ["rules": 3], [2]),
    ("organization", ["users": "john"], [2]), ("organization", ["collaborations": "ZEPPELIN"], [2, 3]),
    ("organization", ["collaborations.count": 2], [2, 3]), ("organization", ["nodes.count": ["gt": 1]], [2, 3]),
    ("organization", ["collaborations.nodes.organization": 4], [2, 3, 4]),
    ("task", ["results.status": "failed"], [4]), ("task", ["results": nil], [5]), ("task", ["children": 2], [1]),
    ("task", ["databases.database": "other"], [1]), ("task", ["database": "other"], [1]),
    ("task", ["database": nil], [2, 3, 4, 5]),
    // What is derived.
    ("task", ["status": "completed"], [1, 5]), ("task", ["complete": false], [2, 3]),
    ("result", ["complete": true], [1, 2, 7, 8]),
    // The joined table.
    ("node", ["status": "online"], [5]), ("node", ["last_seen": ["lt": "2024-01-01"]], [6]),
    ("node", ["ip": nil], [6, 7, 8, 9]), ("node_config", ["node.status": "online"], [1, 2]),
    // Trees.
    ("organization", ["or": [["name": "IKNL"], ["name": "root"]]], [1, 2]),
    ("organization", ["and": [["id": ["gt": 1]], ["id": ["lt": 4]]]], [2, 3]),
    ("organization", ["not": ["name": "IKNL"]], [1, 3, 4]),
    ("organization", ["not": ["domain": "iknl.nl"]], [1, 3, 4]),
    ("organization", ["or": [["id": 1], ["not": ["or": [["id": 2], ["id": 1]]]]], "id": ["ne": 4]], [1, 3]),
    ("organization", ["not": [:]], []), ("organization", [:], [1, 2, 3, 4]),
    ("organization", ["and": [[:]]], [1, 2, 3, 4]),
    // What a caller says is never SQL.
    ("organization", ["name": "' OR 1=1 --"], []), ("organization", ["name": ["like": "%' OR '1'='1"]], []),
    ("organization", ["name": ["in": ["\"; DROP TABLE user; --", "IKNL"]]], [2]),
    ("organization", ["name": "a\0b"], []),
  ]

  @Test("every operator, on every kind, finds the rows that it should")
  func operators() throws {
    var fixture = try Fixture(.sample4)
    for (entity, condition, wanted) in Self.cases {
      #expect(try Self.ids(&fixture, entity, condition) == wanted, "\(entity) \(condition)")
    }
  }

  @Test("older files have the same conditions, by either generation's names")
  func generations() throws {
    for sample in [Sample.sample2, .sample3] {
      var fixture = try Fixture(sample)
      #expect(try Self.ids(&fixture, "task", ["initiator": "IKNL"]) == [1, 2, 3, 4, 5])
      #expect(try Self.ids(&fixture, "task", ["init_org": "IKNL", "job_id": 1]) == [1, 2])
      #expect(try Self.ids(&fixture, "task", ["database": "default"]) == [1, 2, 3, 4, 5])
      #expect(try Self.ids(&fixture, "run", ["task": 3]) == [4, 5, 6])
      #expect(try Self.ids(&fixture, "task", ["runs.organization": 4]) == [3])
      #expect(try Self.ids(&fixture, "task", ["complete": false]) == [2, 3])
      try expectRefusal(
        "invalid", "'study'", "not in this database", of: "task.list", ["where": ["study": 1]], on: &fixture)
    }
  }

  @Test("damaged values are found by null only, and never fail a list", .onFiles("a server refuses such rows"))
  func damaged() throws {
    var fixture = try Fixture(.damaged)
    #expect(try Self.ids(&fixture, "node", ["collaboration.name": "PIPELINE"]) == [7, 8, 9])
    #expect(try Self.ids(&fixture, "node", ["collaboration": 999]) == [5])
    #expect(try Self.ids(&fixture, "collaboration", ["organizations": "IKNL"]) == [1, 2])
    #expect(try Self.ids(&fixture, "collaboration", ["organizations.count": 3]) == [1, 2])
    #expect(try Self.ids(&fixture, "task", ["parent": 5]) == [5])
    #expect(try Self.ids(&fixture, "user", ["status": nil]) == [1, 2, 3, 4, 501])
  }

  private static let refused: [(String, JSON, String, [String])] = [
    ("organization", ["nmae": "x"], "invalid", ["'nmae'", "did you mean 'name'"]),
    ("organization", ["name": ["eqq": "x"]], "invalid", ["'eqq'", "did you mean 'eq'"]),
    ("organization", ["name": 3], "invalid", ["'name'", "text"]),
    ("organization", ["name": ["lt": nil]], "invalid", ["'lt'"]),
    ("organization", ["name": ["in": "x"]], "invalid", ["list"]),
    ("organization", ["name": [:]], "invalid", ["'name'"]),
    ("organization", ["name": ["null": 1]], "invalid", ["true or false"]),
    ("organization", ["name": ["like": 1]], "invalid", ["pattern"]),
    ("organization", ["name": ["a"]], "invalid", ["a list"]),
    ("organization", ["name.length": 1], "invalid", ["not a relation"]),
    ("organization", ["users.nope": 1], "invalid", ["'nope'"]),
    ("organization", ["users.count.x": 1], "invalid", ["'x'"]),
    ("organization", ["": 1], "invalid", ["''"]), ("organization", [".": 1], "invalid", []),
    ("organization", ["name; DROP TABLE user": 1], "invalid", ["unknown field"]),
    ("organization", ["\"name\"": 1], "invalid", ["unknown field"]),
    ("organization", ["and": []], "invalid", ["'and'"]), ("organization", ["or": [1]], "invalid", ["object"]),
    ("organization", ["not": 1], "invalid", ["object"]), ("organization", [1], "invalid", ["'where'"]),
    ("organization", "name = 1", "invalid", ["'where'"]),
    ("collaboration", ["encrypted": 1], "invalid", ["true or false"]),
    ("task", ["id": "3"], "invalid", ["whole number"]),
    ("task", ["id": ["like": "3%"]], "invalid", ["'like'"]),
    ("task", ["run_id": .number(1.5)], "invalid", ["whole number"]),
    ("task", ["created_at": "yesterday"], "invalid", ["a moment"]),
    ("task", ["created_at": "2024-02-30"], "invalid", ["a moment"]),
    ("rule", ["scope": "globul"], "invalid", ["did you mean 'global'"]),
    ("rule", ["scope": ["gt": "own"]], "invalid", ["'scope' has no order", "'gt'", "'eq'"]),
    ("user", ["rules.operation": ["le": "view"]], "invalid", ["'operation' has no order"]),
    ("collaboration", ["encrypted": ["lt": true]], "invalid", ["'encrypted' has no order"]),
    ("collaboration", ["encrypted": ["ge": nil]], "invalid", ["'encrypted' has no order"]),
    ("user", ["password": "x"], "invalid", ["null"]), ("user", ["otp_secret": ["like": "J%"]], "invalid", ["null"]),
    ("node", ["api_key": ["ne": "x"]], "invalid", ["null"]),
    ("user", ["rules": "node:view"], "invalid", ["name:scope:operation"]),
    ("organization", ["public_key": "x"], "invalid", ["null"]),
    ("result", ["task": "average"], "invalid", ["id of a task"]),
    ("user", ["organization": true], "invalid", []), ("user", ["organization": ["nope": 1]], "invalid", ["'nope'"]),
  ]

  @Test("what is no condition is refused, in words")
  func refusals() throws {
    var fixture = try Fixture(.sample4)
    for (entity, condition, kind, words) in Self.refused {
      let refusal = try fixture.refusal("\(entity).list", ["where": condition])
      #expect(refusal.kind == kind, "\(condition)")
      for word in words { #expect(refusal.message.contains(word), "\(condition): \(refusal.message)") }
    }
    #expect(try Self.ids(&fixture, "organization", [:]).count == 4)
  }

  @Test("a secret can be asked for null only")
  func secrets() throws {
    var fixture = try Fixture(.sample4)
    #expect(try Self.ids(&fixture, "user", ["otp_secret": ["null": false]]) == [2])
    #expect(try Self.ids(&fixture, "user", ["password": nil]) == [])
  }

  @Test("hostile trees are refused by their size, never by a fault")
  func hostile() throws {
    var fixture = try Fixture(.sample4)
    func nested(_ count: Int, _ wrap: (JSON) -> JSON) -> JSON {
      (0..<count).reduce(["id": 1]) { tree, _ in wrap(tree) }
    }
    var trees: [(String, JSON)] = [
      ("organization", nested(40) { ["not": $0] }), ("organization", nested(60) { ["and": [$0]] }),
      ("task", [.init(repeating: "parent.", count: 300) + "id": 1]),
      ("organization", [.init(repeating: "users.organization.", count: 200) + "id": 1]),
      ("organization", nested(60) { ["users": ["organization": $0]] }),
      ("organization", ["id": ["in": .array((0..<5_000).map { .integer($0) })]]),
    ]
    for word in ["and", "or"] {
      trees.append(("organization", [word: .array((0..<20_000).map { ["id": .integer($0)] })]))
      trees.append(
        (
          "organization",
          [word: .array((0..<3_000).map { ["id": ["in": .array((0..<20).map { .integer($0) }), "gt": .integer($0)]] })]
        )
      )
    }
    for (entity, tree) in trees {
      let refusal = try fixture.refusal("\(entity).list", ["where": tree])
      #expect(["limit", "invalid"].contains(refusal.kind), "\(refusal.kind ?? ""): \(refusal.message)")
    }
    // What is large and sensible works.
    let many: JSON = ["or": .array((0..<200).map { ["id": .integer($0)] })]
    #expect(try Self.ids(&fixture, "organization", many) == [1, 2, 3, 4])
    // At each depth there is an answer or a refusal, also round the longest term.
    for core in [["status": "completed"], ["id": ["ne": 0, "in": [1, 2, 3, 4, 5]]]] as [JSON] {
      let wraps: [(JSON) -> JSON] = [
        { ["not": $0] }, { ["or": [["id": 0], $0], "id": ["gt": 0]] }, { ["parent": $0] }, { ["children": $0] },
        { ["or": [["id": 0], ["results": ["task": $0]]]] },
      ]
      for wrap in wraps {
        for depth in 1...25 {
          let tree = (0..<depth).reduce(core) { tree, _ in wrap(tree) }
          do { _ = try fixture.call("task.list", ["where": tree]) } catch let error as RPCError {
            #expect(error.kind == "limit", "\(depth) \(tree): \(error.message)")
          }
        }
      }
    }
    let thousand: JSON = ["id": ["in": .array((0..<1_000).map { .integer($0) })]]
    #expect(try Self.ids(&fixture, "organization", thousand) == [1, 2, 3, 4])
    #expect(try Self.ids(&fixture, "organization", nested(5) { ["and": [["not": ["not": $0]]]] }) == [1])
  }
}
