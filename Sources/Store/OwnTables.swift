package import Catalogue
package import Engine

/// What we add to every database: the audit log, the sequences, and what is to be known of both. The real server
/// neither reads nor changes it. Their names are what stays in a database; the engine's own way to make them stands
/// where databases are adopted.
package enum OwnTables {
  package static let prefix = "vantage6_admin_"
  package static let sequence = "vantage6_admin_sequence"
  package static let audit = "vantage6_admin_audit"
  /// What is to be known of the audit log, by the names of `State`.
  package static let state = "vantage6_admin_state"

  package enum State: String {
    /// The number of the audit log's format; formats before the second did not say theirs.
    case format
    /// Names the history that the log tells: another one where the database was restored or replaced, since the numbers of
    /// changes mean others then.
    case history
    /// The file that the history is of.
    case file
  }

  /// The format that is written. Its columns and the meaning of `changes` are what stays in users' databases.
  package static let format: Int64 = 2
  /// What the second format adds to a record: why it was made, and a hash over it. Both are null until they are used.
  package static let additions = ["reason", "hash"]

  package static func isAdopted(_ layout: Layout) -> Bool { layout.has(sequence) || layout.has(audit) }
  package static func areComplete(_ layout: Layout) -> Bool {
    layout.has(sequence) && layout.has(state) && additions.allSatisfy { layout.has(audit, $0) }
  }

  /// A SELECT of one value of the state. Its parameter is the name.
  package static func stateValue(_ dialect: any Dialect) -> String {
    "SELECT value FROM \(state) WHERE name = \(dialect.parameter(1))"
  }

  /// The last number that there can be: one beyond it is damage, and does not count.
  package static var lastNumber: Int64 { GivenNumber.range.upperBound }

  /// A SELECT of the highest number in a column.
  package static func highestNumber(in column: String, of table: String, _ dialect: any Dialect) -> String {
    let column = quoted(column)
    return "SELECT \(column) FROM \(quoted(table)) WHERE \(GivenNumber.counts(column, dialect)) "
      + "ORDER BY \(column) DESC LIMIT 1"
  }

  /// Where numbers come from, by the name of their sequence: the columns of all generations.
  package static func sources(
    _ layout: Layout, _ catalogue: Catalogue
  ) -> [(name: String, table: String, column: String)] {
    var sources: [(name: String, table: String, column: String)] = []
    for entity in catalogue.entities where !entity.isLog {
      if let parent = entity.parent, !sources.contains(where: { $0.table == parent.table }) {
        sources.append((parent.table, parent.table, "id"))
      }
      for table in entity.tables {
        // A row that extends another one has its id from there.
        sources.append((entity.parent?.table ?? table, table, "id"))
        for field in entity.fields where field.fallback == .next {
          for case .columns(let columns) in field.sources { sources += columns.map { (field.name, table, $0) } }
        }
      }
    }
    return sources.filter { layout.has($0.table, $0.column) }
  }
}
