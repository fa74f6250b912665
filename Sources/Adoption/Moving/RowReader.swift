import Catalogue
import Engine
import Store

/// Reads the rows of whole tables. An engine that is in another process sends all rows of a statement before the first
/// one is read, so that they are asked for in pages of bounded size.
struct RowReader {
  let session: any Session

  private static let pageRows = 1_000
  private static let pageBytes: Int64 = 8 << 20

  func forEachRow(
    of table: MovedTable, _ body: ([SQLValue]) throws(Failure) -> Void
  ) throws(Failure) {
    guard session.costsRoundTrips, let key = table.key else {
      return try forEachRow(of: table, table.selection(), [], body)
    }
    var last: Int64?
    while let end = try endOfPage(table, key, after: last) {
      let (first, second) = (session.dialect.parameter(1), session.dialect.parameter(2))
      let lower = last == nil ? "" : " AND \(quoted(key)) > \(second)"
      try forEachRow(
        of: table, table.selection(" WHERE \(quoted(key)) <= \(first)\(lower) ORDER BY \(quoted(key))"),
        [.integer(end)] + (last.map { [.integer($0)] } ?? []), body)
      last = end
    }
  }

  private func forEachRow(
    of table: MovedTable, _ sql: String, _ values: [SQLValue], _ body: ([SQLValue]) throws(Failure) -> Void
  ) throws(Failure) {
    let statement = try statement(sql, values)
    while true {
      let isRow: Bool
      do { isRow = try statement.step() } catch { throw Move.failure(error) }
      guard isRow else { return }
      try body(table.columns.indices.map { statement.value(Int32($0)) })
    }
  }

  private func statement(_ sql: String, _ values: [SQLValue]) throws(Failure) -> Statement {
    do { return try session.statement(sql, values) } catch { throw Move.failure(error) }
  }

  /// The key of the last row of the next page; nil behind the last page.
  private func endOfPage(_ table: MovedTable, _ key: String, after last: Int64?) throws(Failure) -> Int64? {
    let condition = last == nil ? "" : " WHERE \(quoted(key)) > \(session.dialect.parameter(1))"
    let sql =
      "SELECT \(quoted(key)), \(table.size(session.dialect)) FROM \(quoted(table.name))\(condition) "
      + "ORDER BY \(quoted(key)) LIMIT \(Self.pageRows)"
    let rows: [[SQLValue]]
    do { rows = try session.rows(sql, last.map { [.integer($0)] } ?? []) } catch {
      throw Move.failure(error)
    }
    var (bytes, end): (Int64, Int64?) = (0, nil)
    for row in rows {
      bytes += row[1].integer ?? 0
      if end != nil, bytes > Self.pageBytes { break }
      end = row[0].integer
    }
    return end
  }
}
