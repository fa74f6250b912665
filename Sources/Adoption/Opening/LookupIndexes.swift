package import Catalogue
import Engine
import Store

/// Indexes on the columns by which records are looked up. The real server makes none, and reads whole tables.
package struct LookupIndexes {
  /// The statements that make the missing indexes. A column needs none of ours if another index begins with it.
  package let missing: [String]

  init(_ session: any Session, _ layout: Layout, _ lookups: [Product.Lookup]) throws(EngineError) {
    self.init(indexed: try session.indexedColumns(), layout, lookups)
  }

  /// - Parameter indexed: the first columns of the indexes that exist, by table.
  package init(indexed: [String: Set<String>], _ layout: Layout, _ lookups: [Product.Lookup]) {
    var missing: [String] = []
    for lookup in lookups {
      let (table, columns) = (lookup.table, lookup.columns)
      for column in columns where layout.has(table, column) && indexed[table]?.contains(column) != true {
        // The index has both columns of a pair, so that the engine finds the partner without reading the row.
        let partner = lookup.isPairs ? columns.first { $0 != column && layout.has(table, $0) } : nil
        let covered = ([column] + (partner.map { [$0] } ?? [])).map { "\"\($0)\"" }.joined(separator: ", ")
        missing.append(
          "CREATE INDEX IF NOT EXISTS \"\(OwnTables.lookupIndex(on: column, of: table))\" ON \"\(table)\" (\(covered))")
      }
    }
    self.missing = missing
  }
}
