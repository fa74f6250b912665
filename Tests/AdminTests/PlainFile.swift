import Engine

/// A database as plain SQL shows it, whole, in memory: what lists are compared with.
struct PlainFile {
  typealias Row = [String: SQLValue]

  private let tables: [String: [Row]]
  private let columns: [String: Set<String>]

  init(_ path: String) throws {
    let session = try PlainSession(path)
    var (tables, columns): ([String: [Row]], [String: Set<String>]) = ([:], [:])
    // Our own tables are no part of what the server sees.
    for (table, names) in try session.tables() {
      tables[table] = try session.rows(of: table, names).map { values in
        Row(uniqueKeysWithValues: zip(names, values))
      }
      columns[table] = Set(names)
    }
    (self.tables, self.columns) = (tables, columns)
  }

  var tableNames: [String] { tables.keys.sorted() }
  func has(_ table: String) -> Bool { tables[table] != nil }
  func has(_ table: String, _ column: String) -> Bool { columns[table]?.contains(column) ?? false }
  func rows(_ table: String) -> [Row] { tables[table] ?? [] }
  func columns(of table: String) -> [String] { columns[table]?.sorted() ?? [] }
  func row(_ table: String, _ id: Int64) -> Row? { rows(table).first { $0["id"] == .integer(id) } }
  func rows(_ table: String, where column: String, is id: Int64) -> [Row] {
    rows(table).filter { $0[column] == .integer(id) }
  }
  /// The first of the columns that the table has.
  func first(_ candidates: [String], of table: String) -> String? { candidates.first { has(table, $0) } }
  func firstTable(_ candidates: [String]) -> String? { candidates.first { has($0) } }
}
