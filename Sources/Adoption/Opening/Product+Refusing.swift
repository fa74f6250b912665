import Catalogue
import Vocabulary

extension Product {
  /// Refuses a database that is no complete one of the product, or of a kind that is not supported.
  /// - Parameter name: what the message calls the database.
  func check(_ layout: Layout, of name: String) throws(Failure) {
    let found = unsupported.filter { $0.signs.contains { layout.has($0) } }
    if let neighbour = found.first(where: \.isNeighbour) {
      throw Failure(.invalid, "'\(name)' is \(neighbour.words)")
    }
    let missing = tables.filter { !layout.has($0, "id") }
    guard missing.count < tables.count else {
      throw Failure(.invalid, "'\(name)' is not a \(self.name) database: \(Self.found(layout))")
    }
    if let unsupported = found.first { throw Failure(.invalid, "'\(name)' is \(unsupported.words)") }
    let hasOne = oneOfTables.contains { layout.has($0) }
    if let table = missing.first ?? (hasOne ? nil : oneOfTables.first) {
      throw Failure(.invalid, "'\(name)' is not a complete \(self.name) database: it has no table '\(table)'")
    }
  }

  private static func found(_ layout: Layout) -> String {
    let names = layout.columns.keys.sorted()
    guard !names.isEmpty else { return "it has no tables" }
    let some = names.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    return "it has the table\(names.count == 1 ? "" : "s") \(some)"
      + (names.count > 3 ? " and \(names.count - 3) more" : "")
  }
}
