package import Catalogue
import Engine
package import JSON
import Vocabulary

/// One snapshot of the database. All that methods read, they read through it.
package struct ReadTransaction: ~Copyable {
  let database: Database

  init(_ database: Database) { self.database = database }

  package var model: Model { database.model }

  /// What the engine reports about the database, by name.
  package func facts() throws(Failure) -> [JSON.Member] {
    do throws(EngineError) {
      return try database.session.facts().map { .init($0.name, JSON(exactly: $0.value)) }
    } catch { throw Failure(error) }
  }

  /// Writes the record, with its etag. To-many relations are complete.
  /// - Parameters:
  ///   - fields: paths; nil for all that `get` shows by default.
  ///   - isTagged: whether to write the etag beside the requested fields.
  ///   - manyBytesMax: the most bytes of to-many relations; nil for no limit.
  ///   - more: members that are written after the record's own.
  ///   - isLeftOpen: whether to leave the object open: the caller writes further members, and ends it.
  ///   - warns: whether to write `warnings` about what the server cannot read of the record.
  /// - Throws: `not_found`, `ambiguous` for a natural key of several records, `invalid`, `limit`.
  package func get(
    _ entity: BoundEntity, _ key: RecordKey, fields: JSON? = nil, isTagged: Bool = false, manyBytesMax: Int? = nil,
    more: [JSON.Member] = [], warns: Bool = false, isLeftOpen: Bool = false, into writer: inout JSONWriter
  ) throws(Failure) {
    var tree = try fields.map { fields throws(Failure) in try FieldTree(fields, entity: entity) }
    if isTagged { tree?.add("etag") }
    let plan: Plan
    var values: [SQLValue] = []
    switch key {
    case .id(let id):
      values = [.integer(id)]
      plan = try self.plan(entity, tree, .byID, Self.byID)
    case .natural(let parts):
      for part in parts {
        values.append(try Encoding.encode(part.value, as: part.field.kind, field: part.field.name, entity: entity))
      }
      guard values.allSatisfy(database.dialect.canHave) else { throw try notFound(entity, key) }
      plan = try self.plan(entity, tree, .byNaturalKey) { (scope, query) throws(Failure) in
        var terms: [String] = []
        for (place, part) in parts.enumerated() {
          terms.append("\(try query.term(part.field, of: scope)) = \(query.dialect.parameter(place + 1))")
        }
        return terms.joined(separator: " AND ")
      }
    }
    if plan.isAlone { database.session.expectLast() }
    let statement = try database.statement(plan.sql, values)
    guard try statement.next() else { throw try notFound(entity, key) }
    let start = writer.mark()
    try RecordWriter(database: database, telling: plan.selection, manyBytesMax: manyBytesMax)
      .write(plan.selection, statement, more: more, warns: warns, isLeftOpen: isLeftOpen, into: &writer)
    if try statement.next() {
      writer.truncate(to: start)
      throw try ambiguous(entity, key)
    }
  }

  /// - Throws: `invalid` for fields that `get` would refuse.
  package func check(fields: JSON, of entity: BoundEntity) throws(Failure) {
    _ = try plan(entity, FieldTree(fields, entity: entity), .byID, Self.byID)
  }

  /// The record's current etag.
  func etag(of entity: BoundEntity, _ id: Int64) throws(Failure) -> (etag: String, plan: EtagPlan) {
    let plan = try self.plan(entity, nil, .byID, Self.byID)
    let statement = try database.statement(plan.sql, [.integer(id)])
    guard try statement.next() else { throw try notFound(entity, .id(id)) }
    for case .etag(let etag) in plan.selection.parts {
      return (try RecordWriter(database: database, telling: plan.selection).etag(etag, statement), etag)
    }
    throw Failure(.internal, "the record has no etag", detail: entity.name)
  }

  /// What `get` selects of a record by default.
  func planByID(of entity: BoundEntity) throws(Failure) -> Plan { try plan(entity, nil, .byID, Self.byID) }

  private static func byID(_ scope: Scope, _ query: inout Query) -> String {
    "\(scope.number) = \(query.dialect.parameter(1))"
  }

  private func plan(
    _ entity: BoundEntity, _ tree: FieldTree?, _ use: PlanCache.Use,
    _ condition: (Scope, inout Query) throws(Failure) -> String
  ) throws(Failure) -> Plan {
    func make(_ tree: FieldTree) throws(Failure) -> Plan {
      var columns = Columns(model, database.dialect)
      let scope = Scope(entity)
      let selection = try columns.selection(tree, of: scope, isComplete: true)
      let condition = try condition(scope, &columns.query)
      let list = columns.terms.isEmpty ? "1" : columns.list
      return Plan(
        sql: "SELECT \(list) FROM \(quoted(entity.table)) t0\(columns.query.joins) WHERE \(condition) LIMIT 2",
        selection: selection, ownColumns: columns.query.joins.isEmpty ? columns.names(of: entity, model.layout) : nil)
    }
    if let tree { return try make(tree) }
    return try database.plans.plan(entity, use) { () throws(Failure) in try make(Columns.tree(forGetting: entity)) }
  }

  /// The id of the record.
  /// - Throws: `not_found`, `ambiguous`.
  package func id(of key: RecordKey, _ entity: BoundEntity) throws(Failure) -> Int64 {
    let ids = try self.ids(of: key, entity)
    guard let id = ids.first else { throw try notFound(entity, key) }
    guard ids.count == 1 else { throw try ambiguous(entity, key) }
    return id
  }

  /// The ids of the records with that key, at most 20.
  package func ids(of key: RecordKey, _ entity: BoundEntity) throws(Failure) -> [Int64] {
    let sql: String
    var values: [SQLValue] = []
    switch key {
    case .id(let id):
      sql = database.texts.number(of: entity)
      values = [.integer(id)]
    case .natural(let parts):
      var columns: [String] = []
      for part in parts {
        guard case .own(let column) = part.field.source else { continue }
        values.append(try Encoding.encode(part.value, as: part.field.kind, field: part.field.name, entity: entity))
        columns.append(column)
      }
      guard values.allSatisfy(database.dialect.canHave) else { return [] }
      sql = database.texts.ids(in: entity.table, with: columns)
    }
    return try database.rows(sql, values).compactMap { $0.first?.integer }
  }

  /// A record may be named like the number that was taken for an id: older databases have such names.
  func notFound(_ entity: BoundEntity, _ key: RecordKey) throws(Failure) -> Failure {
    let message = "no \(entity.entity.words) \(key.words)"
    guard case .id(let id) = key else { return Failure(.notFound, message, entity: entity.name) }
    guard entity.naturalKey.count == 1, let name = entity.naturalKey.first, name.kind == .text else {
      return Failure(.notFound, message, entity: entity.name, id: id)
    }
    let ids = try self.ids(of: .natural([(name, .string(String(id)))]), entity)
    guard !ids.isEmpty else { return Failure(.notFound, message, entity: entity.name, id: id) }
    let list = ids.map { String($0) }.joined(separator: ", ")
    let hint =
      ids.count == 1
      ? "\(entity.entity.indefinite) is named '\(id)': its id is \(list)"
      : "\(entity.entity.plural) are named '\(id)': their ids are \(list)"
    return Failure(
      .notFound, message, entity: entity.name, id: id, hint: hint,
      more: [.init("ids", .array(ids.map { .integer($0) }))])
  }

  private func ambiguous(_ entity: BoundEntity, _ key: RecordKey) throws(Failure) -> Failure {
    let ids = try self.ids(of: key, entity)
    return Failure(
      .ambiguous,
      "several \(entity.entity.words) records are \(key.words): ids " + ids.map { String($0) }.joined(separator: ", "),
      entity: entity.name, hint: "use the id", more: [.init("ids", .array(ids.map { .integer($0) }))])
  }
}
