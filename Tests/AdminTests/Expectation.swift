import Engine
import JSON
import SQLite

/// What a list must show of a real file, made from plain SQL.
struct Expectation {
  let file: PlainFile

  private var isOfVersion5: Bool { file.has("authenticatable", "keycloak_id") }

  /// The table that the entity has in this file; nil for none.
  func table(of entity: ExpectedEntity) -> String? { file.firstTable(entity.tables) }

  /// A record as `{name: value}`; damaged values are null and named in `damaged`.
  struct Record: Equatable {
    var members: [String: JSON] = [:]
    var damaged: Set<String> = []
  }

  func names(of entity: ExpectedEntity, large: Bool, many: Bool) -> [String] {
    guard let table = table(of: entity) else { return [] }
    var names = ["id"]
    for value in entity.values where (large || !value.isLarge) && !(value.isRetired && isOfVersion5) {
      if file.first(value.columns, of: value.isInParent ? "authenticatable" : table) != nil { names.append(value.name) }
    }
    if entity.name == "task" {
      names += ["complete", "status", "finished_at"]
      if file.has("taskdatabase") || file.has("task", "database") { names.append("database") }
    }
    if entity.name == "result" { names.append("complete") }
    names += entity.ones.filter { self.target($0) != nil && file.first($0.columns, of: table) != nil }.map(\.name)
    if many { names += entity.manies.filter { isThere($0) }.map(\.name) }
    return names
  }

  func records(of entity: ExpectedEntity, large: Bool, many: Bool) -> [Record] {
    guard let table = table(of: entity) else { return [] }
    let names = Set(names(of: entity, large: large, many: many))
    return file.rows(table).sorted { ($0["id"]?.integer ?? 0) < ($1["id"]?.integer ?? 0) }.map { row in
      var record = Record()
      let id = row["id"]?.integer ?? 0
      record.members["id"] = .integer(id)
      for value in entity.values where names.contains(value.name) { read(value, row, id, table, &record) }
      if entity.name == "task" { readTask(row, id, &record, names) }
      if entity.name == "result" { record.members["complete"] = .bool(row["finished_at"] != .null) }
      for one in entity.ones where names.contains(one.name) { read(one, row, table, &record) }
      for many in entity.manies where names.contains(many.name) {
        record.members[many.name] = read(many, id)
        record.damaged.formUnion(damage(of: many, record.members[many.name] ?? .null))
      }
      return record
    }
  }

  private func read(
    _ value: ExpectedEntity.Value, _ row: PlainFile.Row, _ id: Int64, _ table: String, _ record: inout Record
  ) {
    if value.isInParent {
      guard let parent = file.row("authenticatable", id) else {
        record.members[value.name] = .null
        record.damaged.insert(value.name)
        return
      }
      set(parent[value.name] ?? .null, value, &record)
    } else if let column = file.first(value.columns, of: table) {
      set(row[column] ?? .null, value, &record)
    }
  }

  private func set(_ stored: SQLValue, _ value: ExpectedEntity.Value, _ record: inout Record) {
    let shown = shown(stored, value.reading)
    record.members[value.name] = shown ?? .null
    if shown == nil { record.damaged.insert(value.name) }
  }

  /// nil for what cannot be read.
  private func shown(_ stored: SQLValue, _ reading: ExpectedEntity.Reading) -> JSON? {
    switch (stored, reading) {
    case (.null, _): .null
    case (.text(let text), .text): .string(text)
    case (.integer(let number), .integer): .integer(number)
    case (.integer(let number), .boolean): number == 0 ? false : number == 1 ? true : nil
    case (.text(let text), .moment): moment(text).map { .string($0) }
    case (.text(let text), .word) where isOfVersion5: text == text.lowercased() ? .string(text) : nil
    case (.text(let text), .word):
      [
        "VIEW", "EDIT", "CREATE", "DELETE", "SEND", "RECEIVE", "OWN", "ORGANIZATION", "COLLABORATION", "GLOBAL",
      ].contains(text) ? .string(text.lowercased()) : nil
    case (.blob(let bytes), .key):
      if bytes.starts(with: "-----BEGIN ".utf8) {
        .string(Base64.encode(bytes))
      } else if Base64.decode(bytes) != nil {
        .string(String(decoding: bytes, as: UTF8.self))
      } else {
        nil
      }
    default: nil
    }
  }

  /// All real moments are stored with six digits; anything else in these files is damage.
  private func moment(_ text: String) -> String? {
    let shape = "dddd-dd-dd dd:dd:dd.dddddd"
    guard text.count == shape.count,
      zip(text, shape).allSatisfy({ $1 == "d" ? $0.isNumber : $0 == $1 })
    else { return nil }
    return text.replacing(" ", with: "T") + "Z"
  }

  // MARK: Relations

  private func target(_ one: ExpectedEntity.One) -> String? {
    ExpectedEntity.named(one.target).flatMap { table(of: $0) }
  }

  private func isThere(_ many: ExpectedEntity.Many) -> Bool {
    guard let target = ExpectedEntity.named(many.target), let there = table(of: target) else { return false }
    switch many.way {
    case .back(let columns): return file.first(columns, of: there) != nil
    case .pairs(let table, _, _): return file.has(table)
    }
  }

  private func read(_ one: ExpectedEntity.One, _ row: PlainFile.Row, _ table: String, _ record: inout Record) {
    guard let column = file.first(one.columns, of: table) else { return }
    switch row[column] ?? .null {
    case .null: record.members[one.name] = .null
    case .integer(let id): record.members[one.name] = reference(one.target, id)
    default:
      record.members[one.name] = .null
      record.damaged.insert(one.name)
    }
  }

  /// `{id, key…}`, or `{id, missing}`.
  private func reference(_ target: String, _ id: Int64) -> JSON {
    guard let entity = ExpectedEntity.named(target), let table = table(of: entity), let row = file.row(table, id) else {
      return ["id": .integer(id), "missing": true]
    }
    var object = JSON.Object([.init("id", .integer(id))])
    for key in entity.key {
      let reading = entity.values.first { $0.name == key }?.reading ?? .text
      object[key] = shown(row[key] ?? .null, reading) ?? .null
    }
    return .object(object)
  }

  private func read(_ many: ExpectedEntity.Many, _ id: Int64) -> JSON {
    guard let target = ExpectedEntity.named(many.target), let there = table(of: target) else { return .array([]) }
    let ids: [Int64]
    switch many.way {
    case .back(let columns):
      guard let column = file.first(columns, of: there) else { return .array([]) }
      ids = file.rows(there, where: column, is: id).compactMap { $0["id"]?.integer }
    case .pairs(let table, let ours, let theirs):
      ids = file.rows(table, where: ours, is: id).compactMap { $0[theirs]?.integer }
    }
    let sorted = Set(ids).sorted()
    let items = sorted.prefix(100).map { reference(many.target, $0) }
    return .array(items + (sorted.count > 100 ? [["more": true, "count": .integer(Int64(sorted.count))]] : []))
  }

  /// The parts of names that could not be read, as `relation.field`.
  private func damage(of many: ExpectedEntity.Many, _ items: JSON) -> [String] {
    guard let target = ExpectedEntity.named(many.target), let table = table(of: target) else { return [] }
    return target.key.filter { key in
      (items.array ?? []).contains { item in
        guard item[key]?.isNull == true, let id = item["id"]?.integer else { return false }
        return file.row(table, id)?[key] != .null
      }
    }.map { "\(many.name).\($0)" }
  }

  // MARK: What the models compute

  private func readTask(_ row: PlainFile.Row, _ id: Int64, _ record: inout Record, _ names: Set<String>) {
    let table = file.firstTable(["run", "result"]) ?? "result"
    let parts = file.rows(table, where: "task_id", is: id)
    let isComplete = parts.allSatisfy { $0["finished_at"] != .null }
    record.members["complete"] = .bool(isComplete)
    let status = status(parts, table)
    record.members["status"] = status.map { .string($0) } ?? .null
    let last = parts.compactMap { $0["finished_at"]?.text }.max().flatMap { moment($0) }
    let isFinished = file.has("run", "status") ? status == "completed" : isComplete
    record.members["finished_at"] = isFinished ? last.map { .string($0) } ?? .null : .null
    guard names.contains("database") else { return }
    let label =
      file.has("taskdatabase")
      ? file.rows("taskdatabase", where: "task_id", is: id).min { ($0["id"]?.integer ?? 0) < ($1["id"]?.integer ?? 0) }
        .flatMap { $0[isOfVersion5 ? "label" : "database"] } : row["database"]
    record.members["database"] = shown(label ?? .null, .text) ?? .null
  }

  /// Of `models/task.py` in each generation; before there was a status, by the moments.
  private func status(_ parts: [PlainFile.Row], _ table: String) -> String? {
    guard file.has(table, "status") else {
      if parts.allSatisfy({ $0["finished_at"] != .null }) { return "completed" }
      return parts.contains { $0["started_at"] != .null } ? "active" : "pending"
    }
    let statuses = parts.map { $0["status"]?.text }
    if isOfVersion5 {
      let alive = ["initializing", "active", "pending", nil]
      if statuses.contains(where: { $0 != "completed" && !alive.contains($0) }) { return "failed" }
      return statuses.allSatisfy { $0 == "completed" } ? "completed" : "awaiting"
    }
    if table == "result", statuses.allSatisfy({ $0 == nil }) { return "unknown" }
    let failed = statuses.filter { !["initializing", "active", "completed", "pending"].contains($0) }
    if let first = failed.first {
      if table == "result" { return "failed" }
      return failed.allSatisfy { $0 == first } ? first : "failed"
    }
    return ["active", "initializing", "pending"].first { statuses.contains($0) } ?? "completed"
  }
}
