import Catalogue
import SQLite

/// Numbers that are handed out once: ids and `run_id`. SQLite gives the highest id again after its row was deleted; old
/// links, logs and containers would then point to another record.
enum Sequence {
  /// What a caller may choose: larger databases keep 32 bits. A number beyond it is damage, after which there may be no
  /// next one: it does not count.
  static let range: ClosedRange<Int64> = 1...Int64(Int32.max)

  /// The next number: beyond all that were handed out, and all that are in the columns.
  static func next(_ name: String, beyond columns: [(table: String, column: String)], _ database: Database)
    throws(Failure) -> Int64
  {
    let source = source(beyond: columns)
    let sql =
      "INSERT INTO vantage6_admin_sequence (name, last) VALUES (?1, (\(source))) "
      + "ON CONFLICT (name) DO UPDATE SET last = max(last + 1, excluded.last) RETURNING last"
    guard let next = try database.value(sql, [.text(name)])?.integer, range.contains(next) || name == OwnTables.audit
    else {
      throw Failure(
        .limit, "no number is left for '\(name)': the database has the last one there is")
    }
    return next
  }

  /// What `next` would answer; it is not taken.
  static func peek(_ name: String, beyond columns: [(table: String, column: String)], _ database: Database)
    throws(Failure) -> Int64
  {
    let last = "SELECT last + 1 FROM vantage6_admin_sequence WHERE name = ?1"
    return try database.value("SELECT max((\(source(beyond: columns))), coalesce((\(last)), 1))", [.text(name)])?
      .integer ?? 1
  }

  /// A SELECT of one more than the highest number in the columns.
  private static func source(beyond columns: [(table: String, column: String)]) -> String {
    let highest = columns.map { (table, column) in
      let column = quoted(column)
      return "(SELECT \(column) AS n FROM \(quoted(table)) WHERE \(counts(column)) ORDER BY \(column) DESC LIMIT 1)"
    }
    let all = highest.joined(separator: " UNION ALL SELECT * FROM ")
    return "SELECT coalesce(max(n), 0) + 1 FROM (SELECT * FROM \(all))"
  }

  /// Whether the value of a column counts: text and other strays in a damaged one sort above every number.
  static func counts(_ column: String) -> String {
    "typeof(\(column)) = 'integer' AND \(column) <= \(range.upperBound)"
  }

  /// Remembers that a number was used.
  static func note(_ name: String, _ number: Int64, _ database: Database) throws(Failure) {
    guard number <= range.upperBound else { return }
    try database.run(
      "INSERT INTO vantage6_admin_sequence (name, last) VALUES (?1, ?2) "
        + "ON CONFLICT (name) DO UPDATE SET last = max(last, excluded.last)", [.text(name), .integer(number)])
  }
}

extension Sequence {
  /// The columns of a field in all generations.
  static func columns(
    of field: BoundField, _ entity: BoundEntity, _ layout: Layout
  ) -> [(table: String, column: String)] {
    field.field.sources.flatMap { source -> [(table: String, column: String)] in
      guard case .columns(let columns) = source else { return [] }
      return columns.filter { layout.has(entity.table, $0) }.map { (entity.table, $0) }
    }
  }
}

extension WriteTransaction {
  /// An id for a new row of the table. Where other tables extend it row by row, theirs count too: a damaged file has
  /// rows there that it has not.
  func nextID(in table: String) throws(Failure) -> Int64 {
    let tables = [table] + model.entities.filter { $0.parent?.table == table }.map(\.table)
    return try Sequence.next(table, beyond: tables.map { ($0, "id") }, database)
  }

  /// A number for a field whose default is the next one: all generations' columns count.
  func next(_ field: BoundField, of entity: BoundEntity) throws(Failure) -> Int64 {
    try Sequence.next(field.name, beyond: Sequence.columns(of: field, entity, model.layout), database)
  }
}
