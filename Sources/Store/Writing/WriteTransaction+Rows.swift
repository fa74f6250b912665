import Catalogue
import Engine

// All rows are written here, so that each change is recorded.
extension WriteTransaction {
  /// Inserts a row, as a change to the record of `entity` with that id.
  /// - Parameter foreign: columns whose values the database may convert, or fill with a default. The change has what is
  ///   stored, since an undo compares it with the row.
  mutating func insert(
    into table: String, _ columns: [RowChange.Column], of entity: String, _ id: Int64, foreign: [String] = []
  ) throws(Failure) {
    try database.checkTime()
    try write(
      database.texts.insert(into: table, columns), columns.map(\.value), mayWait: foreign.isEmpty)
    let row = Self.id(of: columns)
    var after = columns
    if !foreign.isEmpty, let row {
      after.removeAll { foreign.contains($0.name) }
      after += try stored(foreign, in: table, row: row)
    }
    record(RowChange(table: table, row: row, before: nil, after: after), of: entity, id)
  }

  /// Runs a statement that changes rows.
  /// - Parameter mayWait: whether it may run with the next statement.
  private func write(_ sql: String, _ values: [SQLValue], mayWait: Bool) throws(Failure) {
    if mayWait { try database.runWithNext(sql, values) } else { try database.run(sql, values) }
  }

  /// The columns of a row as they are stored.
  private func stored(_ names: [String], in table: String, row: Int64) throws(Failure) -> [RowChange.Column] {
    let list = names.map(quoted).joined(separator: ", ")
    return try database.columns(
      "SELECT \(list) FROM \(quoted(table)) WHERE id = \(database.parameter(1))", [.integer(row)]
    ).first ?? []
  }

  private static func id(of columns: [RowChange.Column]) -> Int64? {
    columns.first { $0.name == "id" }?.value.integer
  }

  /// Writes those columns of the row with that id that differ.
  /// - Parameter foreign: as for `insert`.
  /// - Returns: whether any differed.
  @discardableResult
  mutating func update(
    _ table: String, row: Int64, _ columns: [RowChange.Column], of entity: String, _ id: Int64, foreign: [String] = []
  ) throws(Failure) -> Bool {
    guard !columns.isEmpty else { return false }
    try database.checkTime()
    let current = try database.rows(database.texts.update(table, columns).select, [.integer(row)])
    guard let current = current.first else { return false }
    let changed = columns.indices.filter { current[$0] != columns[$0].value }
    guard !changed.isEmpty else { return false }
    var after = changed.map { columns[$0] }
    var before = changed.map { RowChange.Column(columns[$0].name, current[$0]) }
    let converted = foreign.isEmpty ? [] : after.map(\.name).filter(foreign.contains)
    try write(
      database.texts.update(table, after).update, [.integer(row)] + after.map(\.value), mayWait: converted.isEmpty)
    if !converted.isEmpty {
      for column in try stored(converted, in: table, row: row) {
        guard let place = after.firstIndex(where: { $0.name == column.name }) else { continue }
        after[place] = column
      }
      let same = Set(zip(before, after).filter { $0 == $1 }.map(\.0.name))
      before.removeAll { same.contains($0.name) }
      after.removeAll { same.contains($0.name) }
      if after.isEmpty { return false }
    }
    record(RowChange(table: table, row: row, before: before, after: after), of: entity, id)
    return true
  }

  /// Deletes the row with that id. The audit record keeps the whole row.
  /// - Returns: whether there was one.
  @discardableResult
  mutating func delete(from table: String, row: Int64, of entity: String, _ id: Int64) throws(Failure) -> Bool {
    guard try recordDeletion(from: table, row: row, of: entity, id) else { return false }
    try erase(row, from: table)
    return true
  }

  /// Records the deletion of a row that is still there.
  /// - Returns: whether there is one.
  mutating func recordDeletion(
    from table: String, row: Int64, of entity: String, _ id: Int64
  ) throws(Failure) -> Bool {
    try database.checkTime()
    guard let before = try database.columns(database.texts.row(of: table).select, [.integer(row)]).first else {
      return false
    }
    record(RowChange(table: table, row: row, before: before, after: nil), of: entity, id)
    return true
  }

  /// Deletes a row whose deletion is recorded.
  func erase(_ row: Int64, from table: String) throws(Failure) {
    try database.runWithNext(database.texts.row(of: table).delete, [.integer(row)])
  }

  /// Takes a reference away from a row whose deletion is recorded.
  func unlink(_ column: String, of row: Int64, in table: String) throws(Failure) {
    try database.runWithNext(
      "UPDATE \(quoted(table)) SET \(quoted(column)) = NULL WHERE id = \(database.parameter(1))", [.integer(row)])
  }
}

// Tables of pairs have no ids: a pair is identified by its values, and may exist twice.
extension WriteTransaction {
  /// The pairs whose column `ours` is `id`, with all of their columns, in the order in which they were made.
  func pairs(in table: String, _ ours: String, _ id: Int64) throws(Failure) -> [[RowChange.Column]] {
    try database.columns(database.texts.pairs(in: table, ours), [.integer(id)])
  }

  /// Deletes pairs of one record, which must be all rows with the same values in `columns`.
  mutating func delete(
    _ pairs: [[RowChange.Column]], from table: String, by columns: [String], of entity: String, _ id: Int64
  ) throws(Failure) {
    guard let first = pairs.first else { return }
    try database.checkTime()
    let key = first.filter { columns.contains($0.name) }
    try database.runWithNext("DELETE FROM \(quoted(table)) WHERE \(hasValues(key))", key.map(\.value))
    for pair in pairs { record(RowChange(table: table, row: nil, before: pair, after: nil), of: entity, id) }
  }

  /// Deletes one pair with these values, even if there are more.
  mutating func delete(
    pair: [RowChange.Column], from table: String, of entity: String, _ id: Int64
  ) throws(Failure) {
    try database.checkTime()
    let address = database.dialect.rowAddress(of: quoted(table))
    let one = "SELECT \(address) FROM \(quoted(table)) WHERE \(hasValues(pair)) ORDER BY \(address) DESC LIMIT 1"
    try database.runWithNext("DELETE FROM \(quoted(table)) WHERE \(address) = (\(one))", pair.map(\.value))
    record(RowChange(table: table, row: nil, before: pair, after: nil), of: entity, id)
  }

  /// Whether there is a pair with these values.
  func hasPair(_ pair: [RowChange.Column], in table: String) throws(Failure) -> Bool {
    try database.value("SELECT 1 FROM \(quoted(table)) WHERE \(hasValues(pair)) LIMIT 1", pair.map(\.value)) != nil
  }

  private func hasValues(_ columns: [RowChange.Column]) -> String {
    columns.enumerated().map { database.dialect.same(quoted($1.name), database.parameter($0 + 1)) }
      .joined(separator: " AND ")
  }
}

extension Database {
  /// Whole rows with the names of their columns.
  func columns(_ sql: String, _ values: [SQLValue]) throws(Failure) -> [[RowChange.Column]] {
    let statement = try statement(sql, values)
    var rows: [[RowChange.Column]] = []
    while try statement.next() {
      rows.append((0..<statement.columnCount).map { RowChange.Column(statement.name($0), statement.value($0)) })
    }
    return rows
  }
}
