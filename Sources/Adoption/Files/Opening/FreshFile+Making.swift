import Engine
import JSON
import SQLite

extension Product.FreshFile {
  /// Makes the tables in an empty file. To be called in a transaction.
  func makeTables(_ connection: borrowing Connection) throws(EngineError) {
    for table in tables { try connection.script(table) }
  }

  /// Inserts the rows into the tables. To be called in a transaction.
  func insertRows(_ connection: borrowing Connection) throws(EngineError) {
    for row in rows {
      let members = row.columns.members
      let names = members.map { "\"\($0.key)\"" }.joined(separator: ", ")
      let places = members.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
      try connection.run(
        "INSERT INTO \"\(row.table)\" (\(names)) VALUES (\(places))", members.map { Self.stored($0.value) })
    }
  }

  private static func stored(_ value: JSON) -> SQLValue {
    value.integer.map { .integer($0) } ?? value.string.map { .text($0) } ?? .null
  }
}
