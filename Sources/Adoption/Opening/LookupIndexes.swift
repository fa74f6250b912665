import Catalogue
import Engine
import SQLite
import Store

/// Indexes on the columns by which records are looked up. The real server makes none, and reads whole tables.
struct LookupIndexes {
  /// The statements that make the missing indexes. A column needs none of ours if another index begins with it.
  let missing: [String]

  init(_ connection: borrowing Connection, _ layout: Layout, _ lookups: [Product.Lookup]) throws(EngineError) {
    let rows = try connection.rows(
      """
      SELECT s.name, c.name FROM sqlite_schema AS s, pragma_index_list(s.name) AS i, pragma_index_info(i.name) AS c
      WHERE s.type = 'table' AND s.sql NOT LIKE 'CREATE VIRTUAL%' AND c.seqno = 0 AND i.partial = 0
      """)
    let indexed = Set(rows.map { [$0[0].text, $0[1].text] })
    var missing: [String] = []
    for lookup in lookups {
      let (table, columns) = (lookup.table, lookup.columns)
      for column in columns where layout.has(table, column) && !indexed.contains([table, column]) {
        // The index has both columns of a pair, so that SQLite finds the partner without reading the row.
        let partner = lookup.isPairs ? columns.first { $0 != column && layout.has(table, $0) } : nil
        let covered = ([column] + (partner.map { [$0] } ?? [])).map { "\"\($0)\"" }.joined(separator: ", ")
        missing.append(
          "CREATE INDEX IF NOT EXISTS \"\(OwnTables.prefix)index_\(table)_\(column)\" ON \"\(table)\" (\(covered))")
      }
    }
    self.missing = missing
  }
}
