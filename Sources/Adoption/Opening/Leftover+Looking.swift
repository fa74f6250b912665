import Catalogue
import Engine

extension Product {
  /// The leftovers in the database.
  func leftovers(in session: any Session, _ layout: Layout) throws(EngineError) -> [Leftover] {
    var found: [Leftover] = []
    for leftover in leftovers where try leftover.place.isThere(session, layout) { found.append(leftover) }
    return found
  }
}

extension [Product.Leftover] {
  /// The warnings that still hold in a database with that layout, a sentence each: a migration removes leftovers.
  func warnings(_ layout: Layout) -> [String] { filter { $0.place.fits(layout) }.map(\.warning) }
}

extension Product.Leftover.Place {
  /// Whether a database with that layout can have such leftovers.
  fileprivate func fits(_ layout: Layout) -> Bool {
    switch self {
    case .rows(let table, let other): layout.has(table) && layout.has(other)
    case .values(let table, let older, let newer): layout.has(table, older) && layout.has(table, newer)
    }
  }

  fileprivate func isThere(_ session: any Session, _ layout: Layout) throws(EngineError) -> Bool {
    guard fits(layout) else { return false }
    let query =
      switch self {
      case .rows(let table, _): "SELECT 1 FROM \"\(table)\""
      case .values(let table, let older, let newer):
        "SELECT 1 FROM \"\(table)\" WHERE \"\(newer)\" IS NULL AND \"\(older)\" IS NOT NULL"
      }
    return try session.value("SELECT EXISTS (\(query))") == .integer(1)
  }
}
