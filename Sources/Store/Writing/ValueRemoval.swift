package import Catalogue
import Engine
package import JSON
import Linux
import Vocabulary

/// Values of old records that are removed for good, to give their space back: which records, and which of their fields.
package struct ValueRemoval: Sendable {
  package let entity: String
  package let fields: [String]
  /// The field that gets the moment of the removal, where the file has it and it has none yet; nil for no field.
  package let stamp: String?
  /// The condition that the records fulfil, as a list takes it.
  package let condition: JSON

  package init(entity: String, fields: [String], stamp: String?, condition: JSON) {
    (self.entity, self.fields, self.stamp, self.condition) = (entity, fields, stamp, condition)
  }

  /// A record that has such values: the size of each, in bytes, in the order of `fields`.
  package struct Candidate: Sendable {
    package let id: Int64
    package let bytes: [Int64]
  }

  /// The SELECT of the records that fulfil a condition on their ids: the id, whether the record is one of those meant, and
  /// the sizes.
  fileprivate func query(
    _ database: Database, _ numbers: (inout Query, String) -> String
  ) throws(Failure) -> (sql: String, parameters: [SQLValue], columns: [String]) {
    let entity = try database.model.entity(entity)
    let scope = Scope(entity)
    var query = Query(database.model, database.dialect)
    let columns = try fields.map { name throws(Failure) in
      guard case .own(let column)? = entity.field(name)?.source else {
        throw Failure(.invalid, "'\(name)' of \(entity.entity.words) is no stored field", field: name)
      }
      return column
    }
    let isMeant = try query.condition(condition, of: scope) ?? database.dialect.truth(true)
    let sizes = columns.map { column in
      let size = database.dialect.byteLength(scope.column(column))
      // The size of a large value is found by reading it.
      return "CASE WHEN \(isMeant) THEN coalesce(\(size), 0) ELSE 0 END"
    }
    let sql =
      "SELECT \(([scope.number] + sizes).joined(separator: ", ")) FROM \(quoted(entity.table)) \(scope.alias)"
      + "\(query.joins) WHERE \(numbers(&query, scope.number))"
    return (sql, query.parameters, columns)
  }
}

extension ReadTransaction {
  /// The records after an id that have such values, in the order of their ids, as far as the search comes in the time.
  /// - Returns: them, and the last id that was looked at; nil if all were.
  package func candidates(
    _ removal: ValueRemoval, after id: Int64, nanoseconds: Int64
  ) throws(Failure) -> (found: [ValueRemoval.Candidate], last: Int64?) {
    let deadline = monotonicNanoseconds() + nanoseconds
    let query = try removal.query(database) { query, number in
      "\(number) > \(query.bind(.integer(id))) ORDER BY \(number)"
    }
    let statement = try database.statement(query.sql, query.parameters)
    var found: [ValueRemoval.Candidate] = []
    while try statement.next() {
      let bytes = query.columns.indices.map { statement.integer(Int32($0 + 1)) }
      if bytes.contains(where: { $0 > 0 }) { found.append(.init(id: statement.integer(0), bytes: bytes)) }
      if monotonicNanoseconds() > deadline { return (found, statement.integer(0)) }
    }
    return (found, nil)
  }

  /// The highest id of a record; 0 without any.
  package func highestID(_ entity: String) throws(Failure) -> Int64 {
    try database.value("SELECT max(id) FROM \(quoted(try model.entity(entity).table))")?.integer ?? 0
  }
}

extension WriteTransaction {
  /// Removes the values of a record, if it still is one of those meant. The audit log gets their sizes and not the values,
  /// since it would take as much space.
  /// - Returns: their sizes, in the order of the fields; nil if there was nothing to remove.
  package mutating func remove(_ removal: ValueRemoval, of id: Int64) throws(Failure) -> [Int64]? {
    try database.checkTime()
    let entity = try model.entity(removal.entity)
    let query = try removal.query(database) { query, number in "\(number) = \(query.bind(.integer(id)))" }
    guard let row = try database.rows(query.sql, query.parameters).first else { return nil }
    let bytes = row.dropFirst().map { $0.integer ?? 0 }
    let places = bytes.indices.filter { bytes[$0] > 0 }
    guard !places.isEmpty else { return nil }
    // As the server's own cleanup writes it: not null, which a run has that has no result yet.
    let terms = places.map { "\(quoted(query.columns[$0])) = ''" }.joined(separator: ", ")
    try database.run(
      "UPDATE \(quoted(entity.table)) SET \(terms) WHERE id = \(database.parameter(1))", [.integer(id)])
    record(
      RowChange(
        table: entity.table, row: id, before: [], after: [],
        removed: places.map { RowChange.RemovedColumn(query.columns[$0], bytes: bytes[$0]) }),
      of: entity.name, id)
    if let stamp = removal.stamp, case .own(let column)? = entity.field(stamp)?.source,
      try database.value(
        "SELECT \(quoted(column)) FROM \(quoted(entity.table)) WHERE id = \(database.parameter(1))", [.integer(id)]
      )?.isNull == true
    {
      try update(entity.table, row: id, [.init(column, .text(context.now.stored))], of: entity.name, id)
    }
    return bytes
  }
}
