import Catalogue
import Engine
import SQLite

extension Product {
  /// The warnings about the leftovers in the file.
  func leftoverWarnings(_ connection: borrowing Connection, _ layout: Layout) throws(EngineError) -> [String] {
    var warnings: [String] = []
    for leftover in leftovers where try leftover.place.isThere(connection, layout) { warnings.append(leftover.warning) }
    return warnings
  }
}

extension Product.Leftover.Place {
  fileprivate func isThere(_ connection: borrowing Connection, _ layout: Layout) throws(EngineError) -> Bool {
    let query: String
    switch self {
    case .rows(let table, let other):
      guard layout.has(table), layout.has(other) else { return false }
      query = "SELECT 1 FROM \"\(table)\""
    case .values(let table, let older, let newer):
      guard layout.has(table, older), layout.has(table, newer) else { return false }
      query = "SELECT 1 FROM \"\(table)\" WHERE \"\(newer)\" IS NULL AND \"\(older)\" IS NOT NULL"
    }
    return try connection.value("SELECT EXISTS (\(query))") == .integer(1)
  }
}
