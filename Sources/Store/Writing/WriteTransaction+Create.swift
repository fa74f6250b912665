package import Catalogue
import Engine
package import JSON
import Vocabulary

extension WriteTransaction {
  /// Makes a record.
  /// - Returns: its id; with `ifNotExists`, the id of an existing record with the same natural key.
  /// - Throws: `invalid`, `already_exists`, `ambiguous`.
  package mutating func create(
    _ entity: BoundEntity, _ values: JSON, ifNotExists: Bool = false
  ) throws(Failure) -> Int64 {
    if ifNotExists, let existing = try existing(entity, values) { return existing }
    var draft = try draft(values, of: entity, for: .insert)
    let id = try nextID(in: entity.parent?.table ?? entity.table)
    if let parent = entity.parent {
      let columns = [.init("id", .integer(id)), .init("type", .text(parent.type))] + draft.parent
      try insert(
        into: parent.table, columns, of: entity.name, id, foreign: entity.foreignColumns(in: parent.table))
    }
    draft.own.insert(.init("id", .integer(id)), at: 0)
    do throws(Failure) {
      try insert(
        into: entity.table, draft.own, of: entity.name, id, foreign: entity.foreignColumns(in: entity.table))
    } catch {
      guard error.kind == .constraint, try database.refusesWhole(rowOf: entity.table) else { throw error }
      database.forgetRefusedWrite()
      try checkUnique(draft, entity)
      throw error
    }
    for first in draft.firsts { try write(first, of: entity, id) }
    for pairs in draft.pairs { try write(pairs, of: entity, id) }
    try advise(on: entity, id)
    if entity.parent == nil, draft.firsts.isEmpty, draft.pairs.isEmpty, entity.foreignFields.isEmpty {
      made = MadeRow(entity: entity.name, id: id, columns: draft.own)
    }
    return id
  }

  /// The existing record with the natural key in the values; nil if there is none, or if the values lack the key, which
  /// `draft` refuses. The names of members are checked here, since `draft` does not run for an existing record.
  private func existing(_ entity: BoundEntity, _ values: JSON) throws(Failure) -> Int64? {
    guard case .object(let object) = values else { return nil }
    for member in object.members {
      if case .id = try entity.member(member.key) { throw Self.idIsGiven(entity) }
    }
    let key = entity.naturalKey.map { (field: $0, value: object[$0.name] ?? .null) }
    guard !key.isEmpty, key.allSatisfy({ !$0.value.isNull }) else { return nil }
    do throws(Failure) { return try reading.id(of: .natural(key), entity) } catch {
      if error.kind == .notFound { return nil }
      throw error
    }
  }

  /// Changes a record. Only columns that differ are written.
  /// - Parameter ifMatch: the etag that the record must still have.
  /// - Throws: `not_found`, `ambiguous`, `conflict` with the fields that changed, `invalid`, `already_exists`.
  package mutating func update(
    _ entity: BoundEntity, _ key: RecordKey, _ values: JSON, ifMatch: String? = nil
  ) throws(Failure) -> Int64 {
    let id = try reading.id(of: key, entity)
    if let ifMatch { try check(ifMatch, entity, id, key) }
    let draft = try draft(values, of: entity, for: .update(id))
    try update(
      entity.table, row: id, draft.own, of: entity.name, id, foreign: entity.foreignColumns(in: entity.table))
    if let parent = entity.parent { try writeParent(parent, draft.parent, of: entity, id) }
    for first in draft.firsts { try write(first, of: entity, id) }
    for pairs in draft.pairs { try write(pairs, of: entity, id) }
    try advise(on: entity, id)
    if !entity.guards.isEmpty { try guardAll() }
    return id
  }

  /// Gives a record a fresh key, which the answer shows once.
  package mutating func renewKey(_ entity: BoundEntity, _ key: RecordKey) throws(Failure) -> Int64 {
    let id = try reading.id(of: key, entity)
    for field in entity.fields where field.field.fallback == .key {
      guard case .own(let column) = field.source else { continue }
      try update(entity.table, row: id, [.init(column, .text(try makeKey(field)))], of: entity.name, id)
    }
    return id
  }

  func check(_ etag: String, _ entity: BoundEntity, _ id: Int64, _ key: RecordKey) throws(Failure) {
    let current = try reading.etag(of: entity, id)
    guard current.etag != etag else { return }
    if let history = Etag.history(etag), history != database.history {
      throw Failure(
        .conflict, "\(entity.entity.words) \(key.words) was read before the database was replaced or restored",
        entity: entity.name, id: id, hint: "read it again, then decide", more: [.init("etag", .string(current.etag))])
    }
    let changed = Etag.difference(etag, current.etag, current.plan)
    let what = changed.map { ": " + $0.joined(separator: ", ") } ?? ""
    throw Failure(
      .conflict, "\(entity.entity.words) \(key.words) changed since it was read\(what)", entity: entity.name, id: id,
      hint: "read it again, then decide",
      more: [
        .init("fields", .array((changed ?? []).map { .string($0) })), .init("etag", .string(current.etag)),
      ])
  }

  /// Writes the parent's row. A damaged record without one gets one.
  mutating func writeParent(
    _ parent: Entity.Parent, _ columns: [RowChange.Column], of entity: BoundEntity, _ id: Int64
  ) throws(Failure) {
    let foreign = entity.foreignColumns(in: parent.table)
    let isThere =
      try database.value(
        "SELECT 1 FROM \(quoted(parent.table)) WHERE id = \(database.parameter(1))", [.integer(id)]) != nil
    if isThere {
      try update(parent.table, row: id, columns, of: entity.name, id, foreign: foreign)
    } else {
      let all = [.init("id", .integer(id)), .init("type", .text(parent.type))] + columns
      try insert(into: parent.table, all, of: entity.name, id, foreign: foreign)
    }
  }

  /// Writes the value into the first row of the relation. Null deletes the row.
  private mutating func write(_ first: Draft.First, of entity: BoundEntity, _ id: Int64) throws(Failure) {
    guard case .back(let table, let column, _) = first.relation.link else { return }
    let row = try database.value(
      "SELECT id FROM \(quoted(table)) WHERE \(quoted(column)) = \(database.parameter(1)) ORDER BY id LIMIT 1",
      [.integer(id)])?.integer
    switch (row, first.value) {
    case (nil, .null): break
    case (let row?, .null): try delete(from: table, row: row, of: first.relation.target, row)
    case (let row?, let value):
      try update(table, row: row, [.init(first.column, value)], of: first.relation.target, row)
    case (nil, let value):
      let new = try nextID(in: table)
      let given = [.init("id", .integer(new)), .init(column, .integer(id)), RowChange.Column(first.column, value)]
      try insert(
        into: table, given + defaults(of: first.relation.target, beside: first.column), of: first.relation.target, new,
        foreign: model[first.relation.target]?.foreignColumns(in: table) ?? [])
    }
  }

  /// The defaults of the other columns of a new row.
  mutating func defaults(of target: String, beside column: String) throws(Failure) -> [RowChange.Column] {
    let entity = try model.entity(target)
    var draft = Draft()
    for field in entity.fields { try assignDefault(of: field, entity, &draft) }
    return draft.own.filter { $0.name != column }
  }

  /// Adds and removes pairs. Duplicate pairs count as one: they are removed together, and an existing pair is not added
  /// again.
  private mutating func write(_ pairs: Draft.Pairs, of entity: BoundEntity, _ id: Int64) throws(Failure) {
    var present: [SQLValue: [[RowChange.Column]]] = [:]
    var partners: [SQLValue] = []
    for pair in try self.pairs(in: pairs.table, pairs.ours, id) {
      let partner = pair.first { $0.name == pairs.theirs }?.value ?? .null
      if present[partner] == nil { partners.append(partner) }
      present[partner, default: []].append(pair)
    }
    for partner in partners where pairs.removes(partner) {
      try delete(
        present[partner] ?? [], from: pairs.table, by: [pairs.ours, pairs.theirs], of: entity.name, id)
    }
    for partner in pairs.set ?? pairs.add where present[.integer(partner)] == nil {
      try insert(
        into: pairs.table, [.init(pairs.ours, .integer(id)), .init(pairs.theirs, .integer(partner))], of: entity.name,
        id)
    }
  }
}
