import JSON
import TestData

// The records that the contract is tried on.
extension ContractTests {
  typealias Specimen = (entity: String, values: JSON, change: JSON)

  /// Values with references to records that were made before, and more than what is required.
  static let values: [Specimen] = [
    (
      "organization", ["name": "Alpha", "public_key": .string(Base64.encode(Array(PublicKeys.rsa.utf8)))],
      ["domain": "a.example"]
    ),
    ("collaboration", ["name": "Trial", "organizations": ["Alpha"]], ["encrypted": false]),
    ("study", ["name": "Cohort", "collaboration": "Trial"], ["organizations": ["add": ["Alpha"]]]),
    ("algorithm_store", ["url": "https://shop.example", "collaboration": "Trial"], ["name": "shop"]),
    ("role", ["name": "auditor", "rules": [1, 2]], ["rules": ["remove": [1]]]),
    (
      "user", ["username": "ada", "password": "Secret-1!", "organization": "Alpha", "roles": ["auditor"]],
      ["email": "ada@a.example", "is_service_account": true, "rules": [3]]
    ),
    ("node", ["name": "machine", "organization": "Alpha", "collaboration": "Trial"], ["status": "online"]),
    ("node_config", ["node": "machine", "key": "k"], ["value": "v"]),
    ("task", ["name": "t", "collaboration": "Trial", "initiator": "Alpha", "database": "default"], ["name": nil]),
    ("task_database", ["task": 1, "database": "other"], ["parameters": "{}", "position": 2]),
    ("result", ["task": 1, "organization": "Alpha", "input": "x"], ["finished_at": "2026-01-01"]),
    ("algorithm_port", ["result": 1, "port": 8_888], ["label": "http"]),
    ("session", ["name": "work", "owner": "ada", "collaboration": "Trial"], ["scope": "collaboration"]),
    ("dataframe", ["name": "people", "session": "work"], ["last_session_task": 1]),
    ("column", ["name": "age", "dataframe": "people", "node": "machine"], ["dtype": "int64"]),
    ("dataframe_note", ["dataframe_name": "old", "session": "work", "node": "machine"], ["dataframe_name": "older"]),
  ]

  /// The entities as the service describes them.
  static func described(_ contract: inout Contract) throws -> [JSON] {
    try contract.fixture.call("rpc.describe")["entities"]?.array ?? []
  }

  /// Those of above, and for each other entity what its description requires; what is required by reference is the first
  /// record.
  static func specimens(_ contract: inout Contract) throws -> [Specimen] {
    let described = try described(&contract)
    let others = described.filter { entity in !values.contains { entity["name"] == .string($0.entity) } }
    let ours = values.map { one in
      (one.entity, known(one.values, one.entity, described), known(one.change, one.entity, described))
    }
    return ours
      + others.map { entity in
        var required = JSON.Object([])
        for field in entity["fields"]?.array ?? [] where field["required"] == true {
          required[field["name"]?.string ?? ""] = specimen(of: field)
        }
        for relation in entity["relations"]?.array ?? [] where relation["required"] == true {
          required[relation["name"]?.string ?? ""] = 1
        }
        let free = entity["fields"]?.array?.first { $0["required"] == nil && $0["readonly"] == nil }
        let change = free.map { JSON.Object([.init($0["name"]?.string ?? "", specimen(of: $0))]) }
        return (entity["name"]?.string ?? "", .object(required), .object(change ?? JSON.Object([])))
      }
  }

  /// Those of the values that this layout has.
  static func known(_ values: JSON, _ entity: String, _ described: [JSON]) -> JSON {
    guard let entity = described.first(where: { $0["name"]?.string == entity }) else { return values }
    let members = (entity["fields"]?.array ?? []) + (entity["relations"]?.array ?? [])
    let names = Set(members.compactMap { $0["name"]?.string })
    return .object(JSON.Object((values.object?.members ?? []).filter { names.contains($0.key) }))
  }

  static func specimen(of field: JSON) -> JSON {
    switch field["kind"]?.string {
    case "integer": 1
    case "boolean": true
    case "moment": "2026-01-01"
    case "enumeration": field["values"]?[0] ?? .null
    default: .string("a \(field["name"]?.string ?? "")")
    }
  }
}
