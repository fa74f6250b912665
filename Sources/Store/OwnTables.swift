package import Catalogue
package import Engine

/// The tables that the daemon adds to every database: the audit log, the sequences, and facts about the audit log. The
/// real server neither reads nor changes them. Their names stay in users' databases. The SQL that makes them depends on
/// the engine, and is in the module that adopts databases.
package enum OwnTables {
  package static let prefix = "vantage6_admin_"
  package static let sequence = "vantage6_admin_sequence"
  package static let audit = "vantage6_admin_audit"
  /// Facts about the audit log, by the names in `State`.
  package static let state = "vantage6_admin_state"

  /// What the names of the indexes by which rows are looked up begin with.
  package static let lookupIndexPrefix = "vantage6_admin_index_"

  /// The name of the index by which rows of a table are looked up.
  package static func lookupIndex(on column: String, of table: String) -> String {
    "\(lookupIndexPrefix)\(table)_\(column)"
  }

  package enum State: String {
    /// The number of the audit log's format. The first format did not store its number.
    case format
    /// The name of the log's history. It changes when the database is restored or replaced, since a number then means
    /// another change.
    case history
    /// The names of the histories before, the oldest first, separated by blanks: a backup comes from this database if its
    /// history is among them. The first releases did not store them.
    case earlier
    /// What tells the place of the database that the history belongs to from others: the inode of a file.
    case file
  }

  /// The format that this program writes. Its columns and the meaning of `changes` stay in users' databases.
  package static let format: Int64 = 2
  /// The columns that the second format adds: why a change was made, and a hash of its record, which is null so far.
  package static let additions = ["reason", "hash"]

  package static func isAdopted(_ layout: Layout) -> Bool { layout.has(sequence) || layout.has(audit) }
  package static func areComplete(_ layout: Layout) -> Bool {
    layout.has(sequence) && layout.has(state) && additions.allSatisfy { layout.has(audit, $0) }
  }

  /// A SELECT of one fact of `state`. Its parameter is the name.
  package static func stateValue(_ dialect: any Dialect) -> String {
    "SELECT value FROM \(state) WHERE name = \(dialect.parameter(1))"
  }

  /// The highest valid number. A higher number is damage and does not count.
  package static var lastNumber: Int64 { GivenNumber.range.upperBound }

  /// A SELECT of the highest number in a column.
  package static func highestNumber(in column: String, of table: String, _ dialect: any Dialect) -> String {
    let column = quoted(column)
    return "SELECT \(column) FROM \(quoted(table)) WHERE \(GivenNumber.counts(column, dialect)) "
      + "ORDER BY \(column) DESC LIMIT 1"
  }

  /// The columns that hold the numbers of each sequence, by its name, in all generations.
  package static func sources(
    _ layout: Layout, _ catalogue: Catalogue
  ) -> [(name: String, table: String, column: String)] {
    var sources: [(name: String, table: String, column: String)] = []
    for entity in catalogue.entities where !entity.isLog {
      if let parent = entity.parent, !sources.contains(where: { $0.table == parent.table }) {
        sources.append((parent.table, parent.table, "id"))
      }
      for table in entity.tables {
        // A row that extends a parent's row has the parent's id.
        sources.append((entity.parent?.table ?? table, table, "id"))
        for field in entity.fields where field.fallback == .next {
          for case .columns(let columns) in field.sources { sources += columns.map { (field.name, table, $0) } }
        }
      }
    }
    return sources.filter { layout.has($0.table, $0.column) }
  }
}
