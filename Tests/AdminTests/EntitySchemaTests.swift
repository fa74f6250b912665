import JSON
import JSONRPC
import TestData
import TestProduct
import Testing

/// The schemas of an entity say what the daemon takes: no less, and what they refuse it refuses.
@Suite("The schemas of an entity") struct EntitySchemaTests {
  private static func schema(_ name: String, _ contract: borrowing Contract) throws -> JSON {
    try #require(contract.document["components"]?["schemas"]?[name], "no schema '\(name)'")
  }

  private static func fits(_ value: JSON, _ schema: JSON, _ checker: SchemaChecker) -> Bool {
    checker.findings(value, schema) == []
  }

  private static func entities(_ contract: inout Contract) throws -> [JSON] {
    try contract.fixture.call("rpc.describe")["entities"]?.array ?? []
  }

  /// The kind of the refusal; nil for a call that is answered.
  private static func refusal(_ method: String, _ params: JSON, _ contract: inout Contract) throws -> String? {
    do {
      try contract.fixture.call(method, params)
      return nil
    } catch let error as RPCError { return error.kind }
  }

  @Test("a condition has the operators that the daemon takes for its field, and no others")
  func operators() throws {
    var contract = try Contract(of: .withLicence)
    let checker = SchemaChecker(document: contract.document)
    let values: [String: JSON] = ["like": "a%", "null": true]
    for entity in try Self.entities(&contract) {
      let name = entity["name"]?.string ?? ""
      let schema = try Self.schema("\(name)_where", contract)
      for field in entity["fields"]?.array ?? [] {
        let of = field["name"]?.string ?? ""
        for comparison in ["eq", "ne", "lt", "le", "gt", "ge", "in", "like", "null"] {
          let value = values[comparison] ?? Self.value(of: field)
          let condition = JSON.object(
            JSON.Object([
              .init(of, .object(JSON.Object([.init(comparison, comparison == "in" ? [value, nil] : value)])))
            ]))
          let isTaken = try Self.refusal("\(name).list", ["where": condition], &contract) == nil
          #expect(Self.fits(condition, schema, checker) == isTaken, "\(name) \(condition)")
        }
        let plain = JSON.object(JSON.Object([.init(of, nil)]))
        let isTaken = try Self.refusal("\(name).list", ["where": plain], &contract) == nil
        #expect(Self.fits(plain, schema, checker) == isTaken, "\(name) \(plain)")
      }
    }
  }

  private static func value(of field: JSON) -> JSON {
    switch field["kind"]?.string {
    case "integer": 1
    case "boolean": true
    case "moment": "2026-01-31T09:30:00Z"
    case "enumeration": field["values"]?[0] ?? .null
    default: "YWJj"
    }
  }

  @Test("a condition may lead across relations, and combine others")
  func trees() throws {
    var contract = try Contract()
    let checker = SchemaChecker(document: contract.document)
    let calls: [(String, JSON, Bool)] = [
      ("user", ["organization": 1], true), ("user", ["organization": "north"], true),
      ("user", ["organization": ["name": ["like": "n%"]]], true), ("user", ["organization": ["in": [1, 2]]], true),
      ("user", ["organization.country": "Belgium", "roles.count": ["gt": 1]], true),
      ("user", ["or": [["username": "anna"], ["not": ["email": nil]]]], true),
      ("user", ["rules": "node:own:view"], true), ("user", ["roles": nil], true),
      ("user", ["nobody": 1], false), ("user", ["username": ["equals": "x"]], false), ("user", ["or": []], false),
      ("user", ["username": 1], false), ("user", ["roles.count": "many"], false), ("user", ["not": 1], false),
    ]
    for (entity, condition, isRight) in calls {
      let schema = try Self.schema("\(entity)_where", contract)
      #expect(Self.fits(condition, schema, checker) == isRight, "\(condition)")
      let refusal = try Self.refusal("\(entity).list", ["where": condition], &contract)
      #expect((refusal == nil) == isRight, "\(condition)")
    }
  }

  @Test("fields and orders name what the daemon shows and sorts by")
  func names() throws {
    var contract = try Contract(of: .withLicence)
    let checker = SchemaChecker(document: contract.document)
    for entity in try Self.entities(&contract) {
      let name = entity["name"]?.string ?? ""
      let members = (entity["fields"]?.array ?? []) + (entity["relations"]?.array ?? [])
      let plain =
        members.compactMap { $0["name"]?.string } + ["id", "seq", "nothing"] + (entity["log"] == true ? [] : ["etag"])
      let paths = plain.flatMap { [$0, "\($0).count", "\($0).id"] }
      for (parameter, names) in [("fields", paths), ("order", paths.flatMap { [$0, "-\($0)"] })] {
        let schema = try Self.schema("\(name)_\(parameter)", contract)
        for path in names {
          let list = JSON.array([.string(path)])
          let params = JSON.object(JSON.Object([.init(parameter, list)]))
          let isTaken = try Self.refusal("\(name).list", params, &contract) == nil
          // The end of a path is the other entity's.
          if isTaken || !path.contains(".") {
            #expect(Self.fits(list, schema, checker) == isTaken, "\(name) \(parameter) \(path)")
          }
        }
        #expect(Self.fits("id,nothing", schema, checker))
      }
    }
  }

  @Test("what a new record needs is required, and what is not read-only may be given")
  func values() throws {
    var contract = try Contract(of: .withLicence)
    let offered = contract.methodNames
    let entities = try Self.entities(&contract).filter { offered.contains("\($0["name"]?.string ?? "").create") }
    #expect(entities.count > 10)
    for entity in entities {
      let name = entity["name"]?.string ?? ""
      let members = (entity["fields"]?.array ?? []) + (entity["relations"]?.array ?? [])
      let required = members.filter { $0["required"] == true }.compactMap { $0["name"] }
      let new = try Self.schema("\(name)_new", contract)
      #expect((new["required"]?.array ?? []) == required, "\(name)")
      let values = try Self.schema("\(name)_values", contract)
      let writable = members.filter { $0["readonly"] != true }.compactMap { $0["name"]?.string }
      #expect((values["properties"]?.object?.members ?? []).map(\.key) == writable, "\(name)")
    }
  }

  @Test("null is what an update takes where the schema has it, and refuses where it has not")
  func nullable() throws {
    var contract = try Contract()
    let checker = SchemaChecker(document: contract.document)
    try contract.call("organization.create", ["values": ["name": "north"]])
    try contract.call("user.create", ["values": ["username": "anna", "organization": "north"]])
    try contract.call("node.create", ["values": ["name": "machine", "organization": "north"]])
    for (name, key) in [("organization", "name"), ("user", "username"), ("node", "name")] {
      let record = try contract.fixture.call("\(name).list", ["limit": 1])["items"]?[0]?["id"] ?? .null
      let values = try Self.schema("\(name)_values", contract)
      for member in values["properties"]?.object?.members ?? [] {
        let nothing = JSON.object(JSON.Object([.init(member.key, nil)]))
        let refusal = try Self.refusal(
          "\(name).update", ["id": record, "values": nothing, "dry_run": true, "accept": []], &contract)
        #expect((refusal == nil) == Self.fits(nothing, values, checker), "\(name) \(nothing) \(key)")
      }
    }
  }

  @Test("references and changes of lists are written in every form that the schema has")
  func references() throws {
    var contract = try Contract()
    let checker = SchemaChecker(document: contract.document)
    try contract.call("organization.create", ["values": ["name": "north"]])
    for organization: JSON in [1, "north", ["id": 1], ["name": "north"], ["id": 1, "name": "north"], nil] {
      try contract.call("user.create", ["values": ["username": "anna", "organization": organization]])
      for roles: JSON in [["Viewer"], ["add": ["Researcher"], "remove": [["name": "Viewer"]]], ["add": []], nil] {
        try contract.call("user.update", ["username": "anna", "values": ["roles": roles, "rules": [1]]])
      }
      try contract.call("user.delete", ["username": "anna", "dependents": "detach"])
    }
    let schema = try Self.schema("user_values", contract)
    let wrong: [JSON] = [
      ["roles": "Viewer"], ["roles": ["set": []]], ["organization": ["nme": "north"]], ["organization": [1]],
      ["organization": true], ["username": 1], ["nme": "x"],
    ]
    for values in wrong { #expect(!Self.fits(values, schema, checker), "\(values)") }
  }
}
