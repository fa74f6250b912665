package import Catalogue
import Engine
package import JSON

// Records as values.
extension ReadTransaction {
  /// The record with the given fields: paths, across relations by dots.
  /// - Throws: `not_found`, `ambiguous`, `invalid`.
  package func record(_ entity: BoundEntity, _ key: RecordKey, _ fields: [String]) throws(Failure) -> Record {
    let id = try self.id(of: key, entity)
    guard let record = try records(entity, where: [entity.number: .integer(id)], fields, limit: 1).first else {
      throw try notFound(entity, key)
    }
    return record
  }

  /// All records that fulfil the condition, in the order of their ids; to-many relations are complete.
  /// - Parameter withSecrets: whether secrets may be among the fields, as they are stored.
  /// - Throws: `invalid`.
  package func records(
    _ entity: BoundEntity, where condition: JSON? = nil, _ fields: [String], limit: Int? = nil,
    withSecrets: Bool = false
  ) throws(Failure) -> [Record] {
    var columns = Columns(model, database.dialect)
    columns.showsSecrets = withSecrets
    let scope = Scope(entity)
    let id = columns.column(scope.number)
    let tree = try FieldTree(paths: fields, entity: entity)
    let selection = try columns.selection(tree, of: scope, isComplete: true)
    let term = try condition.flatMap { tree throws(Failure) in try columns.query.condition(tree, of: scope) }
    let bound = limit.map { " LIMIT \(columns.query.bind(.integer(Int64($0))))" } ?? ""
    let statement = try database.statement(
      "SELECT \(columns.list) FROM \(quoted(entity.table)) \(scope.alias)\(columns.query.joins)"
        + (term.map { " WHERE " + $0 } ?? "") + " ORDER BY \(scope.number)\(bound)", columns.query.parameters)
    let reader = RecordReader(database: database, gathered: try GatheredRelations(database, selection, statement))
    var records: [Record] = []
    while try statement.next() { records.append(try reader.record(selection, id: id, statement)) }
    return records
  }
}

/// Reads the current row of a SELECT as values, where `RecordWriter` writes it as JSON.
private struct RecordReader {
  let database: Database
  let gathered: GatheredRelations?

  func record(_ selection: Selection, id: Int32, _ statement: borrowing Statement) throws(Failure) -> Record {
    var values: [(name: String, value: Record.Value)] = []
    for part in selection.parts {
      switch part {
      case .id, .count, .etag, .change: break
      case .field(let own): values.append((own.name, .stored(statement.value(own.column), own.kind)))
      case .one(_, let one):
        values.append((one.name, try value(one, statement)))
      case .many(_, let many): values.append((many.name, try value(many, of: statement.integer(many.owner))))
      }
    }
    return Record(id: statement.integer(id), values)
  }

  private func value(_ one: Selection.One, _ statement: borrowing Statement) throws(Failure) -> Record.Value {
    if !statement.isNull(one.id) { return .one(try record(one.selection, id: one.id, statement)) }
    return statement.isNull(one.reference) ? .one(nil) : .missing
  }

  private func value(_ many: Selection.Many, of owner: Int64) throws(Failure) -> Record.Value {
    let statement = try database.statement(many, of: owner, gathered)
    var (records, missing): ([Record], Int) = ([], 0)
    while try statement.next() {
      if statement.isNull(many.id) {
        missing += 1
      } else {
        records.append(try record(many.selection, id: many.id, statement))
      }
    }
    return .many(records, missing: missing)
  }
}
