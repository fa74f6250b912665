import Admin
import Glibc
import JSON
import JSONRPC
import Linux
import TestData
import TestProduct
import Testing

/// Every method is called as its description says, and answers as its description says.
@Suite struct ContractTests {
  /// The methods that entities have in common, on records that refer to each other.
  private static func exerciseEntities(_ contract: inout Contract) throws {
    let specimens = try specimens(&contract)
    for (entity, values, change) in specimens where contract.offers("\(entity).create") {
      let made = try contract.call("\(entity).create", ["values": values])
      let id = try #require(made["id"])
      try contract.call("\(entity).update", ["id": id, "values": change, "if_match": made["etag"] ?? .null])
      try contract.call("\(entity).update", ["id": id, "values": change, "dry_run": true])
      try exercisePut(entity, values, &contract)
      let keys: JSON = ["entity": .string(entity), "keys": [id], "values": change, "if_count": 1, "dry_run": true]
      #expect(try contract.call("records.update", keys)["matched"] == 1)
    }
    for names in try described(&contract) {
      let entity = try #require(names["name"]?.string)
      let number = names["number"]?.string ?? "id"
      let list = try contract.call("\(entity).list", ["count": true, "limit": 2, "order": .string("-" + number)])
      #expect(list["items"]?.array?.isEmpty == false, "\(entity)")
      let id = JSON.object(JSON.Object([.init(number, try #require(list["items"]?[0]?[number]))]))
      let fields = (names["fields"]?.array ?? []).filter { $0["secret"] != true }
      let paths = fields.compactMap { $0["name"] } + (names["relations"]?.array ?? []).compactMap { $0["name"] }
      try contract.call("\(entity).list", ["fields": .array(paths)])
      let counts = (names["relations"]?.array ?? []).filter { $0["many"] == true }.compactMap { $0["name"]?.string }
      if !counts.isEmpty {
        try contract.call("\(entity).list", ["fields": .array(counts.map { .string("\($0).count") })])
      }
      try contract.call("\(entity).get", id)
      var some = try #require(id.object)
      some["fields"] = .string(names["log"] == true ? number : "id,etag")
      try contract.call("\(entity).get", .object(some))
    }
    for (entity, _, _) in specimens.reversed() where contract.offers("\(entity).delete") {
      let list = try contract.call("\(entity).list", ["order": "-id", "limit": 1])
      let id = try #require(list["items"]?[0]?["id"])
      try contract.call("\(entity).delete", ["id": id, "dependents": "delete", "dry_run": true])
      let keys: JSON = [
        "entity": .string(entity), "keys": [id, 1_000_000], "dependents": "delete", "skip_missing": true,
        "dry_run": true,
      ]
      #expect(try contract.call("records.delete", keys)["matched"] == 1)
      try contract.call("\(entity).delete", ["id": id, "dependents": "delete"])
    }
  }

  private static func exercisePut(_ entity: String, _ values: JSON, _ contract: inout Contract) throws {
    guard contract.offers("\(entity).put") else { return }
    for isNew in entity == "organization" ? [false, true] : [false] {
      var params = JSON.Object()
      for name in try described(&contract).first(where: { $0["name"]?.string == entity })?["key"]?.array ?? [] {
        let text = values[name.string ?? ""]?.string ?? ""
        params[name.string ?? ""] = .string(isNew ? text + "2" : text)
      }
      params["values"] = .object(JSON.Object((values.object?.members ?? []).filter { params[$0.key] == nil }))
      params["dry_run"] = true
      params["accept"] = []
      let answer = try contract.call("\(entity).put", .object(params))
      #expect(answer["created"] == .bool(isNew), "\(entity)")
    }
  }

  private static func exerciseRPC(_ contract: inout Contract) throws {
    #expect(try contract.call("rpc.ping") == "pong")
    try contract.call("rpc.hello", ["program": "test/1", "on_behalf_of": "somebody"])
    try contract.call("rpc.describe")
    try contract.call("rpc.describe", ["entity": "user"])
    try contract.call("rpc.describe", ["brief": true])
    try contract.call("rpc.discover")
  }

  private static func exerciseAudit(_ contract: inout Contract) throws {
    let calls: JSON = [
      ["method": "organization.create", "params": ["values": ["name": "Beta"]]],
      ["method": "organization.update", "params": ["id": ["$ref": "0.id"], "values": ["domain": "b.example"]]],
    ]
    try contract.call("transaction.run", ["calls": calls, "dry_run": true])
    try contract.call("transaction.run", ["calls": calls])
    let list = try contract.call("audit.list", ["count": true, "where": ["entity": "org"], "limit": 1])
    let seq = try #require(list["items"]?[0]?["seq"])
    try contract.call("audit.get", ["seq": seq])
    #expect(try contract.call("audit.find", ["entity": "org", "name": "Beta"]) == ["deletions": []])
    try contract.call("audit.undo", ["seq": seq, "dry_run": true])
    try contract.call("audit.undo", ["seq": seq])
    try contract.call("role.sync_defaults", ["dry_run": true])
    #expect(try contract.call("role.sync_defaults") == ["rules": [], "roles": [], "changed": []])
  }

  private static func exerciseWatch(_ contract: inout Contract) throws {
    let last = try #require(contract.call("audit.list", ["limit": 1])["items"]?[0]?["seq"]?.integer)
    let started = try contract.call("watch.start", ["entities": ["org", "user"]])
    let history = try #require(started["history"])
    #expect(started == ["seq": .integer(last), "history": history])
    let isHere = contract.fixture.daemon == nil
    if isHere { #expect(contract.fixture.caller.subscription?.entities == ["organization", "user"]) }
    #expect(
      try contract.call("watch.start", ["since": 1, "history": history]) == ["seq": 1, "history": history])
    if isHere { #expect(contract.fixture.caller.subscription?.entities == nil) }
    for params: JSON in [
      ["entities": ["usr"]], ["entities": []], ["entities": [1]], ["since": -1], ["since": 1_000_000],
    ] {
      #expect(try contract.fixture.refusal("watch.start", params).kind == "invalid", "\(params)")
    }
    #expect(try contract.call("watch.stop") == ["watched": true])
    #expect(try contract.call("watch.stop") == ["watched": false])
    #expect(try contract.call("rpc.cancel", ["id": 7]) == ["cancelled": false])
    try contract.call("database.status")
    try contract.call("database.sizes", ["hold": true])
    for isDry in [true, false] {
      try contract.call("database.compact", ["dry_run": .bool(isDry)])
      try contract.call(
        "result.clean", ["older_than": "2026-01-31", "keep_input": .bool(isDry), "dry_run": .bool(isDry)])
    }
    #expect(try contract.call("database.checks")["checks"]?.array?.isEmpty == false)
    try contract.call("database.check")
    try contract.call("database.check", ["checks": ["integrity"], "severity": "error", "stuck": 1, "limit": 2])
    try exerciseBackup(&contract)
    try exerciseCopy(&contract)
    let migration: JSON = ["to": 4, "copy": false, "dry_run": true]
    // There is nothing newer than version 5.
    let isOlder = !contract.offers("session.list")
    if isOlder { #expect(try contract.call("database.migrate", migration)["to"] == 4) }
    if !isOlder { #expect(try contract.refusal("database.migrate", migration).kind == "invalid") }
    try exerciseRepair(&contract)
    try exerciseExchange(&contract)
    try contract.call("audit.prune", ["keep": 3, "dry_run": true])
    try contract.call("audit.prune", ["keep": 3])
    // Transactions stay whole. Files were restored meanwhile, so that other changes are the last ones there.
    #expect(try contract.call("audit.list", ["count": true])["total"] == (TestEngine.current == .sqlite ? 4 : 5))
    #expect(try contract.fixture.refusal("watch.start", ["since": 1]).data?["oldest"] != nil)
  }

  private static func exerciseRepair(_ contract: inout Contract) throws {
    let params: JSON = [
      "checks": ["cycle", "stuck_result"], "set": ["stuck_result=kill"], "stuck": 3, "limit": 5, "hold": true,
      "dry_run": true,
    ]
    #expect(try contract.call("database.repair", params)["checked"] == 3)
  }

  private static func exerciseVerbs(_ contract: inout Contract) throws {
    for (entity, values, _) in try specimens(&contract).prefix(9) where contract.offers("\(entity).create") {
      try contract.call("\(entity).create", ["values": values])
    }
    let user: JSON = ["username": "ada"]
    func with(_ key: JSON, _ more: JSON) -> JSON {
      .object(JSON.Object((key.object?.members ?? []) + (more.object?.members ?? [])))
    }
    #expect(try contract.call("user.permissions", user)["rules"]?.array?.isEmpty == false)
    let may = try contract.call("user.can", with(user, ["resource": "node", "scope": "global", "operation": "view"]))
    #expect(may == ["can": true, "from": ["auditor"], "at_least": true])
    if contract.offers("user.set_password") {
      try contract.call("user.check_password", with(user, ["password": "no"]))
      let weak = try contract.call("user.set_password", with(user, ["password": "weak"]))
      #expect(weak["warnings"]?.array?.count == 1)
      #expect(
        try contract.fixture.refusal("user.set_password", with(user, ["password": "weak", "strict": true])).kind
          == "invalid")
    }
    for method in ["user.unblock", "user.reset_two_factor"] where contract.offers(method) {
      try contract.call(method, user)
    }
    if contract.offers("node.reset_api_key") {
      let key = try #require(contract.call("node.reset_api_key", ["name": "machine"])["api_key"])
      try contract.call("node.check_api_key", ["name": "machine", "api_key": key])
      try contract.call("node.find_by_api_key", ["api_key": key])
    }
    for entity in ["user", "node"] where contract.offers("\(entity).link") {
      let key = entity == "user" ? user : ["name": "machine"]
      let account: JSON = ["keycloak_id": .string("0f8fad5b-d9cb-469f-a165-70867728950\(entity.count)")]
      #expect(try contract.call("\(entity).link", with(key, account))["keycloak_id"] == account["keycloak_id"])
      #expect(try contract.call("\(entity).unlink", key)["keycloak_id"] == .null)
    }
    if contract.offers("user.relink") {
      let realm: JSON = [
        "realm": "r", "users": [["id": "0f8fad5b-d9cb-469f-a165-708677289500", "username": "ada"]], "clients": [],
      ]
      #expect(try contract.call("user.relink", ["realm_export": realm])["warnings"]?.array?.count == 1)
    }
    let task = try #require(contract.call("task.list", ["order": "-id", "limit": 1])["items"]?[0]?["id"])
    try contract.fixture.call("result.create", ["values": ["task": task, "organization": "Alpha"]])
    try contract.call("task.next_run_id")
    #expect(try contract.call("task.tree", ["id": task])["results"]?.array?.count == 1)
    #expect(try contract.call("database.graph", ["task": task])["records"]?.array?.count == 2)
    #expect(try contract.call("database.graph", ["collaboration": "Trial"])["links"]?.array?.count == 2)
    try contract.call("task.kill", ["id": task, "dry_run": true])
    #expect(try contract.call("task.kill", ["id": task])["killed"]?.array?.count == 1)
    #expect(try contract.call("task.tree", ["id": task])["complete"] == true)
  }

  @Test("every method answers as it is described, and none was left out", arguments: [2, 3, 4, 5])
  func methods(generation: Int) throws {
    var contract = try Contract(generation: generation)
    try Self.exercise(&contract)
  }

  @Test("so do those of an entity of which the tests know nothing")
  func newEntity() throws {
    var contract = try Contract(of: .withLicence)
    try Self.exercise(&contract)
    #expect(contract.exercised.contains("licence.update"))
  }

  private static let socket = getenv("CONTRACT_SOCKET").map { String(cString: $0) }

  @Test(
    "a daemon behind a socket answers every method as it is described",
    .enabled(if: socket != nil, "CONTRACT_SOCKET names no daemon: only the tests of the service have one"))
  func daemon() throws {
    var contract = try Contract(socket: try #require(Self.socket))
    try Self.exercise(&contract)
  }

  private static func exerciseBackup(_ contract: inout Contract) throws {
    let file = SentFile(try NamelessFile.make(in: contract.fixture.folder.path))
    guard TestEngine.current == .sqlite else { return try refuseBackup(&contract, file) }
    try contract.call("database.backup", ["hold": true], file: file)
    try contract.call("database.verify", ["name": "backup"], file: file)
    for isDry in [true, false] {
      let params: JSON = ["name": "backup", "server_stopped": true, "dry_run": .bool(isDry)]
      try contract.call("database.restore", params, file: file)
    }
  }

  /// To a server, if this process may start one, and to a file.
  private static func exerciseCopy(_ contract: inout Contract) throws {
    let file = SentFile(try NamelessFile.make(in: contract.fixture.folder.path))
    if contract.fixture.daemon == nil {
      let server = try PostgreSQLServer.shared.database()
      for isDry in [true, false] {
        let params: JSON = ["to": .string(server.uri), "hold": true, "dry_run": .bool(isDry)]
        #expect(try contract.call("database.copy", params)["hindrances"] == [])
      }
    }
    guard TestEngine.current == .sqlite else { return _ = try contract.call("database.copy", file: file) }
    #expect(try contract.refusal("database.copy", file: file).kind == "invalid")
  }

  /// A server's databases are backed up with its own tools.
  private static func refuseBackup(_ contract: inout Contract, _ file: SentFile) throws {
    for (method, params) in [
      ("database.backup", [:]), ("database.verify", ["name": "backup"]),
      ("database.restore", ["name": "backup", "server_stopped": true]),
    ] as [(String, JSON)] {
      #expect(try contract.refusal(method, params, file: file).kind == "invalid", "\(method)")
    }
  }

  private static func exerciseExchange(_ contract: inout Contract) throws {
    let file = SentFile(try NamelessFile.make(in: contract.fixture.folder.path))
    let some: JSON = ["entities": ["organization"], "where": ["id": 1], "with_secrets": true, "hold": true]
    try contract.call("database.export", some, file: file)
    let params: JSON = ["update": true, "roles": ["Viewer"], "accept": ["root"], "dry_run": true]
    #expect(try contract.call("database.import", params, file: file)["dry_run"] == true)
    let declared: JSON = [
      "name": "export", "prune": true, "entities": ["organization"], "where": ["name": "none"], "roles": ["Viewer"],
    ]
    let plan = try contract.call("database.apply", declared, file: file)["plan"] ?? .null
    try contract.call("database.apply", ["plan": plan], file: file)
  }

  private static func exercise(_ contract: inout Contract) throws {
    // A new file of 2.x lacks the role that its server makes with the first user.
    try contract.call("role.sync_defaults")
    try Self.exerciseRPC(&contract)
    try Self.exerciseEntities(&contract)
    try Self.exerciseAudit(&contract)
    try Self.exerciseWatch(&contract)
    try Self.exerciseVerbs(&contract)
    // A new method belongs here: call it above, in a function for its domain.
    #expect(contract.methodNames.subtracting(contract.exercised).sorted() == [])
    #expect(contract.methodNames.count > 40)
  }

  @Test("records of every real file fit their schema, damaged ones too", arguments: Sample.ofEngine)
  func records(sample: Sample) throws {
    var contract = try Contract(sample)
    for described in try Self.described(&contract) where described["log"] != true {
      let entity = described["name"]?.string ?? ""
      for item in try contract.call("\(entity).list", ["limit": 1_000])["items"]?.array ?? [] {
        try contract.call("\(entity).get", ["id": item["id"] ?? .null])
      }
    }
  }

  @Test("the document is OpenRPC: required members, unique names, no broken reference", arguments: [2, 3, 4, 5])
  func document(generation: Int) throws {
    let contract = try Contract(generation: generation)
    let document = contract.document
    #expect(document["openrpc"]?.string?.hasPrefix("1.") == true)
    #expect(document["info"]?["title"]?.string?.isEmpty == false)
    #expect(document["info"]?["version"]?.string?.isEmpty == false)
    let names = contract.methods.compactMap { $0["name"]?.string }
    #expect(names.count == contract.methods.count && Set(names).count == names.count)
    for method in contract.methods {
      let name = method["name"]?.string ?? ""
      #expect(method["summary"]?.string?.hasSuffix(".") == true, "\(name)")
      #expect(method["result"]?["name"]?.string != nil && method["result"]?["schema"] != nil, "\(name)")
      let params = try #require(method["params"]?.array, "\(name)")
      let paramNames = params.compactMap { $0["name"]?.string }
      #expect(paramNames.count == params.count && Set(paramNames).count == params.count, "\(name)")
      for param in params {
        #expect(param["schema"]?.object != nil && param["description"]?.string?.hasSuffix(".") == true, "\(name)")
      }
      #expect(["either", "by-name", "by-position"].contains(method["paramStructure"]?.string), "\(name)")
    }
    let checker = SchemaChecker(document: document)
    let references = Self.references(document)
    #expect(references.count > 50)
    for reference in references { #expect(checker.resolve(reference) != nil, "\(reference)") }
    for error in document["components"]?["errors"]?.object?.members ?? [] {
      #expect(error.value["code"]?.integer != nil && error.value["message"]?.string?.isEmpty == false)
    }
  }

  private static func references(_ json: JSON) -> [String] {
    switch json {
    case .array(let items): items.flatMap(references)
    case .object(let object):
      object.members.filter { $0.key != "examples" }.flatMap {
        $0.key == "$ref" ? [$0.value.string ?? "?"] : references($0.value)
      }
    default: []
    }
  }

  @Test("every code that a refusal carries is described for its method")
  func errors() throws {
    var contract = try Contract()
    let described = try #require(contract.document["components"]?["errors"]?.object)
    let codes = Dictionary(uniqueKeysWithValues: described.members.map { ($0.key, $0.value["code"]) })
    let calls: [(String, JSON, String)] = [
      ("user.get", ["id": 99], "not_found"),
      ("user.create", ["values": ["nmae": 1]], "invalid"),
      ("role.create", ["values": ["name": "Root", "rules": ["no"]]], "invalid"),
      ("task.list", ["limit": 5_000], "limit"),
    ]
    for (method, params, kind) in calls {
      let refusal = try contract.fixture.refusal(method, params)
      #expect(refusal.kind == kind, "\(method)")
      #expect(codes[kind] == .integer(Int64(refusal.code)))
      let errors = contract.methods.first { $0["name"]?.string == method }?["errors"]?.array ?? []
      #expect(errors.contains(["$ref": .string("#/components/errors/\(kind)")]), "\(method) \(kind)")
    }
  }

  @Test("the schema checker finds what is wrong")
  func checker() {
    let checker = SchemaChecker(document: ["a": ["type": "integer"]])
    let wrong: [(JSON, JSON)] = [
      ("x", ["type": "integer"]), (1, ["type": ["string", "null"]]), (["b": 1], ["additionalProperties": false]),
      ([:], ["required": ["b"]]), ([1, "x"], ["items": ["type": "integer"]]), ("x", ["$ref": "#/a"]),
      ("x", ["$ref": "#/b"]), ("x", ["enum": ["y"]]), (1, ["const": 2]), ("x", ["anyOf": [["type": "null"]]]),
      (["b": "x"], ["properties": ["b": ["type": "integer"]]]), (1, ["maximum": 0]),
      (1, ["oneOf": [["type": "integer"], ["const": 1]]]), (1, ["allOf": [["type": "integer"], ["const": 2]]]),
      ("ab", ["pattern": "^b"]), ("", ["minLength": 1]), ([], ["minItems": 1]), ([:], ["minProperties": 1]),
      (["ab": 1], ["patternProperties": ["^a": ["type": "string"]]]),
      (["ab": 1], ["patternProperties": ["^b": [:]], "additionalProperties": false]),
    ]
    for (value, schema) in wrong { #expect(checker.findings(value, schema) != [], "\(value) \(schema)") }
    #expect(checker.findings(["b": [1, 2]], ["properties": ["b": ["items": ["$ref": "#/a"]]]]) == [])
    #expect(checker.findings(.null, ["anyOf": [["type": "string"], ["type": "null"]]]) == [])
    #expect(checker.findings(["ab": 1], ["patternProperties": ["^a": [:]], "additionalProperties": false]) == [])
  }
}
