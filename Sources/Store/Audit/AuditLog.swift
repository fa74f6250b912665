package import Catalogue
import Engine
package import JSON
import Vocabulary

extension Entity {
  /// The audit log as something that conditions can be made on.
  static let audit = Entity(
    "audit", "What was changed, by whom, and what it was before.", tables: [OwnTables.audit], verbs: [],
    fields: [
      Field("seq", .integer, "Number of the record, in the order of the changes."),
      Field("at", .moment, "When it was changed."),
      Field("uid", .integer, "User id of the process that asked for it."),
      Field("user", .text, "Name of that user."),
      Field("pid", .integer, "Process id."),
      Field("program", .text, "The program, as it called itself."),
      Field("on_behalf_of", .text, "For whom, as claimed."),
      Field("method", .text, "The method that was called."),
      Field("entity", .text, "What kind of record was changed."),
      Field("call", .integer, "Number of the first record of the same call."),
      Field("transaction", .integer, "Number of the first record of the same transaction."),
      Field("undoes", .integer, "Number of the change that was undone by it."),
    ])
}

// Reading the audit log.
extension ReadTransaction {
  private func bound() throws(Failure) -> (model: Model, entity: BoundEntity) {
    let model = Model(Catalogue([.audit]), model.layout)
    return (model, try model.entity("audit"))
  }

  /// Writes `{items, next, total?}`, the newest first unless `isOldestFirst`.
  /// - Throws: `invalid`; `limit` for a page of more records than there may be.
  package func auditList(
    _ request: ListRequest, isOldestFirst: Bool, into writer: inout JSONWriter
  ) throws(Failure) {
    guard (1...PageRows.max).contains(request.limit) else {
      throw Failure(
        request.limit < 1 ? .invalid : .limit, "'limit': expected 1 to \(PageRows.max), got \(request.limit)",
        field: "limit")
    }
    let (audit, entity) = try bound()
    var query = Query(audit, database.dialect)
    let scope = Scope(entity)
    let condition = try request.condition.flatMap { tree throws(Failure) in
      try query.condition(canonical(tree), of: scope)
    }
    let counting = query
    var conditions = [condition].compactMap { $0 }
    if let after = request.after {
      guard let seq = Int64(after) else {
        throw Failure(.invalid, "'after' is not the 'next' of a page", field: "after")
      }
      conditions.append("t0.seq \(isOldestFirst ? ">" : "<") \(query.bind(.integer(seq)))")
    }
    let limit = query.bind(.integer(request.limit + 1))
    let from = "FROM \(OwnTables.audit) t0"
    let sql =
      "SELECT \(AuditRecord.columns) \(from)"
      + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
      + " ORDER BY seq\(isOldestFirst ? "" : " DESC") LIMIT \(limit)"
    let statement = try database.statement(sql, query.parameters)
    let names = RecordNames(database)
    writer.beginObject()
    let start = writer.mark()
    writer.key("items")
    writer.beginArray()
    var (rows, next): (Int64, Int64?) = (0, nil)
    while try statement.next() {
      let record = AuditRecord(statement)
      writer.value(try record.json(names, self.model))
      rows += 1
      if rows == request.limit || writer.count(since: start) > request.bytesMax {
        if try statement.next() { next = record.seq }
        break
      }
    }
    writer.endArray()
    writer.key("next")
    if let next { writer.string(String(next)) } else { writer.null() }
    if request.isCounted {
      let count = "SELECT count(*) \(from)" + (condition.map { " WHERE " + $0 } ?? "")
      writer.key("total")
      writer.integer(try database.value(count, counting.parameters)?.integer ?? 0)
    }
    writer.endObject()
  }

  /// Writes one record of the audit log.
  /// - Throws: `not_found`.
  package func auditGet(_ seq: Int64, into writer: inout JSONWriter) throws(Failure) {
    guard let record = try auditRecord(seq) else {
      throw Failure(.notFound, "no change \(seq) in the audit log", id: seq)
    }
    writer.value(try record.json(RecordNames(database), model))
  }

  /// Both generations' names of an entity mean the same.
  private func canonical(_ tree: JSON) -> JSON {
    guard var object = tree.object, let name = object["entity"]?.string, let entity = model.catalogue[name] else {
      return tree
    }
    object["entity"] = .string(entity.name)
    return .object(object)
  }
}
