import JSON
import TestData

/// The fixed series of creates, updates and deletes; Tests/RealServer/series.py does the same with the real models.
/// All creates come before all deletes, since the real server gives the highest id out again.
struct Series {
  static let pem = PublicKeys.rsa

  private let entities: Set<String>
  private let fields: [String: Set<String>]

  init(_ fixture: inout Fixture) throws {
    let described = try fixture.call("rpc.describe")["entities"]?.array ?? []
    var fields: [String: Set<String>] = [:]
    for entity in described {
      guard let name = entity["name"]?.string else { continue }
      let members = (entity["fields"]?.array ?? []) + (entity["relations"]?.array ?? [])
      fields[name] = Set(members.compactMap { $0["name"]?.string })
    }
    self.fields = fields
    entities = Set(fields.keys)
  }

  private func has(_ entity: String, _ field: String? = nil) -> Bool {
    guard let field else { return entities.contains(entity) }
    return fields[entity]?.contains(field) ?? false
  }

  /// Those of the values that this layout has.
  private func known(_ entity: String, _ values: JSON) -> JSON {
    .object(JSON.Object((values.object?.members ?? []).filter { has(entity, $0.key) }))
  }

  /// - Parameter deletesOld: also deletes an organization of the sample's own, with all that hangs on it.
  func run(_ fixture: inout Fixture, deletesOld: Bool) throws {
    try makePlaces(&fixture)
    try makePeople(&fixture)
    try makeTasks(&fixture)
    try makeSessions(&fixture)
    try change(&fixture)
    try delete(&fixture, deletesOld: deletesOld)
  }

  private func makePlaces(_ fixture: inout Fixture) throws {
    _ = try fixture.call(
      "organization.create",
      [
        "values": [
          "name": "Alpha", "domain": "alpha.example", "address1": "Street 1", "zipcode": "1234 AB",
          "country": "Österreich", "public_key": .string(Base64.encode(Array(Self.pem.utf8))),
        ]
      ])
    _ = try fixture.call("organization.create", ["values": ["name": "Beta", "address2": "it's \"quoted\""]])
    _ = try fixture.call("organization.create", ["values": ["name": "Gámma 🏥", "domain": ""]])
    _ = try fixture.call(
      "collaboration.create",
      ["values": ["name": "Trial", "encrypted": false, "organizations": ["Alpha", "Beta"]]])
    _ = try fixture.call("collaboration.create", ["values": ["name": "Second", "organizations": ["Beta"]]])
    guard has("study") else { return }
    _ = try fixture.call(
      "study.create", ["values": ["name": "Cohort", "collaboration": "Trial", "organizations": ["Alpha", "Beta"]]])
    _ = try fixture.call(
      "algorithm_store.create", ["values": ["name": "shop", "url": "https://shop.example", "collaboration": "Trial"]])
  }

  private func makePeople(_ fixture: inout Fixture) throws {
    _ = try fixture.call(
      "role.create",
      ["values": ["name": "auditor", "description": "looks", "organization": "Alpha", "rules": [1, 2, 3]]])
    _ = try fixture.call("role.create", ["values": ["name": "spare"]])
    _ = try fixture.call(
      "user.create",
      [
        "values": known(
          "user",
          [
            "username": "ada", "password": "Secret-1!", "firstname": "Ada", "lastname": "Løvelace",
            "email": "ada@alpha.example", "organization": "Alpha", "roles": ["auditor", "spare"],
            "keycloak_id": "3c0f9b52-5d1e-4b8f-9b1a-0d5c0a1fb001",
          ])
      ])
    _ = try fixture.call("user.create", ["values": ["username": "bob", "rules": [1], "roles": ["spare"]]])
    _ = try fixture.call(
      "user.create",
      ["values": known("user", ["username": "carol", "password": "Sécret-3!", "roles": ["auditor"], "email": ""])])
    let keys = [("Alpha", "3c0f9b52-5d1e-4b8f-9b1a-0d5c0a1fa001"), ("Beta", "3c0f9b52-5d1e-4b8f-9b1a-0d5c0be7a002")]
    for (name, key) in keys {
      _ = try fixture.call(
        "node.create",
        [
          "values": known(
            "node",
            [
              "name": .string("\(name) node"), "api_key": .string(key), "organization": .string(name),
              "collaboration": "Trial",
            ])
        ])
    }
    guard has("node_config") else { return }
    _ = try fixture.call(
      "node_config.create", ["values": ["node": "Beta node", "key": "allowed_images", "value": "x/*"]])
  }

  private func makeTasks(_ fixture: inout Fixture) throws {
    var first = members([
      "name": "first", "description": "a task", "image": "harbor.example/average", "collaboration": "Trial",
      "initiator": "Alpha", "run_id": 700, "database": "default",
    ])
    if has("task", "init_user") { first["init_user"] = "ada" }
    if has("task", "created_at") { first["created_at"] = "2024-02-29T12:00:00.5+01:00" }
    if has("task", "study") { (first["study"], first["algorithm_store"]) = ("Cohort", id("algorithm_store", &fixture)) }
    let task = try fixture.call("task.create", ["values": .object(first)])["id"] ?? .null
    var second = members([
      "name": "second", "collaboration": "Trial", "initiator": "Alpha", "parent": task, "run_id": 700,
    ])
    if has("task", "init_user") { second["init_user"] = "ada" }
    let child = try fixture.call("task.create", ["values": .object(second)])["id"] ?? .null
    _ = try fixture.call(
      "task.create", ["values": ["name": "third", "collaboration": "Second", "initiator": "Beta"]])
    var part = members([
      "task": task, "organization": "Alpha", "input": "aW5wdXQ=", "result": "cmVzdWx0", "log": "line 1\nline 2",
      "assigned_at": "2024-03-01T00:00:00Z", "started_at": "2024-03-01T00:00:01Z",
      "finished_at": "2024-03-01T00:00:02.000003Z",
    ])
    if has("result", "status") && has("node_config") { part["status"] = "completed" }
    let result = try fixture.call("result.create", ["values": .object(part)])["id"] ?? .null
    _ = try fixture.call("result.create", ["values": ["task": task, "organization": "Beta"]])
    _ = try fixture.call("result.create", ["values": ["task": child, "organization": "Beta", "input": ""]])
    if has("algorithm_port") {
      _ = try fixture.call("algorithm_port.create", ["values": ["result": result, "port": 8_888, "label": "http"]])
      _ = try fixture.call("algorithm_port.create", ["values": ["result": result, "port": 8_889]])
    }
    if has("task_database") {
      _ = try fixture.call(
        "task_database.create",
        ["values": known("task_database", ["task": task, "database": "other", "parameters": "{\"sheet\": 1}"])])
    }
  }

  private func makeSessions(_ fixture: inout Fixture) throws {
    guard has("session") else { return }
    for (name, owner) in [("shared", "ada"), ("other", "carol")] {
      let values: JSON = ["name": .string(name), "owner": .string(owner), "collaboration": "Trial", "scope": "own"]
      _ = try fixture.call("session.create", ["values": values])
    }
    let frame =
      try fixture.call(
        "dataframe.create", ["values": ["name": "people", "db_label": "default", "session": "shared"]])["id"] ?? .null
    for name in ["age", "name"] {
      let values: JSON = ["name": .string(name), "dtype": "int64", "dataframe": frame, "node": "Alpha node"]
      _ = try fixture.call("column.create", ["values": values])
    }
    let second = try fixture.call("task.list", ["where": ["name": "second"]])["items"]?[0]?["id"] ?? .null
    let extract =
      try fixture.call(
        "task.create",
        [
          "values": [
            "name": "extract", "method": "read_csv", "collaboration": "Trial", "initiator": "Alpha",
            "session": "shared",
            "dataframe": frame, "depends_on": [second], "run_id": 701,
          ]
        ])["id"] ?? .null
    _ = try fixture.call("dataframe.update", ["id": frame, "values": ["last_session_task": extract]])
    _ = try fixture.call(
      "result.create", ["values": ["task": extract, "organization": "Alpha", "action": "data_extraction"]])
    _ = try fixture.call(
      "task_database.create", ["values": ["task": extract, "dataframe": frame, "type": "dataframe", "position": 1]])
    _ = try fixture.call(
      "dataframe_note.create", ["values": ["dataframe_name": "gone", "session": "other", "node": "Alpha node"]])
  }

  /// The id of the newest record.
  private func id(_ entity: String, _ fixture: inout Fixture) -> JSON {
    let list = try? fixture.call("\(entity).list", ["order": "-id", "limit": 1, "fields": ["id"]])
    return list?["items"]?[0]?["id"] ?? .null
  }

  private func change(_ fixture: inout Fixture) throws {
    _ = try fixture.call(
      "organization.update",
      ["name": "Alpha", "values": ["domain": "new.example", "zipcode": nil, "address2": "2nd floor"]])
    _ = try fixture.call(
      "collaboration.update",
      ["name": "Trial", "values": ["encrypted": true, "organizations": ["add": ["Gámma 🏥"], "remove": ["Beta"]]]])
    _ = try fixture.call("role.update", ["name": "auditor", "values": ["rules": ["remove": [2]], "description": nil]])
    _ = try fixture.call(
      "user.update",
      ["username": "ada", "values": known("user", ["email": "ada@new.example", "password": "Other-2?"])])
    _ = try fixture.call(
      "node.update",
      [
        "name": "Alpha node",
        "values": known(
          "node", ["status": "online", "ip": "10.1.2.3", "last_seen": "2024-05-06T07:08:09.1Z"]),
      ])
    let third = try fixture.call("task.list", ["where": ["name": "third"]])["items"]?[0]?["id"] ?? .null
    _ = try fixture.call("task.update", ["id": third, "values": ["description": "changed", "initiator": "Alpha"]])
  }

  private func delete(_ fixture: inout Fixture, deletesOld: Bool) throws {
    func detach(_ entity: String, _ key: String, _ value: JSON) throws {
      _ = try fixture.call(
        "\(entity).delete", .object(.init([.init(key, value), .init("dependents", "detach")])))
    }
    let first = try fixture.call("task.list", ["where": ["name": "first"]])["items"]?[0]?["id"] ?? .null
    let part = try fixture.call("result.list", ["where": ["task": first], "order": "id"])["items"]?[0]?["id"] ?? .null
    try detach("result", "id", part)
    try detach("user", "username", "bob")
    try detach("role", "name", "spare")
    try detach("organization", "name", "Gámma 🏥")
    try detach("node", "name", "Beta node")
    try detach("collaboration", "name", "Second")
    if has("study") { try detach("study", "name", "Cohort") }
    try detach("task", "id", first)
    // Since version 5, a session cannot be without its user, nor a task without its initiator.
    func remove(_ entity: String, _ key: String, _ value: JSON) throws {
      guard has("session") else { return try detach(entity, key, value) }
      _ = try fixture.call(
        "\(entity).delete", .object(.init([.init(key, value), .init("dependents", "delete")])))
    }
    try remove("user", "username", "ada")
    guard deletesOld else { return }
    try remove("organization", "name", "IKNL")
    try remove("collaboration", "name", "ZEPPELIN")
  }
}

private func members(_ json: JSON) -> JSON.Object { json.object ?? JSON.Object() }
