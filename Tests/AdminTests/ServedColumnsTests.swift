import Engine
import JSON
import JSONRPC
import SQLite
import TestData
import Testing

/// A record that we make is, column by column, what the real server's API makes of the same.
@Suite struct ServedColumnsTests {
  private static let stored = "e30="

  /// Makes what Tests/RealServer/served.py makes; the caller's organization and user are said, since here nobody logs in.
  private static func make(_ fixture: inout Fixture, _ layout: Int) throws {
    if layout > 4 { return try make5(&fixture) }
    func create(_ entity: String, _ values: JSON) throws {
      _ = try fixture.call(entity + ".create", ["values": values])
    }
    try makeOrganizations(&fixture)
    let members: JSON = ["least", "all"]
    try create("collaboration", layout < 4 ? ["name": "least"] : ["name": "least", "encrypted": true])
    try create("collaboration", ["name": "all", "organizations": members, "encrypted": .bool(layout < 4)])
    try create(
      "role",
      layout < 4
        ? ["name": "least", "description": "", "organization": "all"] : ["name": "least", "organization": "all"])
    try create("role", ["name": "all", "description": "Everything.", "rules": [1, 2], "organization": "all"])
    try create(
      "user",
      [
        "username": "least", "password": "Long-Enough-1!", "firstname": "", "lastname": "", "organization": "all",
        "email": "least@all.example",
      ])
    try create(
      "user",
      [
        "username": "all", "password": "Long-Enough-1!", "firstname": "Eve", "lastname": "Thing",
        "email": "eve@all.example", "organization": "all", "roles": ["all", "node"], "rules": [1, 2],
      ])
    let name: JSON = layout == 2 ? "all - all Node" : "all"
    try create("node", ["name": name, "collaboration": "all", "organization": "all"])
    if layout > 3 { try makeStudies(&fixture) }
    try makeTasks(&fixture, layout)
  }

  private static func makeOrganizations(_ fixture: inout Fixture) throws {
    let all: JSON = [
      "name": "all", "domain": "all.example", "address1": "Street 1", "address2": "Floor 2", "zipcode": "1234 AB",
      "country": "Netherlands", "public_key": .string(PublicKeys.rsa),
    ]
    for values in [["name": "least"], all] { try fixture.call("organization.create", ["values": values]) }
  }

  /// The same of version 5. Its sessions have the tasks 1 and 2, which make dataframes.
  private static func make5(_ fixture: inout Fixture) throws {
    func create(_ entity: String, _ values: JSON) throws {
      _ = try fixture.call(entity + ".create", ["values": values])
    }
    try makeOrganizations(&fixture)
    try create("collaboration", ["name": "least", "organizations": ["least", "all"], "encrypted": true])
    try create(
      "collaboration",
      [
        "name": "all", "organizations": ["least", "all"], "encrypted": false, "session_restrict_to_same_image": false,
      ])
    try create("role", ["name": "least", "organization": "all"])
    try create("role", ["name": "all", "description": "Everything.", "rules": [1, 2], "organization": "all"])
    let ids = ["11111111-2222-4333-8444-555555555555", "11111111-2222-4333-8444-555555555556"]
    try create("user", ["username": "least", "organization": "all", "keycloak_id": .string(ids[0])])
    try create(
      "user",
      [
        "username": "all", "organization": "all", "roles": ["all", "node"], "rules": [1, 2],
        "keycloak_id": .string(ids[1]),
      ])
    try create(
      "node",
      [
        "name": "all", "collaboration": "all", "organization": "all",
        "keycloak_id": "21111111-2222-4333-8444-555555555555",
        "keycloak_client_id": "31111111-2222-4333-8444-555555555555",
      ])
    try makeStudies(&fixture)
    _ = try fixture.call("algorithm_store.update", ["id": 2, "values": ["api_path": "/other"]])
    try makeSessions(&fixture)
  }

  private static func makeSessions(_ fixture: inout Fixture) throws {
    func create(_ entity: String, _ values: JSON) throws {
      _ = try fixture.call(entity + ".create", ["values": values])
    }
    try create("session", ["name": "made up", "collaboration": "all", "owner": "all"])
    try create(
      "session", ["name": "all", "collaboration": "all", "owner": "all", "study": "all", "scope": "collaboration"])
    let task: JSON = ["collaboration": "all", "initiator": "all", "init_user": "all", "session": 2]
    func made(_ more: JSON) -> JSON {
      .object(JSON.Object((task.object?.members ?? []) + (more.object?.members ?? [])))
    }
    for (number, label) in [(1, "least"), (2, "all")] {
      try create(
        "dataframe", ["name": .string(number == 1 ? "made-up" : "all"), "db_label": .string(label), "session": 2])
      try create("task", made(["image": "same", "method": "read", "dataframe": .integer(Int64(number))]))
      try create("task_database", ["task": .integer(Int64(number)), "label": .string(label)])
      _ = try fixture.call(
        "dataframe.update", ["id": .integer(Int64(number)), "values": ["last_session_task": .integer(Int64(number))]])
    }
    try create("column", ["name": "all", "dtype": "int64", "dataframe": 2, "node": "all"])
    try create("result", ["task": 1, "organization": "all", "action": "data_extraction"])
    try create(
      "result",
      [
        "task": 2, "organization": "all", "action": "data_extraction", "arguments": .string(stored),
        "result": .string(stored), "log": "done", "started_at": "2026-01-02T03:04:05Z",
        "finished_at": "2026-01-02T03:04:06Z", "status": "completed",
      ])
    try create("task", made(["image": "least", "method": "mean"]))
    try create(
      "task", made(["image": "all", "method": "mean", "name": "all", "description": "Everything.", "study": "all"]))
    try create("task_database", ["task": 4, "dataframe": 2, "type": "dataframe"])
  }

  private static func makeStudies(_ fixture: inout Fixture) throws {
    func create(_ entity: String, _ values: JSON) throws {
      _ = try fixture.call(entity + ".create", ["values": values])
    }
    try create("study", ["name": "least", "collaboration": "all", "organizations": ["least"]])
    try create("study", ["name": "all", "collaboration": "all", "organizations": ["least", "all"]])
    try create("algorithm_store", ["name": "least", "url": "http://127.0.0.1:1/least"])
    try create("algorithm_store", ["name": "all", "url": "http://127.0.0.1:1/all", "collaboration": "all"])
  }

  private static func makeTasks(_ fixture: inout Fixture, _ layout: Int) throws {
    func create(_ entity: String, _ values: JSON) throws {
      _ = try fixture.call(entity + ".create", ["values": values])
    }
    var caller = JSON.Object([.init("collaboration", "all"), .init("initiator", "all")])
    if layout > 2 { caller["init_user"] = "all" }
    func task(_ values: JSON) -> JSON { .object(JSON.Object(caller.members + (values.object?.members ?? []))) }
    try create("task", task(["image": "least"]))
    let all: JSON = ["image": "all", "name": "all", "description": "Everything."]
    try create(
      "task",
      task(
        .object(
          JSON.Object(
            (all.object?.members ?? []) + [
              layout > 3 ? .init("study", "all") : .init("database", "other")
            ]))))
    try create("result", ["task": 1, "organization": "least", "input": .string(stored)])
    var part = JSON.Object([
      .init("task", 2), .init("organization", "least"), .init("input", .string(stored)),
      .init("result", .string(stored)), .init("log", "done"), .init("started_at", "2026-01-02T03:04:05Z"),
      .init("finished_at", "2026-01-02T03:04:06Z"),
    ])
    if layout > 2 { part["status"] = "completed" }
    try create("result", .object(part))
    if layout > 2 {
      try create("algorithm_port", ["result": 2, "port": 8888])
      try create("algorithm_port", ["result": 2, "port": 8889, "label": "all"])
    }
    guard layout > 3 else { return }
    _ = try fixture.call("task.update", ["id": 2, "values": ["database": "default"]])
    try create("task_database", ["task": 2, "database": "other", "parameters": #"{"query":"SELECT 1"}"#])
  }

  /// As Tests/RealServer/served.py shows it.
  private static func shown(_ column: String, _ value: SQLValue) -> String {
    switch value {
    case .null: return "NULL"
    case .integer where column == "id" || column.hasSuffix("_id"): return "<id>"
    case .integer(let number): return String(number)
    case .real, .malformedText: return "\(value)"
    case .blob(let bytes) where bytes == Array(PublicKeys.rsa.utf8): return "<pem>"
    case .blob(let bytes): return "x'" + bytes.map { String($0, radix: 16) }.joined() + "'"
    case .text(let text):
      if text.wholeMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}/) != nil { return "<moment>" }
      if text.hasPrefix("hash of ") { return "<bcrypt>" }
      if text.wholeMatch(of: /[0-9a-f-]{36}/) != nil { return "<key>" }
      if text.hasPrefix("http://") { return "<url>" }
      return "'\(text)'"
    }
  }

  private static let keys = [
    "task": "image", "user": "username", "run": "task_id", "result": "task_id", "taskdatabase": "id",
    "algorithmport": "id", "session": "scope", "dataframe": "db_label",
  ]

  /// The columns of one record, with those of its row in `authenticatable`.
  private static func columns(_ table: String, _ record: String, isNewest: Bool, _ connection: PlainSession) throws
    -> [String: String]
  {
    let key = keys[table] ?? "name"
    let isNumber = key.hasSuffix("id")
    // In version 5, the third database of a task is a dataframe.
    let second: Int64 = table == "taskdatabase" && isNewest ? 3 : 2
    let scope = record == "least" ? "own" : "collaboration"
    let value: SQLValue =
      isNumber ? .integer(record == "least" ? 1 : second) : .text(table == "session" ? scope : record)
    var columns: [String: String] = [:]
    for source in ["user", "node"].contains(table) ? ["authenticatable", table] : [table] {
      let names = try connection.columns(of: source)
      let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
      let rows = try connection.rows(
        "SELECT \(list) FROM \"\(source)\" WHERE id IN (SELECT id FROM \"\(table)\" WHERE \"\(key)\" = ?1 "
          + "OR \"\(key)\" = ?2)", [value, isNumber ? value : .text(record + " - all Node")])
      let row = try #require(rows.first, "\(table) \(record)")
      for (name, value) in zip(names, row) { columns[name] = shown(name, value) }
    }
    if ["session", "dataframe"].contains(table), record == "least" { columns["name"] = "<name>" }
    return columns
  }

  @Test("every column is as the server's own API leaves it, or differs as listed", arguments: [2, 3, 4, 5])
  func columns(layout: Int) throws {
    var fixture = try Fixture(generation: layout)
    try Self.make(&fixture, layout)
    let connection = try PlainSession(fixture.path)
    let cells = ServedColumns.cells.filter { $0.key.layout == layout }
    #expect(cells.count > 90)
    var used: Set<String> = []
    for (record, cells) in Dictionary(grouping: cells, by: { [$0.key.table, $0.key.record] }) {
      let ours = try Self.columns(record[0], record[1], isNewest: layout > 4, connection)
      for (cell, theirs) in cells {
        let difference = ServedColumns.differences.first {
          $0.layouts.contains(layout) && $0.table == cell.table && $0.column == cell.column
            && cell.record == "least"
        }
        if let difference { used.insert("\(difference.table).\(difference.column)") }
        #expect(ours[cell.column] == difference?.ours ?? theirs, "\(cell)")
        #expect(difference?.ours != theirs, "\(cell): there is no difference")
      }
    }
    let listed = ServedColumns.differences.filter { $0.layouts.contains(layout) }
    #expect(used == Set(listed.map { "\($0.table).\($0.column)" }))
  }

  @Test("no column that the server's API fills is missing from the table", arguments: [2, 3, 4, 5])
  func completeness(layout: Int) throws {
    let fixture = try Fixture(generation: layout)
    let connection = try PlainSession(fixture.path)
    for table in Set(ServedColumns.cells.keys.filter { $0.layout == layout }.map(\.table)) {
      let names = try connection.columns(of: table)
      let known = Set(ServedColumns.cells.keys.filter { $0.layout == layout && $0.table == table }.map(\.column))
      #expect(Set(names).isSubset(of: known), "\(table)")
    }
  }

  @Test("what the server parses is refused where it could not", arguments: ["", "x", "[]", "null", "{'a': 1}"])
  func parameters(text: String) throws {
    var fixture = try Fixture(.sample4)
    let refusal = try fixture.refusal(
      "task_database.create", ["values": ["task": 1, "database": "x", "parameters": .string(text)]])
    #expect(refusal.kind == "invalid" && refusal.message.contains("a JSON object"))
  }

  @Test("parameters of a database are never null")
  func nullParameters() throws {
    var fixture = try Fixture(.sample4)
    let made = try fixture.call(
      "task_database.create", ["values": ["task": 1, "database": "x", "parameters": nil]])
    #expect(made["parameters"] == "{}")
    let refusal = try fixture.refusal(
      "task_database.update", ["id": made["id"] ?? .null, "values": ["parameters": nil]])
    #expect(refusal.message == "field 'parameters' of task database cannot be null: the server starts with \"{}\"")
  }

  @Test("a task with a result is not finished, and can be killed")
  func pending() throws {
    var fixture = try Fixture(.sample4)
    let task = try fixture.call(
      "task.create", ["values": ["collaboration": "ZEPPELIN", "initiator": "IKNL", "image": "x"]])
    let id = task["id"] ?? .null
    #expect(task["status"] == "completed")
    let part = try fixture.call("result.create", ["values": ["task": id, "organization": "IKNL"]])
    #expect(part["status"] == "pending")
    #expect(try fixture.call("task.get", ["id": id])["status"] == "pending")
    #expect(try fixture.call("task.kill", ["id": id])["killed"] == [part["id"] ?? .null])
  }
}
