/// The tables and columns that a database file has. It is no version number: the real server adds columns in place, so
/// a file can be a mixture of generations.
package struct Layout: Sendable, Hashable {
  package let columns: [String: [String]]

  /// - Parameter columns: the columns of each table, in the file's order.
  package init(columns: [String: [String]]) { self.columns = columns }

  package func has(_ table: String) -> Bool { columns[table] != nil }
  package func has(_ table: String, _ column: String) -> Bool { columns[table]?.contains(column) ?? false }
  package func has(_ presence: Field.Presence) -> Bool {
    switch presence {
    case .always: true
    case .table(let table): has(table)
    case .column(let table, let column): has(table, column)
    }
  }
  /// The first candidate that the table has. Candidates are listed newest first.
  package func first(_ candidates: [String], of table: String) -> String? {
    candidates.first { has(table, $0) }
  }
}
