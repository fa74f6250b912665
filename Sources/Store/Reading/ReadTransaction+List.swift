package import Catalogue
import Engine
package import JSON
import Vocabulary

/// The parameters of a list.
package struct ListRequest: Sendable {
  package var condition: JSON?
  package var fields: JSON?
  package var order: JSON?
  package var limit: Int64
  package var after: String?
  package var isCounted: Bool
  /// A page ends early once it has more bytes than this.
  package var bytesMax: Int

  package init(
    condition: JSON? = nil, fields: JSON? = nil, order: JSON? = nil, limit: Int64 = PageRows.byDefault,
    after: String? = nil, isCounted: Bool = false, bytesMax: Int = 8 << 20
  ) {
    (self.condition, self.fields, self.order, self.limit) = (condition, fields, order, limit)
    (self.after, self.isCounted, self.bytesMax) = (after, isCounted, bytesMax)
  }
}

extension ListRequest {
  /// Whether it asks for nothing but the first page.
  fileprivate var isPlain: Bool { condition == nil && fields == nil && order == nil && after == nil }
}

extension ReadTransaction {
  /// Writes `{items, next, total?, warnings?}`.
  /// - Throws: `invalid`; `limit` for a page of too many rows.
  package func list(
    _ entity: BoundEntity, _ request: ListRequest, into writer: inout JSONWriter
  ) throws(Failure) {
    guard (1...PageRows.max).contains(request.limit) else {
      throw Failure(
        request.limit < 1 ? .invalid : .limit, "'limit': expected 1 to \(PageRows.max), got \(request.limit)",
        entity: entity.name, field: "limit", hint: "ask for the next page with 'after'")
    }
    let (page, values) = try page(entity, request)
    let plan = page.plan
    if plan.isAlone, !request.isCounted, !page.hasOlder { database.session.expectLast() }
    writer.beginObject()
    let statement = try database.statement(plan.sql, values)
    try writeItems(plan, statement, page.ordering, request, into: &writer)
    if request.isCounted {
      writer.key("total")
      writer.integer(try count(entity, where: request.condition))
    }
    let warnings = page.hasOlder ? try leftovers(of: entity) : []
    if !warnings.isEmpty {
      writer.key("warnings")
      writer.value(.array(warnings.map { .string($0) }))
    }
    writer.endObject()
  }

  /// How a page is read, and the values of its statement's parameters.
  private func page(_ entity: BoundEntity, _ request: ListRequest) throws(Failure) -> (PagePlan, [SQLValue]) {
    guard request.isPlain, database.plans.hasRoom(forPageOf: entity, request.limit) else {
      return try makePage(entity, request)
    }
    let page = try database.plans.page(entity, request.limit) { () throws(Failure) in
      try makePage(entity, request, isLimitFixed: true).0
    }
    return (page, [])
  }

  /// - Parameter isLimitFixed: whether the limit is part of the statement: a server makes a plan again for each execution if
  ///   it guesses that another limit would need another one.
  private func makePage(
    _ entity: BoundEntity, _ request: ListRequest, isLimitFixed: Bool = false
  ) throws(Failure) -> (PagePlan, [SQLValue]) {
    let scope = Scope(entity)
    var columns = Columns(model, database.dialect)
    let tree = try request.fields.map { fields throws(Failure) in try FieldTree(fields, entity: entity) }
    let selection = try columns.selection(
      tree ?? Columns.tree(forListing: entity), of: scope, isComplete: false)
    let ordering = try Ordering(request.order, of: scope, &columns)
    let condition = try request.condition.flatMap { tree throws(Failure) in
      try columns.query.condition(tree, of: scope)
    }
    var conditions = [condition].compactMap { $0 }
    if let after = request.after { conditions.append(try ordering.condition(after: after, &columns.query)) }
    let limit = isLimitFixed ? String(request.limit + 1) : columns.query.bind(.integer(request.limit + 1))
    let table = "\(quoted(entity.table)) \(scope.alias)"
    let sql =
      "SELECT \(columns.list) FROM \(table)\(columns.query.joins)"
      + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
      + " ORDER BY \(ordering.sql) LIMIT \(limit)"

    let hasOlder = entity.entity.tables.contains { $0 != entity.table && model.layout.has($0) }
    let page = PagePlan(Plan(sql: sql, selection: selection), ordering, hasOlder: hasOlder)
    return (page, columns.query.parameters)
  }

  /// The number of records that fulfil a condition; of all without one. The query leaves out the joins for the fields that
  /// are shown, which can cost a hundred times as much.
  package func count(_ entity: BoundEntity, where condition: JSON?) throws(Failure) -> Int64 {
    let scope = Scope(entity)
    var query = Query(model, database.dialect)
    let term = try condition.flatMap { tree throws(Failure) in try query.condition(tree, of: scope) }
    let sql =
      "SELECT count(*) FROM \(quoted(entity.table)) \(scope.alias)\(query.joins)"
      + (term.map { " WHERE " + $0 } ?? "")
    return try database.value(sql, query.parameters)?.integer ?? 0
  }

  private func writeItems(
    _ plan: Plan, _ statement: borrowing Statement, _ ordering: Ordering, _ request: ListRequest,
    into writer: inout JSONWriter
  ) throws(Failure) {
    let records = RecordWriter(
      database: database, telling: plan.selection,
      gathered: try GatheredRelations(database, plan.selection, statement))
    let start = writer.mark()
    var (rows, next): (Int64, String?) = (0, nil)
    writer.key("items")
    writer.beginArray()
    while try statement.next() {
      try records.write(plan.selection, statement, into: &writer)
      rows += 1
      if rows == request.limit || writer.count(since: start) > request.bytesMax {
        let cursor = ordering.cursor(statement)
        if try statement.next() { next = cursor }
        break
      }
    }
    writer.endArray()
    writer.key("next")
    if let next { writer.string(next) } else { writer.null() }
  }

  /// A sentence for each table of an older generation in which the file still has rows of the entity: they are not
  /// shown.
  package func leftovers(of entity: BoundEntity) throws(Failure) -> [String] {
    var warnings: [String] = []
    for table in entity.entity.tables where table != entity.table && model.layout.has(table) {
      let count = try database.value("SELECT count(*) FROM \(quoted(table))")?.integer ?? 0
      if count > 0 {
        warnings.append(
          "\(count) \(entity.entity.words) records from before the upgrade are in the older table '\(table)', and not "
            + "shown")
      }
    }
    return warnings
  }
}
