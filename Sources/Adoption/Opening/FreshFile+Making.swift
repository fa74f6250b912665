import Engine
import JSON

extension Product.FreshFile {
  /// Makes the tables in an empty database. To be called in a transaction.
  func makeTables(_ session: any Session) throws(EngineError) {
    for table in tables { try session.run(table) }
  }

  /// Inserts the rows into the tables. To be called in a transaction.
  func insertRows(_ session: any Session) throws(EngineError) {
    for row in rows {
      let members = row.columns.members
      let names = members.map { "\"\($0.key)\"" }.joined(separator: ", ")
      let places = members.indices.map { session.dialect.parameter($0 + 1) }.joined(separator: ", ")
      try session.run(
        "INSERT INTO \"\(row.table)\" (\(names)) VALUES (\(places))", members.map { Self.stored($0.value) })
    }
  }

  private static func stored(_ value: JSON) -> SQLValue {
    value.integer.map { .integer($0) } ?? value.string.map { .text($0) } ?? .null
  }
}
