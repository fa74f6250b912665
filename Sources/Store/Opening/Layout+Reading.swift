package import Catalogue
package import SQLite

extension Layout {
  /// Reads the tables and columns that a file has. Virtual tables are left out: their module may be missing here.
  package init(reading connection: borrowing Connection) throws(SQLiteError) {
    let rows = try connection.rows(
      """
      SELECT s.name, c.name FROM sqlite_schema AS s, pragma_table_info(s.name) AS c
      WHERE s.type = 'table' AND s.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY s.rowid, c.cid
      """)
    var columns: [String: [String]] = [:]
    for row in rows {
      guard let table = row[0].text, let column = row[1].text else { continue }
      columns[table, default: []].append(column)
    }
    self.init(columns: columns)
  }
}
