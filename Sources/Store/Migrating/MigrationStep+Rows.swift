package import Catalogue
import Engine
package import JSON

// What a step of the product needs to look at row by row.
extension WriteTransaction {
  /// The rows of a table in the order of their ids, for a step to change.
  package struct RowChoice: Sendable {
    let table: String
    let columns: [String]
    let filled: [String]
    let empty: [String]

    /// - Parameters:
    ///   - columns: those that the step wants to see.
    ///   - filled: the columns that must have a value.
    ///   - empty: the columns that must have none.
    package init(_ table: String, _ columns: [String], filled: [String] = [], empty: [String] = []) {
      (self.table, self.columns, self.filled, self.empty) = (table, columns, filled, empty)
    }

    fileprivate func has(_ layout: Layout) -> Bool {
      (columns + filled + empty).allSatisfy { layout.has(table, $0) }
    }
  }

  /// Changes columns of rows as the body says. Nothing happens if the database lacks one of the columns.
  /// - Parameter body: gets the id of a row and its values, where those are texts or whole numbers, and else null.
  ///   Returns the new values of some columns; nil to leave the row as it is.
  /// - Returns: how many rows it changed.
  package func change(
    _ choice: RowChoice, _ body: (_ id: Int64, _ values: [JSON]) throws(Failure) -> JSON.Object?
  ) throws(Failure) -> Int64 {
    guard choice.has(model.layout) else { return 0 }
    let conditions =
      choice.filled.map { " AND \(quoted($0)) IS NOT NULL" } + choice.empty.map { " AND \(quoted($0)) IS NULL" }
    let sql =
      "SELECT \((["id"] + choice.columns).map(quoted).joined(separator: ", ")) FROM \(quoted(choice.table)) "
      + "WHERE id > \(database.parameter(1))\(conditions.joined()) ORDER BY id LIMIT \(Self.rowsAtOnce)"
    var (count, last) = (Int64(0), Int64.min)
    while true {
      try database.checkTime()
      let rows = try database.rows(sql, [.integer(last)])
      for row in rows {
        guard let id = row[0].integer else { continue }
        last = max(last, id)
        guard let new = try body(id, row.dropFirst().map(Self.json)) else { continue }
        try set(new, of: choice.table, id)
        count += 1
      }
      guard rows.count == Self.rowsAtOnce else { return count }
    }
  }

  /// Few, since each may have megabytes.
  private static let rowsAtOnce = 64

  private static func json(_ value: SQLValue) -> JSON {
    switch value {
    case .integer(let number): .integer(number)
    case .text(let text): .string(text)
    case .null, .real, .malformedText, .blob: .null
    }
  }

  private func set(_ values: JSON.Object, of table: String, _ id: Int64) throws(Failure) {
    let changes = values.members.enumerated().map { "\(quoted($0.element.key)) = \(database.parameter($0.offset + 1))" }
    let texts: [SQLValue] = values.members.map { SQLValue($0.value.string) }
    try database.runWithNext(
      "UPDATE \(quoted(table)) SET \(changes.joined(separator: ", ")) WHERE id = \(database.parameter(changes.count + 1))",
      texts + [.integer(id)])
  }

  /// The records of an entity with their ids and some of their fields, also of those that this generation no longer
  /// has. A field that the database has no column for is left out.
  package func records(_ entity: BoundEntity, alsoRetired names: [String]) throws(Failure) -> [JSON.Object] {
    let columns: [(name: String, column: String)] = names.compactMap { name in
      guard let field = (entity.fields + entity.retiredFields).first(where: { $0.name == name }),
        case .own(let column) = field.source
      else { return nil }
      return (name, column)
    }
    let list = (["id"] + columns.map(\.column)).map(quoted).joined(separator: ", ")
    return try database.rows("SELECT \(list) FROM \(quoted(entity.table)) ORDER BY id").map { row in
      var record = JSON.Object([.init("id", Self.json(row[0]))])
      for (one, value) in zip(columns, row.dropFirst()) { record[one.name] = Self.json(value) }
      return record
    }
  }
}
